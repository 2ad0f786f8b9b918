//! The rule book: one variant for each thing that can be wrong with a policy.

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $variant:ident, $id:literal, $why:literal, $link:literal;)+) => {
        /// A rule that a policy can break. [`Rule::id`] names it in test data and logs, [`Rule::reason`] says what
        /// would go wrong, [`Rule::link`] leads to the section of the standard behind it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Rule {
            /// Every rule, in the order of the rule book.
            pub const ALL: &[Rule] = &[$(Rule::$variant),+];

            /// The name of the rule in test data and logs: `origin-path`.
            pub fn id(self) -> &'static str {
                match self { $(Rule::$variant => $id,)+ }
            }

            /// What would go wrong without the rule.
            pub fn reason(self) -> &'static str {
                match self { $(Rule::$variant => $why,)+ }
            }

            /// The section of the standard behind the rule.
            pub fn link(self) -> &'static str {
                match self { $(Rule::$variant => $link,)+ }
            }
        }
    };
}

rules! {
    /// No origin is named.
    OriginsMissing, "origins-missing",
        "a policy without origins lets nobody read, and there is no default that would be safe",
        "https://fetch.spec.whatwg.org/#http-access-control-allow-origin";
    /// `null` without the loudly named opt-in.
    OriginNull, "origin-null",
        "any page can get the origin `null`, in a sandboxed frame for one, so that this lets everybody in",
        "https://html.spec.whatwg.org/#concept-origin-opaque";
    /// `file:` and other schemes whose pages browsers give the origin `null`.
    OriginFile, "origin-file",
        "browsers send `null` for such pages, so that this entry would never match",
        "https://url.spec.whatwg.org/#origin";
    /// Longer than any origin.
    OriginTooLong, "origin-too-long",
        "no browser sends it, so that this entry would never match",
        "https://url.spec.whatwg.org/#origin";
    /// A scheme that is none.
    OriginScheme, "origin-scheme",
        "a scheme is a letter, then letters, digits, `+`, `-`, `.` or `_`, at most 64 in all",
        "https://url.spec.whatwg.org/#concept-url-scheme";
    /// `ws:` and `wss:`, which no page has.
    OriginWebSocket, "origin-websocket",
        "on a WebSocket, too, browsers send the origin of the page, which is `http` or `https`",
        "https://websockets.spec.whatwg.org/#opening-handshake";
    /// `example.com`: no scheme.
    OriginNoScheme, "origin-no-scheme",
        "an origin is scheme, host and port; browsers always send the scheme, so that this entry would never match",
        "https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin";
    /// No host, or a byte that no host has.
    OriginHost, "origin-host",
        "a host is letters, digits, `-`, `_` and dots, or an IP address",
        "https://url.spec.whatwg.org/#concept-host";
    /// Upper-case letters.
    OriginUpperCase, "origin-upper-case",
        "browsers send origins in lower case and they are compared byte for byte, so that this entry would never match",
        "https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin";
    /// Unicode instead of Punycode.
    OriginNotAscii, "origin-not-ascii",
        "browsers send the ASCII form of a host (Punycode, `xn--…`), so that this entry would never match",
        "https://url.spec.whatwg.org/#concept-domain-to-ascii";
    /// `user:password@`.
    OriginUserinfo, "origin-userinfo",
        "user names and passwords are no part of an origin, so that this entry would never match",
        "https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin";
    /// A slash, a path, a query or a fragment after the authority.
    OriginPath, "origin-path",
        "an origin ends with its host or port, so that this entry would never match",
        "https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin";
    /// A port that is none.
    OriginPort, "origin-port",
        "a port is a number from 1 to 65535 without leading zeros, or `*` for any",
        "https://url.spec.whatwg.org/#concept-url-port";
    /// The default port, which browsers leave out.
    OriginDefaultPort, "origin-default-port",
        "browsers leave out the default port, so that this entry would never match",
        "https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin";
    /// An IPv4 address in another than the canonical form.
    OriginIpv4, "origin-ipv4",
        "no domain ends in a number, and browsers write IPv4 addresses as four decimal numbers",
        "https://url.spec.whatwg.org/#concept-ipv4-serializer";
    /// An IPv6 address in another than the canonical form.
    OriginIpv6, "origin-ipv6",
        "browsers write IPv6 addresses in brackets, compressed, in lower case, without zone and never for IPv4",
        "https://url.spec.whatwg.org/#concept-ipv6-serializer";
    /// A wildcard anywhere but as a leading `*.` or as the whole port.
    OriginWildcard, "origin-wildcard",
        "`*` stands for whole labels at the start of a domain (`https://*.example.com`) or for any port \
         (`http://localhost:*`); anywhere else it would let in hosts that belong to somebody else",
        "https://url.spec.whatwg.org/#concept-host";
    /// Labels of a domain that are empty or too long.
    OriginLabel, "origin-label",
        "such a name cannot be registered, so that this entry would never match",
        "https://url.spec.whatwg.org/#valid-domain-string";
    /// `*` beside other origins.
    OriginAnyNotAlone, "origin-any-not-alone",
        "`*` lets everybody read, so that the other entries do nothing",
        "https://fetch.spec.whatwg.org/#http-access-control-allow-origin";
    /// Any origin together with credentials.
    AnyOriginWithCredentials, "any-origin-with-credentials",
        "every site on the web could read what the user may read; browsers refuse `*` here, \
         and reflecting the origin instead would be the same hole",
        "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials";
    /// A scheme that anybody on the network can impersonate, with credentials.
    InsecureOriginWithCredentials, "insecure-origin-with-credentials",
        "whoever sits on the network can serve a page under this origin and read what the user may read",
        "https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy";
    /// A wildcard directly below a public suffix, with credentials.
    PublicSuffixWithCredentials, "public-suffix-with-credentials",
        "anybody can register a name there, and read from it what the user may read",
        "https://url.spec.whatwg.org/#host-public-suffix";
    /// A variable that cannot exist.
    EnvName, "env-name",
        "no environment has such a variable",
        "https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html#tag_08_01";
    /// A variable that is not set, or lists nothing.
    EnvMissing, "env-missing",
        "`env` takes origins from the environment when the application starts, and there is no default that would be safe",
        "https://fetch.spec.whatwg.org/#http-access-control-allow-origin";
    /// A regular expression where cors-core is built without them.
    RegexFeature, "regex-feature",
        "what makes tables of patterns is left out of a build that has none",
        "https://doc.rust-lang.org/cargo/reference/features.html#dependency-features";
    /// A regular expression that cannot be read.
    RegexSyntax, "regex-syntax",
        "a pattern that cannot be read admits nobody",
        "https://docs.rs/regex/latest/regex/#syntax";
    /// A regular expression that is too large to look into.
    RegexTooLarge, "regex-too-large",
        "what a pattern admits can only be proven within bounds",
        "https://fetch.spec.whatwg.org/#http-access-control-allow-origin";
    /// A regular expression that matches nothing that a browser sends.
    RegexWithoutOrigin, "regex-without-origin",
        "a pattern always has to match the whole origin, and this one never would",
        "https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin";
    /// A regular expression that lets in origins below domains that anybody can register.
    RegexUnproven, "regex-unproven",
        "whoever registers such a name is let in; all origins that a pattern matches have to lie under at most 32 \
         registrable domains",
        "https://url.spec.whatwg.org/#host-registrable-domain";
    /// An unproven regular expression together with credentials.
    UnprovenRegexWithCredentials, "unproven-regex-with-credentials",
        "nobody knows whom the pattern lets read what the user may read",
        "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials";
    /// A name of the server that no browser sends.
    HostSyntax, "host-syntax",
        "an entry of `hosts` is a name or an IP address, and a port after a colon; browsers never send another form, so this \
         entry would never match",
        "https://www.rfc-editor.org/rfc/rfc9110#section-7.2";
    /// A name of the server that another entry covers.
    RedundantHost, "redundant-host",
        "an entry without effect misleads whoever reads the policy",
        "https://www.rfc-editor.org/rfc/rfc9110#section-7.2";
    /// A method that is no token.
    MethodToken, "method-token",
        "a method is one word of letters, digits and a few signs, and each stands on its own in the list",
        "https://fetch.spec.whatwg.org/#concept-method";
    /// A method that script can never send.
    MethodForbidden, "method-forbidden",
        "browsers never let script send it",
        "https://fetch.spec.whatwg.org/#forbidden-method";
    /// A well-known method in lower case.
    MethodCase, "method-case",
        "methods are case-sensitive, so that this is another method than the one you mean",
        "https://fetch.spec.whatwg.org/#concept-method-normalize";
    /// A method that the route does not serve.
    MethodNotServed, "method-not-served",
        "the preflight would be approved and the request itself would then not reach this handler",
        "https://fetch.spec.whatwg.org/#http-access-control-allow-methods";
    /// `methods = "*"` on a route.
    MethodAnyOnRoute, "method-any-on-route",
        "a route serves the methods that it names, and only for them is there something to allow",
        "https://fetch.spec.whatwg.org/#http-access-control-allow-methods";
    /// A request header name that is no token.
    HeaderToken, "header-token",
        "a header name is one word of letters, digits and a few signs, and each stands on its own in the list",
        "https://fetch.spec.whatwg.org/#header-name";
    /// A request header that script can never set.
    HeaderForbidden, "header-forbidden",
        "browsers never let script set it, so that there is nothing to allow",
        "https://fetch.spec.whatwg.org/#forbidden-request-header";
    /// A CORS response header in the list of request headers.
    HeaderOfResponse, "header-of-response",
        "this is a header of the response, which the policy writes; `headers` lists what a request may carry",
        "https://fetch.spec.whatwg.org/#http-access-control-allow-headers";
    /// A response header name that is no token.
    ExposeToken, "expose-token",
        "a header name is one word of letters, digits and a few signs, and each stands on its own in the list",
        "https://fetch.spec.whatwg.org/#header-name";
    /// A response header that script can never read.
    ExposeForbidden, "expose-forbidden",
        "browsers never show it to script",
        "https://fetch.spec.whatwg.org/#forbidden-response-header-name";
    /// A header that no response to script carries.
    ExposeOfRequest, "expose-of-request",
        "the response that script reads does not carry it",
        "https://fetch.spec.whatwg.org/#http-access-control-expose-headers";
    /// `expose = "*"` together with credentials.
    ExposeAnyWithCredentials, "expose-any-with-credentials",
        "with credentials browsers take `*` for a header named `*`, so that nothing would be exposed",
        "https://fetch.spec.whatwg.org/#http-new-header-syntax";
    /// A lifetime that cannot be read.
    MaxAgeSyntax, "max-age-syntax",
        "a lifetime is a whole number of seconds, or a whole number with one of the units `s`, `m`, `h`, `d`",
        "https://fetch.spec.whatwg.org/#http-access-control-max-age";
    /// A lifetime beyond what any browser honours.
    MaxAgeTooLong, "max-age-too-long",
        "no browser keeps a preflight longer than a day: Firefox 86400 seconds, Chromium 7200, Safari 600",
        "https://fetch.spec.whatwg.org/#http-access-control-max-age";
    /// An origin that another entry of the list covers.
    RedundantOrigin, "redundant-origin",
        "what it admits is admitted anyway; an entry without effect misleads whoever reads the policy",
        "https://fetch.spec.whatwg.org/#http-access-control-allow-origin";
    /// An alternative in a regular expression that no origin takes.
    RedundantAlternative, "redundant-alternative",
        "a pattern has to match the whole origin, scheme, host and port; an alternative without effect misleads whoever \
         reads the policy",
        "https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin";
    /// A method that is named twice.
    RedundantMethod, "redundant-method",
        "an entry without effect misleads whoever reads the policy",
        "https://fetch.spec.whatwg.org/#http-access-control-allow-methods";
    /// A request header that needs no permission, or has it already.
    RedundantHeader, "redundant-header",
        "browsers send it without asking, or have been told already; an entry without effect misleads whoever reads \
         the policy",
        "https://fetch.spec.whatwg.org/#cors-safelisted-request-header";
    /// A response header that script may read anyway.
    RedundantExpose, "redundant-expose",
        "browsers show it without being told, or have been told already; an entry without effect misleads whoever \
         reads the policy",
        "https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name";
    /// A protection that is switched off and has nothing to protect from.
    RedundantDanger, "redundant-danger",
        "a reviewer would look for a danger that is not there, and not see the one that is added later",
        "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials";
    /// A preflight status that browsers take for a refusal.
    PreflightStatus, "preflight-status",
        "browsers take every status outside 200 to 299 for a refusal of the preflight",
        "https://fetch.spec.whatwg.org/#cors-preflight-fetch";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_complete() {
        let mut ids: Vec<_> = Rule::ALL.iter().map(|rule| rule.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Rule::ALL.len(), "each rule has an id of its own");
        for rule in Rule::ALL {
            assert!(!rule.reason().is_empty() && !rule.reason().ends_with('.'), "{rule:?}");
            assert!(rule.link().starts_with("https://") && rule.link().contains('#'), "{rule:?}");
        }
    }
}
