use actix_web::{App, Responder, get, put};
use cors_actix::cors;

#[cors(origins = "https://a.example", "https://b.example", credentials)]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

#[cors("https://a.example", "https://b.example", "https://c.example")]
#[get("/all")]
async fn all() -> impl Responder {
    "all"
}

#[cors(origins = "https://a.example", headers = "x-a", "x-b")]
#[put("/items")]
async fn edit() -> impl Responder {
    "edited"
}

fn main() {
    let _ = App::new().service(items).service(all).service(edit);
}
