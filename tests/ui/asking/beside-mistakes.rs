use actix_web::{App, Responder, get};
use cors_actix::cors;
use tenants::admits;

mod tenants {
    use actix_web::HttpRequest;
    use cors_actix::Origin;

    pub async fn admits(_: &Origin<'_>, _: &HttpRequest) -> bool {
        true
    }
}

#[cors(origins("https://app.example.com/", with = admits))]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
