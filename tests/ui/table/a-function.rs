use actix_web::Responder;
use cors_actix::table;

async fn status() -> impl Responder {
    "up"
}

fn main() {
    println!("{}", table![status]);
}
