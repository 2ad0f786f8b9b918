//! A policy, a request and a handler in one text, so seeds can be read and what is found, too:
//!
//! ```text
//! origins https://app.example.com https://*.example.com
//! headers *
//! credentials
//! enforce all
//! hosts api.example *.tenant.example
//!
//! POST api.example
//! host: api.example
//! origin: https://app.example.com
//! sec-fetch-site: cross-site
//!
//! 200
//! vary: accept-encoding
//! ```

use cors_core::Enforce;

use crate::plain::{Line, PlainHandler, PlainPolicy, PlainRequest};

/// Reads it. `None` if it is not one; whatever a line of the policy does not say is as if it were not there.
///
/// A line `then` begins another rule of the same route.
pub fn read(bytes: &[u8]) -> Option<(Vec<PlainPolicy>, PlainRequest, PlainHandler)> {
    let mut text = bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec);
    let rules = rules(&mut text);
    let line = String::from_utf8(text.next()?).ok()?;
    // The host and port of the request target may follow the method.
    let (method, authority) = match line.split_once(' ') {
        Some((method, authority)) => (method.to_owned(), Some(authority.to_owned())),
        None => (line, None),
    };
    let (asked, vouched) = lines(&mut text, b"vouched");
    let request = PlainRequest { method, authority, lines: asked, vouched };
    let status = String::from_utf8(text.next().unwrap_or_default()).ok()?.parse().unwrap_or(200);
    let handler = PlainHandler { status, lines: lines(&mut text, b"").0 };
    Some((rules, request, handler))
}

fn rules(lines: &mut impl Iterator<Item = Vec<u8>>) -> Vec<PlainPolicy> {
    let mut rules = Vec::new();
    let mut policy = PlainPolicy::default();
    for line in lines.take_while(|line| !line.is_empty()) {
        let line = String::from_utf8_lossy(&line);
        let (name, values) = line.split_once(' ').unwrap_or((&line, ""));
        let list = || values.split(' ').filter(|value| !value.is_empty()).map(str::to_owned).collect();
        match name {
            "origins" => policy.origins = list(),
            "methods" => policy.methods = list(),
            "headers" => policy.headers = list(),
            "expose" => policy.expose = list(),
            "served" => policy.served = list(),
            "max_age" => policy.max_age = values.parse().ok(),
            "preflight_status" => policy.preflight_status = values.parse().ok(),
            "with" => policy.asks = true,
            "credentials" => policy.credentials = true,
            "timing" => policy.timing = true,
            "enforce" => policy.enforce = Enforce::from_name(values).unwrap_or((values != "false").into()),
            "hosts" => policy.hosts = list(),
            "off" => policy.off = true,
            "guarded" => policy.guarded = true,
            "then" => {
                // The methods and the guards are those of the route.
                let (served, guarded) = (policy.served.clone(), policy.guarded);
                rules.push(std::mem::replace(&mut policy, PlainPolicy { served, guarded, ..PlainPolicy::default() }));
            }
            _ => {}
        }
    }
    rules.push(policy);
    rules
}

/// Header lines up to an empty one, and whether `flag` is among them.
fn lines(lines: &mut impl Iterator<Item = Vec<u8>>, flag: &[u8]) -> (Vec<Line>, bool) {
    let mut read = Vec::new();
    let mut flagged = false;
    for line in lines.take_while(|line| !line.is_empty()) {
        match line.windows(2).position(|bytes| bytes == b": ") {
            Some(end) => {
                read.push((String::from_utf8_lossy(&line[..end]).to_ascii_lowercase(), line[end + 2..].to_vec()))
            }
            None => flagged |= line == flag,
        }
    }
    (read, flagged)
}
