//! Writes a thousand annotated routes, `/r0` to `/r999`: a hundred handlers with ten paths each.

use std::fmt::Write;
use std::path::Path;

const HANDLERS: usize = 100;
const PATHS: usize = 10;

fn main() {
    let mut code = String::new();
    let mut services = String::new();
    for handler in 0..HANDLERS {
        let paths: String = (0..PATHS).map(|path| format!("#[get(\"/r{}\")] ", handler * PATHS + path)).collect();
        let _ = writeln!(
            code,
            "#[cors(origins(\"https://app5.example.com\", \"https://*.preview.example.com\"), credentials)]\n\
             #[routes] {paths}\n\
             async fn h{handler}() -> HttpResponse {{ data().await }}"
        );
        let _ = writeln!(services, "if {handler} < handlers {{ config.service(h{handler}); }}");
    }
    let _ = writeln!(
        code,
        "/// Registers the first routes, a multiple of ten.\n\
         pub fn register(config: &mut ServiceConfig, routes: usize) {{ let handlers = routes / {PATHS}; {services} }}"
    );
    let out = std::env::var_os("OUT_DIR").expect("cargo says where");
    std::fs::write(Path::new(&out).join("routes.rs"), code).expect("cargo's directory can be written");
    println!("cargo::rerun-if-changed=build.rs");
}
