use actix_web::App;
use cors_actix::cors;

#[cors(origins = "https://app.example.com")]
mod items {
    use actix_web::web::ServiceConfig;
    use actix_web::{Responder, get};

    pub fn configure(config: &mut ServiceConfig) {
        #[get("/items")]
        async fn list() -> impl Responder {
            "items"
        }

        config.service(list);
    }

    #[get("/others")]
    pub async fn others() -> impl Responder {
        "others"
    }
}

fn main() {
    let _ = App::new().configure(items::configure).service(items::others);
}
