use actix_web::{App, Responder, get};
use cors_actix::{Policy, cors, policy};

const APP: &str = "https://app.example.com";
const PATTERN: &str = r"https://.*\.example\.com";
const TEN_MINUTES: u64 = 600;
const NAMES: [&str; 1] = ["etag"];

#[cors(
    origins(APP, regex = PATTERN, concat!("https://", "b.example"), env("ALLOWED", default = APP)),
    headers(actix_web::http::header::CONTENT_TYPE),
    expose(list = NAMES),
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
