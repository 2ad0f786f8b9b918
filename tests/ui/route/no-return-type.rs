use actix_web::{App, get};
use cors_actix::cors;

#[cors(origins = "*")]
#[get("/items")]
async fn items() {}

fn main() {
    let _ = App::new().service(items);
}
