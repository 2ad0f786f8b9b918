//! What the extractors of a handler need pages to send: a policy that does not list it makes them fail in every browser.

use cors_core::__private::is_non_wildcard_request_header;
use cors_core::Argument;
use proc_macro2::TokenStream;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{FnArg, PatType, Token, Type};

use crate::diagnostics::Errors;
use crate::expand::source::Source;
use crate::item::route::RouteAttrs;
use crate::parse::CorsArgs;
use crate::parse::names::Key;

/// An extractor that needs a request header.
struct Extractor {
    /// The last name of its type. An attribute sees names only.
    name: &'static str,
    header: &'static str,
    /// Whether it reads the body, which GET and HEAD do not have.
    reads_body: bool,
    note: &'static str,
}

const EXTRACTORS: [Extractor; 2] = [
    Extractor {
        name: "Json",
        header: "content-type",
        reads_body: true,
        note: "pages send JSON with `content-type: application/json`, for which browsers need the permission of the server",
    },
    Extractor {
        name: "BearerAuth",
        header: "authorization",
        reads_body: false,
        note: "scripts send the token in `authorization`, for which browsers need the permission of the server",
    },
];

/// Reports extractors whose header no rule lists. An empty list of headers says that none is meant.
pub(super) fn check(parameters: &TokenStream, found: &RouteAttrs, sources: &[Vec<Source<'_>>], errors: &mut Errors) {
    // What cannot be parsed is an error of rustc's.
    let Ok(parameters) = Punctuated::<FnArg, Token![,]>::parse_terminated.parse2(parameters.clone()) else { return };
    let methods = found.methods();
    let has_body = methods.iter().any(|method| !["GET", "HEAD"].contains(&method.as_str()));
    for parameter in &parameters {
        if let FnArg::Typed(PatType { ty, .. }) = parameter
            && let Some(extractor) = extractor(ty)
            && (has_body || !extractor.reads_body)
            && !sources.iter().flatten().any(|source| extractor.is_served(source))
        {
            errors.push_message(ty, extractor.message(sources));
        }
    }
}

fn extractor(ty: &Type) -> Option<&'static Extractor> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    EXTRACTORS.iter().find(|extractor| last.ident == extractor.name)
}

impl Extractor {
    /// Whether pages may send the header, or are not meant to.
    fn is_served(&self, source: &Source<'_>) -> bool {
        match source {
            // A macro sees the name of a policy, and not what it lists.
            Source::Named(_) => true,
            Source::Written(args, policy) => {
                let is_any = |name: &str| name == "*" && !is_non_wildcard_request_header(self.header);
                let lists = |name: &&str| name.eq_ignore_ascii_case(self.header) || is_any(name);
                let headers = policy.headers();
                policy.is_off() || headers.is_empty() && has_headers(args) || headers.iter().any(lists)
            }
        }
    }

    fn message(&self, sources: &[Vec<Source<'_>>]) -> String {
        let Extractor { name, header, reads_body: _, note } = self;
        let listed = sources.iter().flatten().find_map(|source| match source {
            Source::Written(_, policy) => Some(policy.headers()).filter(|headers| !headers.is_empty()),
            Source::Named(_) => None,
        });
        let help = match listed {
            Some(listed) => format!("write `headers(\"{}\", \"{header}\")`", listed.join("\", \"")),
            None => format!(
                "add `headers(\"{header}\")`, or `headers()` if pages of other origins are not meant to send it"
            ),
        };
        format!(
            "`{name}` needs the request header `{header}`, and the policy does not list it\nhelp: {help}\nnote: {note}; \
             https://fetch.spec.whatwg.org/#cors-safelisted-request-header"
        )
    }
}

/// Whether `headers` is given, with names or without.
fn has_headers(args: &CorsArgs) -> bool {
    args.given.iter().any(|given| given.key == Key::Part(Argument::Headers))
}
