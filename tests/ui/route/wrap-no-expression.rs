use actix_web::{App, Responder, get};
use cors_actix::cors;

#[cors(origins = "*")]
#[get("/items", wrap = "from_fn(login);")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
