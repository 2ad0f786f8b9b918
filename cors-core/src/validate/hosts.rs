//! The rules about `hosts`.

use std::borrow::Cow;

use crate::config::Draft;
use crate::config::argument::Argument;
use crate::escape::escaped;
use crate::origin::host_pattern::HostPattern;
use crate::rule::Rule;
use crate::validate::suggest;
use crate::violation::{Location, Violations};

pub(super) fn check_hosts(draft: &Draft, violations: &mut Violations) -> Cow<'static, [HostPattern]> {
    let mut hosts = Vec::new();
    for (index, text) in draft.hosts.iter().enumerate() {
        let location = Location::entry(Argument::Hosts, index);
        match HostPattern::parse(text) {
            Ok(host) => hosts.push(host),
            Err(wrong) => {
                let is_any = text == "*";
                let what = if is_any {
                    "`*` is not a valid host".to_owned()
                } else {
                    format!("the host `{}` {}", escaped(text), wrong.what)
                };
                let help = match suggest::host::repair(text) {
                    Some(host) => format!("write `{host}`"),
                    None if is_any => "remove `hosts`: any host is the default".to_owned(),
                    None => {
                        let example = draft.syntax.list(Argument::Hosts, &["api.example.com", "localhost:*"]);
                        format!("write names as browsers send them in `Host`: `{example}`")
                    }
                };
                violations.push(Rule::HostSyntax, location, text, what, help);
            }
        }
    }
    Cow::Owned(hosts)
}
