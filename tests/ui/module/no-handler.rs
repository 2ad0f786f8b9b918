use actix_web::App;
use cors_actix::cors;

#[cors(origins = "https://app.example.com")]
mod items {
    pub async fn list() -> &'static str {
        "list"
    }
}

fn main() {
    let _ = (App::new(), items::list());
}
