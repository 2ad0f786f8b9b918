//! `serve APP REQUEST N`: asks an application N times. Two runs with different N, under callgrind, tell what one request
//! costs: as many requests are made in each.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use cors_benches::apps::{self, Use};
use cors_benches::requests;

/// How many requests are made, asked or not.
const MADE: usize = 1200;

struct Ask {
    request: String,
    times: usize,
}

impl Use for Ask {
    async fn with<S, B>(self, app: S)
    where
        S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
        B: MessageBody,
    {
        let requests: Vec<_> = (0..MADE).map(|_| requests::request(&self.request)).collect();
        let mut bytes = 0;
        for request in requests.into_iter().take(self.times) {
            if let Ok(response) = app.call(request).await {
                bytes += usize::from(response.status().as_u16());
            }
        }
        println!("{bytes}");
    }
}

#[actix_web::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [app, request, times] = &arguments[..] else { panic!("serve APP REQUEST N") };
    let times = times.parse().expect("N is a number");
    apps::with(app, Ask { request: request.clone(), times }).await;
}
