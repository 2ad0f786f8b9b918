use actix_web::{App, Responder, get};
use cors_actix::cors;

macro_rules! handler {
    ($name:ident, $origin:literal) => {
        #[cors(origins = $origin)]
        #[get("/items")]
        async fn $name() -> impl Responder {
            "items"
        }
    };
}

handler!(items, "https://app.example.com/");
handler!(users, "https://users.example.com");

fn main() {
    let _ = App::new().service(items).service(users);
}
