use actix_web::{App, HttpResponse, get, web};
use cors_actix::cors;

trait Store: 'static {
    fn count(&self) -> u32;
}

#[cors(origins = "https://app.example.com")]
#[get("/items")]
async fn items<S: Store>(store: web::Data<S>) -> HttpResponse {
    HttpResponse::Ok().body(store.count().to_string())
}

fn main() {
    let _ = App::new().service(items);
}
