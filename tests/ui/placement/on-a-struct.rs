use cors_actix::cors;

#[cors(origins = "*")]
struct Items;

fn main() {
    let _ = Items;
}
