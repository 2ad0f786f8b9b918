use cors_actix::cors;

#[cors(origins = "*")]
async fn items() -> &'static str {
    "items"
}

fn main() {
    let _ = items();
}
