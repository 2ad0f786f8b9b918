use actix_web::App;
use cors_actix::{Cors, Draft};

fn main() {
    let draft = Draft::new().origins(["https://app.example.com"]);
    let _ = App::new().wrap(Cors::new(draft));
}
