use actix_web::App;
use cors_actix::{cors, report::Annotated};

#[cors(origins("https://app.example.com/", "*"), credentials)]
mod items {
    use actix_web::{Responder, get, put};

    #[get("/items")]
    pub async fn list() -> impl Responder {
        "list"
    }

    #[put("/items/{id}")]
    pub async fn edit() -> impl Responder {
        "edit"
    }
}

fn main() {
    let _ = App::new().service(items::list).service(items::edit);
    let _ = <items::list as Annotated>::routes();
}
