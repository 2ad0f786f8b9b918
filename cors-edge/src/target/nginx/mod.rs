//! nginx: maps from the request to a policy, to a rule of it, and to header values. It can say everything.
//!
//! `if` is there with `return` inside and nothing else, which is the one use that nginx documents as safe.

mod maps;
mod text;

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::options::Options;
use crate::plan::{Answer, Plan};
use crate::target::values::WRITTEN_BY_THE_POLICY;

pub(super) fn configuration(plan: &Plan, options: &Options) -> String {
    let mut text = String::new();
    maps::connection(&mut text);
    if plan.routes.iter().any(|route| (route.preflight, route.actual) != (Answer::Untouched, Answer::Untouched)) {
        maps::routes(plan, &mut text);
        maps::rules(plan, &mut text);
        maps::values(plan, &mut text);
        server(plan, options, &mut text);
    } else {
        let _ = write!(text, "server {{\n    listen {};\n    merge_slashes off;\n", options.listen);
        let _ = write!(text, "    location / {{\n{}    }}\n}}\n", proxy(options));
    }
    text
}

fn proxy(options: &Options) -> String {
    let (host, port) = options.backend();
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    format!(
        "        proxy_pass http://{host}:{port};
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $cors_connection;
"
    )
}

fn headers(pairs: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (name, variable) in pairs {
        let _ = writeln!(text, "        add_header {name} {variable} always;");
    }
    text
}

fn server(plan: &Plan, options: &Options, text: &mut String) {
    let statuses: BTreeSet<_> =
        plan.policies.iter().map(|policy| policy.status).filter(|status| *status != 204).collect();
    let statuses =
        statuses.iter().map(|status| format!("        if ($cors_status = {status}) {{ return {status}; }}\n"));
    let preflight = headers(&[
        ("Vary", "$cors_preflight_vary"),
        ("Access-Control-Allow-Origin", "$cors_allow_origin"),
        ("Access-Control-Allow-Credentials", "$cors_allow_credentials"),
        ("Access-Control-Allow-Methods", "$cors_allow_methods"),
        ("Access-Control-Allow-Headers", "$cors_allow_headers"),
        ("Access-Control-Max-Age", "$cors_max_age"),
    ]);
    let response = headers(&[
        ("Vary", "$cors_vary"),
        ("Access-Control-Allow-Origin", "$cors_allow_origin"),
        ("Access-Control-Allow-Credentials", "$cors_allow_credentials"),
        ("Access-Control-Expose-Headers", "$cors_expose_headers"),
        ("Timing-Allow-Origin", "$cors_timing"),
    ]);
    let hidden = WRITTEN_BY_THE_POLICY
        .iter()
        .chain([&"timing-allow-origin"])
        .map(|name| format!("        proxy_hide_header {name};\n"))
        .collect::<Vec<_>>()
        .concat();
    let _ = write!(
        text,
        "server {{
    listen {};
    merge_slashes off;
    location / {{
        # The codes are for the jumps alone. No client sees them.
        error_page 580 = @cors_preflight;
        error_page 581 = @cors_response;
        if ($cors_place = preflight) {{ return 580; }}
        if ($cors_place = response) {{ return 581; }}
{}    }}
    location @cors_preflight {{
{preflight}        if ($cors_rule = \"\") {{ return 403; }}
{}        return 204;
    }}
    location @cors_response {{
{}{hidden}{response}    }}
}}
",
        options.listen,
        proxy(options),
        statuses.collect::<String>(),
        proxy(options)
    );
}
