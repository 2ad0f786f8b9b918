use actix_web::{App, Responder, get};
use cors_actix::cors;

#[cors(origins(
    "https://a0.example",
    "https://a1.example",
    "https://a2.example",
    "https://a3.example",
    "https://a4.example",
    "https://a5.example",
    "https://a6.example",
    "https://a7.example",
    "https://a8.example",
    "https://a9.example",
    "https://a10.example",
    "https://a11.example",
    "https://a12.example",
    "https://a13.example",
    "https://a14.example",
    "https://a15.example",
    "https://a16.example",
    "https://a17.example",
    "https://a18.example",
    "https://a19.example",
    "https://a20.example",
    "https://a21.example",
    "https://a22.example",
    "https://a23.example",
    "https://a24.example",
    "https://a25.example",
    "https://a26.example",
    "https://a27.example",
    "https://a28.example",
    "https://a29.example",
    "https://a30.example",
    "https://a31.example",
    "https://a32.example",
    "https://a33.example",
    "https://a34.example",
    "https://a35.example",
    "https://a36.example",
    "https://A37.example",
    "https://a38.example",
    "https://a39.example",
    "https://a40.example",
    "https://a41.example",
    "https://a42.example",
    "https://a43.example",
    "https://a44.example",
    "https://a45.example",
    "https://a46.example",
    "https://a47.example",
    "https://a48.example",
    "https://a49.example",
))]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
