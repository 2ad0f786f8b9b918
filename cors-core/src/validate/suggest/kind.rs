//! What to write instead of an origin that nobody registers: that of an extension, of an app, of an address, of a preview.

#[cfg(feature = "regex")]
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::config::Draft;
use crate::config::argument::Danger;
use crate::config::syntax::Code;
use crate::escape::escaped;
use crate::origin::domain;
#[cfg(feature = "regex")]
use crate::origin::host::bracketed;
use crate::origin::host::is_label_byte;
use crate::origin::scheme::{SHARED, is_extension, is_other};
use crate::origin::trustworthy::NETWORK_SCHEMES;
use crate::violation::text::{Text, text};

/// What to write instead of the URL of a local file; `None` for anything else.
pub(in crate::validate) fn instead_of_file(draft: &Draft, text: &str) -> Option<Text> {
    let scheme = SHARED.iter().find(|scheme| text.strip_prefix(**scheme).is_some_and(|rest| rest.starts_with(':')))?;
    if draft.credentials {
        return Some(SERVE_THE_PAGE.into());
    }
    let app = format!("; if an app has to send the origin of its files, write `{scheme}://` and ");
    Some(text![SERVE_THE_PAGE, app, Code::Danger(Danger::SharedOrigins)])
}

/// What to do about a page that is not on a server.
pub(in crate::validate) const SERVE_THE_PAGE: &str =
    "serve the page over http, for example from `http://localhost:*`, and list that origin";

/// What to write instead of an origin with a wildcard where none can be, if its kind is known.
pub(in crate::validate) fn without_wildcard(draft: &Draft, text: &str) -> Option<Text> {
    let (scheme, authority) = text.split_once("://")?;
    if let Some(named) = named(scheme) {
        return Some(named.then(with_function()).then(all_of(draft, scheme)));
    }
    let host = authority.split(':').next().unwrap_or(authority);
    if is_like_an_address(host) {
        return Some(text!["list the addresses one by one"].then(with_function()));
    }
    let (_, base) = host.rsplit_once('*')?.1.split_once('.')?;
    let is_shared =
        base.contains('.') && !base.contains('*') && base.bytes().all(|byte| is_label_byte(byte) || byte == b'.');
    (is_shared && domain::covers_public_suffix(base)).then(|| {
        text![format!("anybody can have a name below `{}`; list your hosts one by one", escaped(base))]
            .then(with_function())
    })
}

/// What to write instead of a regular expression that allows an origin like this one, which nobody registers.
#[cfg(feature = "regex")]
pub(in crate::validate) fn instead_of_regex(scheme: &str, host: &str) -> Option<Text> {
    if let Some(named) = named(scheme) {
        return Some(named.then(with_function()));
    }
    let whose = if is_private(host)? {
        "an address of a private network is another machine in each network; list yours one by one"
    } else {
        "nobody registers an address; list yours one by one"
    };
    Some(text![whose].then(with_function()))
}

/// `, or decide with a function: …`
fn with_function() -> Text {
    text![", or decide with a function: ", Code::With]
}

/// How to name one origin of an extension or an app, by its scheme; `None` for other schemes.
pub(in crate::validate) fn named(scheme: &str) -> Option<Text> {
    let words = match scheme {
        _ if !is_other(scheme) || SHARED.contains(&scheme) || NETWORK_SCHEMES.contains(&scheme) => return None,
        "chrome-extension" => {
            "write the id of your extension, as in `chrome-extension://abcdefghijklmnopabcdefghijklmnop`".to_owned()
        }
        _ if is_extension(scheme) => {
            format!(
                "each installation of an extension has an id of its own; list the ids one by one, as in \
                 `{scheme}://2c127fa4-62c7-7e4f-90e5-472b45eecfdc`"
            )
        }
        _ => format!("list the origins of your app one by one, as in `{scheme}://example`"),
    };
    Some(words.into())
}

/// What to do about an origin that any app can use, with credentials.
pub(in crate::validate) fn for_app() -> Text {
    let danger = Code::Danger(Danger::SharedOrigins);
    text!["if users log in to your app alone, add ", danger, "; else remove `credentials`"]
}

/// How to allow all origins of a scheme.
fn all_of(draft: &Draft, scheme: &str) -> Text {
    if draft.credentials || !cfg!(feature = "regex") {
        return "".into();
    }
    let all = Code::Regex(format!("{scheme}://.*"));
    text!["; to allow all of them, write ", all, " and ", Code::Danger(Danger::UnprovenRegex)]
}

fn is_like_an_address(host: &str) -> bool {
    let is_part =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit() || b"*-".contains(&byte));
    let is_some_number = host.bytes().any(|byte| byte.is_ascii_digit());
    host.starts_with('[') || is_some_number && host.split('.').all(is_part)
}

/// Whether a host is an address of a private network; `None` for a name.
#[cfg(feature = "regex")]
fn is_private(host: &str) -> Option<bool> {
    if let Some(address) = bracketed(host) {
        let address: Ipv6Addr = address.parse().ok()?;
        return Some(address.is_unique_local() || address.is_unicast_link_local());
    }
    let address: Ipv4Addr = host.parse().ok()?;
    Some(address.is_private() || address.is_link_local())
}
