use actix_web::App;
use cors_actix::cors;

#[cors(origins = "https://app.example.com")]
mod items;

fn main() {
    let _ = App::new().service(items::list);
}
