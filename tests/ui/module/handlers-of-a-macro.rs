use actix_web::App;
use cors_actix::cors;

#[cors(origins = "https://app.example.com")]
mod items {
    use actix_web::{Responder, get};

    macro_rules! handler {
        ($name:ident, $path:literal) => {
            #[get($path)]
            pub async fn $name() -> impl Responder {
                stringify!($name)
            }
        };
    }

    handler!(list, "/items");

    #[get("/others")]
    pub async fn others() -> impl Responder {
        "others"
    }
}

fn main() {
    let _ = App::new().service(items::list).service(items::others);
}
