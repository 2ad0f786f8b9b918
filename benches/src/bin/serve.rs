//! `serve SUBJECT REQUEST N MADE`: asks a subject N times. Two runs with different N, under callgrind, tell what one
//! request costs: as many requests are made in each. `serve listen APP` serves an application on a socket. `serve time APP
//! REQUEST` asks it for as many requests as each line of standard input says, and prints the nanoseconds that one took.

use std::hint::black_box;
use std::io::stdin;
use std::time::Instant;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use cors_benches::apps::{self, Use};
use cors_benches::{decisions, listen, numbered, origins, patterns, requests, tower};
use cors_core::{CorsRequest, Policy, decide};

/// How many requests are answered, and how many are made.
#[derive(Clone, Copy)]
struct Times {
    asked: usize,
    made: usize,
}

impl Times {
    fn ask<R>(self, make: impl Fn(usize) -> R, answer: impl Fn(R)) {
        let requests: Vec<R> = (0..self.made).map(make).collect();
        requests.into_iter().take(self.asked).for_each(answer);
    }
}

struct Ask<'n> {
    request: &'n str,
    times: Times,
}

impl Use for Ask<'_> {
    async fn with<S, B>(self, app: S)
    where
        S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
        B: MessageBody,
    {
        let requests: Vec<_> = (0..self.times.made).map(|_| requests::request(self.request)).collect();
        for request in requests.into_iter().take(self.times.asked) {
            drop(black_box(app.call(request).await));
        }
    }
}

/// Asks in turns with other programs.
struct Time<'n>(&'n str);

impl Use for Time<'_> {
    async fn with<S, B>(self, app: S)
    where
        S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
        B: MessageBody,
    {
        for line in stdin().lines() {
            let count = number(&line.expect("it is text"));
            let requests: Vec<_> = (0..count).map(|_| requests::request(self.0)).collect();
            let start = Instant::now();
            for request in requests {
                drop(black_box(app.call(request).await));
            }
            println!("{}", start.elapsed().as_nanos() / count as u128);
        }
    }
}

async fn tower_service<S>(mut service: S, request: &str, times: Times)
where
    S: tower_service::Service<http::Request<()>>,
{
    let requests: Vec<_> = (0..times.made).map(|_| tower::request(request)).collect();
    for request in requests.into_iter().take(times.asked) {
        drop(black_box(service.call(request).await));
    }
}

fn decision<H: CorsRequest>(policy: &Policy, head: &H) {
    drop(black_box(decide(black_box(policy), black_box(head), false)));
}

/// Decides about origins of a kind, in turns.
fn origins_in_turn(policy: &Policy, kind: &str, count: usize, times: Times) {
    let asked = origins::asked(kind, count);
    times.ask(|index| decisions::Get(asked[index % asked.len()].as_bytes()), |get| decision(policy, &get));
}

fn number(text: &str) -> usize {
    text.parse().expect("it is a number")
}

#[actix_web::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (subject, request, asked, made) = match arguments[..] {
        ["listen", app] => return listen::listen(app).await.expect("there is a free port"),
        ["time", app, request] => return apps::with(app, Time(request)).await,
        [subject, request, asked, made] => (subject, request, asked, made),
        _ => panic!("serve SUBJECT REQUEST N MADE"),
    };
    let times = Times { asked: number(asked), made: number(made) };
    let (name, count) = numbered(subject, 10);
    match name {
        "tower-bare" => tower_service(tower::Bare, request, times).await,
        "tower-http" => tower_service(tower::layered(count), request, times).await,
        "tower-csrf" => tower_service(tower::protected(count), request, times).await,
        "decide" => {
            let policy = apps::draft(count).check().expect("the policy is right");
            times.ask(|_| decisions::Request(tower::request(request)), |head| decision(&policy, &head));
        }
        "nothing" => times.ask(|_| decisions::Request(tower::request(request)), |head| drop(black_box(head))),
        "exact" => origins_in_turn(&decisions::exact(count), request, count, times),
        "mixed" => origins_in_turn(&decisions::mixed(count), request, count, times),
        "proven" => {
            let proof = patterns::proof(count);
            times.ask(
                |_| patterns::origin(request),
                |origin| {
                    black_box(proof.automaton().matches(black_box(origin)));
                },
            );
        }
        "regex" => {
            let regex = patterns::regex(count);
            times.ask(
                |_| patterns::origin(request),
                |origin| {
                    black_box(regex.is_match(black_box(origin)));
                },
            );
        }
        _ => apps::with(subject, Ask { request, times }).await,
    }
}
