use actix_web::get;
use cors_actix::cors;

#[cors(origins(regex = r"https://deploy-preview-\d+--mysite\.netlify\.app", regex = r"https://[a-z]{64}\.example\.com"))]
#[get("/")]
async fn index() -> &'static str {
    ""
}

fn main() {}
