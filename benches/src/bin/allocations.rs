//! `allocations APP REQUEST` prints the allocations of a request in an application: their number, and their bytes.
//! `allocations kept APP` prints those that the application keeps when it has started, and `allocations policy COUNT`
//! those of a policy with so many origins.

use std::alloc::System;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use cors_benches::apps::{self, Use};
use cors_benches::requests;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Requests before anything is counted, so what is kept between them is there.
const WARM: usize = 200;
const COUNTED: usize = 500;

struct Count<'n>(&'n str);

impl Use for Count<'_> {
    async fn with<S, B>(self, app: S)
    where
        S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
        B: MessageBody,
    {
        let mut requests = (0..WARM + COUNTED).map(|_| requests::request(self.0)).collect::<Vec<_>>().into_iter();
        for request in requests.by_ref().take(WARM) {
            drop(app.call(request).await);
        }
        let region = Region::new(ALLOCATOR);
        for request in requests {
            drop(app.call(request).await);
        }
        let change = region.change();
        println!("{} {}", (change.allocations + change.reallocations) / COUNTED, change.bytes_allocated / COUNTED);
    }
}

/// What is kept of what was allocated since.
struct Kept<'r>(Region<'r, System>);

impl Kept<'_> {
    fn print(&self) {
        let change = self.0.change();
        let count = change.allocations - change.deallocations;
        println!("{count} {}", change.bytes_allocated - change.bytes_deallocated);
    }
}

impl Use for Kept<'_> {
    async fn with<S, B>(self, app: S)
    where
        S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
        B: MessageBody,
    {
        self.print();
        drop(app);
    }
}

#[actix_web::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let kept = Kept(Region::new(ALLOCATOR));
    match arguments[..] {
        ["kept", app] => apps::with(app, kept).await,
        ["policy", count] => {
            let policy = apps::draft(count.parse().expect("it is a number")).check();
            kept.print();
            drop(policy);
        }
        [app, request] => apps::with(app, Count(request)).await,
        _ => panic!("allocations APP REQUEST"),
    }
}
