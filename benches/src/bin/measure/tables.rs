//! The rows that callgrind measures, as data.

use cors_benches::patterns::PATTERNS;

use crate::callgrind::{Meter, START};
use crate::table::Goal::{self, Plus, Times};
use crate::table::{Figure, Report, Row};

fn row(what: impl Into<String>, ours: Figure, theirs: Figure, goal: Goal) -> Row {
    Row { what: what.into(), ours, theirs, goal }
}

/// Against actix-cors, on one route.
pub(crate) fn requests() -> Vec<Row> {
    let mut rows = Vec::new();
    for (place, constant) in [("resource", 0.42), ("app", 0.46)] {
        let (ours, theirs) = (format!("ours-{place}"), format!("actix-cors-{place}"));
        for (what, policy, request, headers, goal) in [
            ("GET, origin allowed", "", "allowed", 4, 0.55),
            ("GET without Origin", "", "none", 1, 0.38),
            ("GET, origin refused", "", "refused", 1, 0.38),
            ("GET, one constant origin", "one-", "allowed", 3, constant),
            ("GET, `*`", "any-", "allowed", 2, constant),
        ] {
            let added = |app: &str| Figure::added(&format!("{app}{place}"), "bare", request);
            let theirs = added(&format!("actix-cors-{policy}"));
            let alone = Figure::added(&format!("floor-{place}@{headers}"), "bare", request);
            rows.push(row(
                format!("{what} ({place}): added"),
                added(&format!("ours-{policy}")),
                theirs.clone(),
                Times(goal),
            ));
            rows.push(row(
                format!("  a middleware that writes {headers} such headers, always"),
                alone,
                theirs,
                Goal::None,
            ));
        }
        for (what, request, floor, goal) in [
            ("preflight accepted", "preflight", "approve", 0.50),
            ("preflight refused", "preflight-refused", "refuse", 0.75),
        ] {
            let (ours, theirs) = (Figure::whole(&ours, request), Figure::whole(&theirs, request));
            let floor = Figure::whole(&format!("floor-{floor}-{place}"), request);
            rows.push(row(format!("{what} ({place}): in all"), ours, theirs.clone(), Times(goal)));
            rows.push(row("  a middleware that answers with such headers, always", floor, theirs, Goal::None));
        }
        for (what, request) in [("names", "names"), ("commas", "commas"), ("one name repeated", "repeated")] {
            let request = format!("preflight-{request}");
            let (hostile, usual) = (Figure::whole(&ours, &request), Figure::whole(&ours, "preflight"));
            let what = format!("preflight, 8 KB of {what} ({place})");
            rows.push(row(
                format!("{what}, against actix-cors"),
                hostile.clone(),
                Figure::whole(&theirs, &request),
                Goal::None,
            ));
            rows.push(row(format!("{what}, against an ordinary one"), hostile, usual, Times(1.02)));
        }
    }
    rows
}

/// Who may send: a write that is let pass and one that is refused, and what middleware around the route costs.
pub(crate) fn senders() -> Vec<Row> {
    let mut rows = Vec::new();
    for place in ["resource", "app"] {
        for (what, request) in [
            ("PUT of the site's own page", "write-own"),
            ("PUT of a listed origin", "write-allowed"),
            ("PUT of another site, refused", "write-refused"),
        ] {
            let (ours, bare) = (Figure::whole(&format!("ours-{place}"), request), Figure::whole("bare", request));
            rows.push(row(format!("{what} ({place}), against the bare app"), ours, bare, Goal::None));
        }
    }
    for request in ["write-own", "write-allowed", "write-refused"] {
        let ours = Figure::added("decide", "nothing", request);
        let theirs = Figure::added("tower-csrf", "tower-bare", request);
        rows.push(row(format!("{request}: a decision, against tower-http's `CsrfLayer`"), ours, theirs, Goal::None));
    }
    for (request, what) in [("allowed", "GET, origin allowed"), ("none", "GET without Origin")] {
        let figure = |app| Figure::whole(app, request);
        rows.push(row(
            format!("{what}, `around`, against none"),
            figure("ours-around"),
            figure("ours-app"),
            Goal::None,
        ));
        rows.push(row(
            format!("{what}, 8 `Cors`, against one"),
            figure("ours-nested"),
            figure("ours-around-scopes"),
            Goal::None,
        ));
    }
    let figure = |app| Figure::whole(app, "preflight");
    rows.push(row("preflight, 8 `Cors`, against one", figure("ours-nested"), figure("ours-around-scopes"), Goal::None));
    rows
}

/// A decision with more and more origins, against one with two: ten times as many are three steps of a binary search more.
/// One exact origin alone is a constant policy, which looks at no origin.
pub(crate) fn origins(meter: &mut Meter, report: &mut Report) {
    let mut rows = Vec::new();
    for (policy, title) in [("exact", "exact origins"), ("mixed", "exact origins, wildcards between")] {
        for kind in ["hit", "wildcard", "miss", "near-first", "near-middle", "near-last"] {
            if (policy, kind) == ("exact", "wildcard") {
                continue;
            }
            let figure = |count: usize| Figure::whole(&format!("{policy}@{count}"), kind);
            for (count, goal) in [(10, 2.5), (100, 3.0), (1000, 4.0), (10_000, 5.0)] {
                rows.push(row(format!("{kind}: {count} {title}, against 2"), figure(count), figure(2), Times(goal)));
            }
        }
    }
    report.print(meter, "instructions a decision, on the average of those asked", &rows);
}

/// Against `regex`, and pattern against pattern.
pub(crate) fn regex(meter: &mut Meter, report: &mut Report) {
    let mut rows = Vec::new();
    for (index, pattern) in PATTERNS.iter().enumerate() {
        let ours = |request| Figure::whole(&format!("proven@{index}"), request);
        for request in ["hit", "miss"] {
            let theirs = Figure::whole(&format!("regex@{index}"), request);
            rows.push(row(format!("{request}: {pattern}"), ours(request), theirs, Times(0.60)));
        }
        if index > 0 {
            let first = Figure::whole("proven@0", "hit");
            rows.push(row("  the same origin, against the first pattern", ours("hit"), first, Times(1.01)));
        }
    }
    report.print(meter, "instructions a match, against `regex`", &rows);
}

/// Against the same routes without CORS.
pub(crate) fn routes() -> Vec<Row> {
    let counts = [10, 100, 1000];
    let last = |name: &str, request: &str, count: usize| {
        Figure::whole(&format!("routes-{name}@{count}"), &format!("{request}@{}", count - 1))
    };
    let mut rows = Vec::new();
    for count in counts {
        let goal = if count == 1000 { Times(1.03) } else { Goal::None };
        let what = format!("GET, the last of {count} annotated routes, against none annotated");
        rows.push(row(what, last("ours", "route", count), last("bare", "route", count), goal));
    }
    rows.push(row(
        "GET, the last of 1000, against a separate resource for OPTIONS",
        last("ours", "route", 1000),
        last("split", "route", 1000),
        Goal::None,
    ));
    for count in counts {
        let layer = last("layer", "route-preflight", count);
        let what = format!("preflight behind `around`, {count} routes");
        let goal = if count == 1000 { Times(1.05) } else { Goal::None };
        let options = last("ours", "route-options", count);
        rows.push(row(format!("{what}, against an OPTIONS request"), layer.clone(), options, goal));
        let nested = last("nested", "route-preflight", count);
        let goal = if count == 1000 { Times(1.2) } else { Goal::None };
        rows.push(row(format!("preflight, {count} routes, 8 `Cors`, against one"), nested, layer.clone(), goal));
        let theirs = last("actix-cors", "route-preflight", count);
        rows.push(row(format!("{what}, against actix-cors, which asks no route"), layer, theirs, Goal::None));
    }
    rows
}

/// Beside other middleware: an application as users have it, responses with a `Vary` of their own, and a `Cors` around plain
/// routes in an application that has an annotated route, too.
pub(crate) fn real() -> Vec<Row> {
    let mut rows = Vec::new();
    let theirs = Figure::added("real-actix-cors", "real-bare", "real");
    for (what, app, bare, goal) in [
        ("annotated routes", "real-ours-route", "real-bare", 0.60),
        ("`Cors`", "real-ours-app", "real-bare", 0.60),
        ("`Cors` with `around`", "real-ours-around", "real-bare-around", 0.80),
        ("annotated routes, `by_route` with `around`", "real-ours-by-route", "real-bare-around", 0.80),
    ] {
        let ours = Figure::added(app, bare, "real");
        rows.push(row(format!("GET among 50 routes, {what}: added"), ours, theirs.clone(), Times(goal)));
    }
    for (request, what) in [("allowed", "GET, origin allowed"), ("none", "GET without Origin")] {
        for place in ["resource", "app"] {
            let ours = Figure::added(&format!("ours-vary-{place}"), "vary-bare", request);
            let theirs = Figure::added("actix-cors-vary-app", "vary-bare", request);
            rows.push(row(format!("{what}, with a `Vary` ({place}): added"), ours, theirs, Times(0.60)));
        }
    }
    for count in [10, 100, 1000] {
        let last = |app: &str, request: &str| (format!("mixed-{app}@{count}"), format!("{request}@{}", count - 1));
        let added = |app: &str| {
            let ((app, request), (bare, _)) = (last(app, "route"), last("bare", "route"));
            Figure::added(&app, &bare, &request)
        };
        rows.push(row(
            format!("GET, `Cors` around {count} plain routes and one annotated: added"),
            added("ours"),
            added("actix-cors"),
            Times(0.60),
        ));
        let whole = |(app, request): (String, String)| Figure::whole(&app, &request);
        rows.push(row(
            "  its preflight, against an OPTIONS request through the same routes",
            whole(last("ours", "route-preflight")),
            whole(last("bare", "route-options")),
            Times(1.10),
        ));
    }
    rows
}

/// A policy with many patterns that are known at run time, and an origin that none of them matches.
pub(crate) fn patterns() -> Vec<Row> {
    [10, 100]
        .map(|count| {
            let ours = Figure::whole(&format!("ours-patterns@{count}"), "refused");
            let one = Figure::whole("ours-patterns@1", "refused");
            row(format!("GET, origin refused, {count} patterns, against one"), ours, one, Times(1.05))
        })
        .into()
}

/// `PolicyHandle` against a fixed policy of the same content, both around the application.
pub(crate) fn runtime() -> Vec<Row> {
    [
        ("allowed", "GET, origin allowed"),
        ("none", "GET without Origin"),
        ("refused", "GET, origin refused"),
        ("preflight", "preflight"),
    ]
    .map(|(request, what)| {
        let ours = Figure::whole("ours-handle", request);
        row(format!("{what}, against a fixed policy"), ours, Figure::whole("ours-app", request), Plus(100.0))
    })
    .into()
}

/// `decide` against what tower-http's layer adds to a bare service, given the same requests.
pub(crate) fn decide() -> Vec<Row> {
    let mut rows = Vec::new();
    for count in [1, 10, 1000] {
        for request in ["allowed", "none", "refused", "preflight"] {
            let ours = Figure::added(&format!("decide@{count}"), "nothing", request);
            let theirs = Figure::added(&format!("tower-http@{count}"), "tower-bare", request);
            rows.push(row(format!("{request}, {count} origins"), ours, theirs, Times(0.20)));
        }
    }
    rows
}

/// What an application with many origins, or with many routes, takes until it serves.
pub(crate) fn start() -> Vec<Row> {
    let added = |app: &str, bare: &str| Figure::added(app, bare, START);
    vec![
        row(
            "`Cors` with 10,000 origins, against actix-cors: added",
            added("ours-app@10000", "bare"),
            added("actix-cors-app@10000", "bare"),
            Goal::None,
        ),
        row(
            "1,000 annotated routes, against 1,000 without policies",
            Figure::whole("routes-ours@1000", START),
            Figure::whole("routes-bare@1000", START),
            Goal::None,
        ),
    ]
}
