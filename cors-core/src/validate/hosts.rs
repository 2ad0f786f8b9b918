//! The rules about `hosts`.

use std::borrow::Cow;

use crate::config::Draft;
use crate::config::argument::Argument;
use crate::config::syntax::Code;
use crate::escape::escaped;
use crate::origin::entry::InvalidEntry;
use crate::origin::host_pattern::HostPattern;
use crate::rule::Rule;
use crate::validate::suggest;
use crate::violation::text::text;
use crate::violation::{Collector, Location, Problem};

pub(super) fn check_hosts(draft: &Draft, violations: &mut Collector) -> Cow<'static, [HostPattern]> {
    let mut hosts = Vec::new();
    for (index, text) in draft.hosts.iter().enumerate() {
        match HostPattern::parse(text) {
            Ok(host) => hosts.push(host),
            Err(invalid) => violations.push(Location::entry(Argument::Hosts, index), text, problem(text, &invalid)),
        }
    }
    Cow::Owned(hosts)
}

fn problem(text: &str, invalid: &InvalidEntry) -> Problem {
    if text == "*" {
        let help = "remove `hosts`: any host is the default";
        return Problem::new(Rule::HostSyntax, "`*` is not a valid host", help);
    }
    let help = match suggest::host::repair(text) {
        Some(host) => format!("write `{host}`").into(),
        None => text![
            "write names as browsers send them in `Host`: ",
            Code::list(Argument::Hosts, &["api.example.com", "localhost:*"])
        ],
    };
    Problem::new(Rule::HostSyntax, format!("the host `{}` {}", escaped(text), invalid.what), help)
}
