use actix_web::{App, web};
use cors_actix::Cors;

fn main() {
    let scope = web::scope("/api").wrap(Cors::by_route());
    let _ = App::new().service(scope);
}
