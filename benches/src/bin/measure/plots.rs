//! The charts and the table of the README.

use crate::callgrind::Meter;
use crate::svg::{Chart, Line};
use crate::table::Figure;
use crate::tables;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/");

/// What it costs with so many origins, routes or bytes.
type Cost = fn(u32) -> Figure;

struct Plot {
    file: &'static str,
    title: &'static str,
    x: &'static str,
    y: &'static str,
    along: &'static [u32],
    lines: &'static [(&'static str, Cost)],
}

const PLOTS: [Plot; 3] = [
    Plot {
        file: "cost-origins.svg",
        title: "An allowed GET, by the number of origins",
        x: "exact origins in the policy",
        y: "instructions that CORS adds",
        along: &[1, 10, 100, 1000, 10_000],
        lines: &[
            ("cors-actix", |n| Figure::added(&format!("ours-app@{n}"), "bare", "allowed")),
            ("actix-cors", |n| Figure::added(&format!("actix-cors-app@{n}"), "bare", "allowed")),
            ("tower-http", |n| Figure::added(&format!("tower-http@{n}"), "tower-bare", "allowed")),
        ],
    },
    Plot {
        file: "cost-routes.svg",
        title: "A request to the last route, by the number of routes",
        x: "routes in the application",
        y: "instructions in all",
        along: &[10, 100, 1000],
        lines: &[
            ("GET, cors-actix", |n| routed("ours", "route", n)),
            ("preflight, actix-cors (one policy)", |n| routed("actix-cors", "route-preflight", n)),
            ("GET, OPTIONS routes by hand", |n| routed("split", "route", n)),
            ("preflight, Cors::around", |n| routed("layer", "route-preflight", n)),
            ("GET, no CORS", |n| routed("bare", "route", n)),
        ],
    },
    Plot {
        file: "cost-hostile.svg",
        title: "A preflight that asks for many headers, by their bytes",
        x: "bytes of Access-Control-Request-Headers, each name another",
        y: "instructions in all",
        along: &[10, 100, 1000, 4000, 8192],
        lines: &[
            ("cors-actix", |n| Figure::whole("ours-app", &format!("preflight-names@{n}"))),
            ("actix-cors", |n| Figure::whole("actix-cors-app", &format!("preflight-names@{n}"))),
            ("tower-http, bare service", |n| Figure::whole("tower-http", &format!("preflight-names@{n}"))),
        ],
    },
];

fn routed(name: &str, request: &str, routes: u32) -> Figure {
    Figure::whole(&format!("routes-{name}@{routes}"), &format!("{request}@{}", routes - 1))
}

pub(crate) fn draw(meter: &mut Meter) {
    for plot in PLOTS {
        let figures = plot.lines.iter().flat_map(|(_, figure)| plot.along.iter().map(|&n| figure(n)));
        meter.measure(figures.flat_map(|figure| figure.jobs()));
        let line = |figure: Cost| plot.along.iter().map(|&n| (f64::from(n), figure(n).value(meter))).collect();
        let lines = plot.lines.iter().map(|&(name, figure)| Line { name, points: line(figure) }).collect();
        let chart = Chart { title: plot.title, x: plot.x, y: plot.y, lines };
        std::fs::write(format!("{FOLDER}{}", plot.file), chart.render()).expect("docs/ can be written");
        println!("docs/{} is drawn", plot.file);
    }
    tabulate(meter);
}

/// The rows of the README: of a route with the attribute, and of a `Cors` around the application.
const ROWS: [&str; 8] = [
    "GET, origin allowed (resource): added",
    "GET, origin allowed (app): added",
    "GET without Origin (resource): added",
    "GET without Origin (app): added",
    "GET, origin refused (resource): added",
    "preflight accepted (resource): in all",
    "preflight refused (resource): in all",
    "preflight, 8 KB of names (resource), against actix-cors",
];

/// Writes them into the README.
fn tabulate(meter: &mut Meter) {
    const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
    const BEGIN: &str = "<!-- costs -->\n";
    const END: &str = "<!-- /costs -->";
    let all = tables::requests();
    let row = |what: &&str| all.iter().find(|row| row.what == *what).expect("it is one of the rows");
    let rows: Vec<_> = ROWS.iter().map(row).collect();
    meter.measure(rows.iter().flat_map(|row| row.ours.jobs().chain(row.theirs.jobs())));
    let mut table = "| request | cors-actix | actix-cors | ratio |\n|---|--:|--:|--:|\n".to_owned();
    for row in &rows {
        let what = row
            .what
            .replace(" (resource)", "")
            .replace(" (app)", ", `Cors`")
            .replace(", against actix-cors", ": in all");
        let (ours, theirs) = (row.ours.value(meter), row.theirs.value(meter));
        table += &format!("| {what} | {ours:.0} | {theirs:.0} | {:.3} |\n", ours / theirs);
    }
    let readme = std::fs::read_to_string(README).expect("it is in the repository");
    let (before, rest) = readme.split_once(BEGIN).expect("the README says where the table begins");
    let (_, after) = rest.split_once(END).expect("the README says where the table ends");
    let readme = format!("{before}{BEGIN}{table}{END}{after}");
    std::fs::write(README, readme).expect("the README can be written");
    println!("the table of README.md is written");
}
