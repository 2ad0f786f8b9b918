use actix_web::App;
use cors_actix::{Cors, Draft};

fn main() {
    let policy = Draft::new().origins(["https://app.example.com"]).check();
    let _ = App::new().wrap(Cors::new(policy));
}
