use actix_web::{App, Responder, put, web};
use cors_actix::cors;

#[cors(origins = "https://app.example.com", credentials)]
#[put("/items/{id}")]
async fn edit(id: web::Path<u32>, web::Json(name): web::Json<String>) -> impl Responder {
    format!("{id}: {name}")
}

fn main() {
    let _ = App::new().service(edit);
}
