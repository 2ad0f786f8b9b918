use actix_web::{App, Responder, get};
use cors_actix::{Policy, cors, policy};

const APP: &str = "https://app.example.com";
const PATTERN: &str = r"https://.*\.example\.com";
const TEN_MINUTES: u64 = 600;

#[cors(
    origins(APP, regex = PATTERN, concat!("https://", "b.example")),
    headers(actix_web::http::header::CONTENT_TYPE),
    max_age = TEN_MINUTES
)]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

static SHARED: Policy = policy!(origins = APP);

fn main() {
    let _ = App::new().service(items);
}
