use actix_web::App;
use cors_actix::{cors, report::Annotated};

mod tenants {
    use actix_web::HttpRequest;
    use cors_actix::Origin;

    pub fn admits(_: &Origin<'_>, _: &HttpRequest) -> bool {
        true
    }
}

#[cors(origins(with = admits), methods(GET))]
mod items {
    use actix_web::{Responder, get};

    use crate::tenants::admits;

    #[get("/items")]
    pub async fn list() -> impl Responder {
        "list"
    }
}

fn main() {
    let _ = App::new().service(items::list);
    let _ = <items::list as Annotated>::routes();
}
