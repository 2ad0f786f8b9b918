//! The rules: one variant for each thing that can be wrong with a policy.

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $variant:ident, $id:literal, $reason:literal $(, $link:literal)?;)+) => {
        /// A rule that a policy can break. [`Rule::id`] names it, [`Rule::reason`] says what would go wrong, [`Rule::link`] leads
        /// to the section of the standard behind it, if there is one.
        ///
        /// Rules are known by their ids, which `docs/rules.md` lists with an example for each. The variants are not part of the
        /// API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[doc = $doc])+ #[doc(hidden)] $variant,)+
        }

        impl Rule {
            /// Every rule, in declaration order.
            pub const ALL: &[Rule] = &[$(Rule::$variant),+];

            /// The name of the rule in test data and logs: `origin-path`.
            pub fn id(self) -> &'static str {
                match self { $(Rule::$variant => $id,)+ }
            }

            /// What would go wrong without the rule.
            pub fn reason(self) -> &'static str {
                match self { $(Rule::$variant => $reason,)+ }
            }

            /// The section of the standard behind the rule, if one says it.
            pub fn link(self) -> Option<&'static str> {
                match self { $(Rule::$variant => rules!(@link $($link)?),)+ }
            }
        }
    };
    (@link) => { None };
    (@link $link:literal) => { Some($link) };
}

rules! {
    /// No origin is named.
    OriginsMissing, "origins-missing",
        "a policy without origins allows nobody, and no default would be safe";
    /// `null` without `dangerously(null_origin)`.
    OriginNull, "origin-null",
        "any site can send `Origin: null` from a sandboxed iframe, so this entry allows every site",
        "https://html.spec.whatwg.org/#concept-origin-opaque";
    /// `data:` and other schemes whose pages have an opaque origin.
    OriginOpaque, "origin-opaque",
        "browsers send `null` for such pages, so this entry would never match",
        "https://url.spec.whatwg.org/#origin";
    /// `file://` and `content://` without `dangerously(shared_origins)`.
    OriginShared, "origin-shared",
        "apps that show local files send this origin for each of them, so this entry allows files that other people made";
    /// Longer than any origin.
    OriginTooLong, "origin-too-long",
        "no browser sends it, so this entry would never match",
        "https://url.spec.whatwg.org/#origin";
    /// A scheme that is not valid, or misspelled.
    OriginScheme, "origin-scheme",
        "a scheme is a letter, then letters, digits, `+`, `-`, `.` or `_`, at most 64 in all",
        "https://url.spec.whatwg.org/#concept-url-scheme";
    /// `ws:` and `wss:`, which no page has.
    OriginWebSocket, "origin-websocket",
        "browsers send the origin of the page for WebSockets, too, and that is `http` or `https`",
        "https://websockets.spec.whatwg.org/#opening-handshake";
    /// `example.com`: no scheme.
    OriginNoScheme, "origin-no-scheme",
        "an origin is scheme, host and port; browsers always send the scheme, so this entry would never match",
        "https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin";
    /// No host, or a byte that no host has.
    OriginHost, "origin-host",
        "a host is letters, digits, `-`, `_` and dots, or an IP address",
        "https://url.spec.whatwg.org/#concept-host";
    /// Upper-case letters.
    OriginUpperCase, "origin-upper-case",
        "browsers send origins in lower case, and origins are compared byte for byte, so this entry would never match",
        "https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin";
    /// Unicode instead of Punycode.
    OriginNotAscii, "origin-not-ascii",
        "browsers send the ASCII form of a host (Punycode, `xn--…`), so this entry would never match",
        "https://url.spec.whatwg.org/#concept-domain-to-ascii";
    /// `user:password@`.
    OriginUserinfo, "origin-userinfo",
        "an origin has no user name and no password, so this entry would never match",
        "https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin";
    /// A slash, a path, a query or a fragment after the authority.
    OriginPath, "origin-path",
        "an origin ends with its host or port, so this entry would never match",
        "https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin";
    /// Several origins in one string.
    OriginSeveral, "origin-several",
        "browsers send one origin, so this entry would never match",
        "https://fetch.spec.whatwg.org/#origin-header";
    /// A port that is not valid.
    OriginPort, "origin-port",
        "a port is a number from 1 to 65535 without leading zeros, or `*` for any",
        "https://url.spec.whatwg.org/#concept-url-port";
    /// The default port, which browsers leave out.
    OriginDefaultPort, "origin-default-port",
        "browsers leave out the default port, so this entry would never match",
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
        "`*` means whole labels at the start of a domain (`https://*.example.com`) or any port \
         (`http://localhost:*`); anywhere else it would allow hosts that belong to somebody else",
        "https://url.spec.whatwg.org/#concept-host";
    /// Labels of a domain that are empty or too long.
    OriginLabel, "origin-label",
        "such a name cannot be registered, so this entry would never match",
        "https://url.spec.whatwg.org/#valid-domain-string";
    /// `*` beside other origins.
    OriginAnyNotAlone, "origin-any-not-alone",
        "`*` allows every origin, so the other entries have no effect";
    /// Any origin together with credentials.
    AnyOriginWithCredentials, "any-origin-with-credentials",
        "every site could read what the user may read; browsers refuse `*` here, and reflecting the origin instead would be \
         the same hole",
        "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials";
    /// A scheme that anybody on the network can impersonate, with credentials.
    InsecureOriginWithCredentials, "insecure-origin-with-credentials",
        "anybody on the network can serve a page under this origin and read what the user may read",
        "https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy";
    /// An origin of another scheme that any app can use, with credentials.
    SharedOriginWithCredentials, "shared-origin-with-credentials",
        "nobody registers names of such schemes: another app can show its pages under the same origin and read what its \
         user may read";
    /// A public suffix, or a wildcard directly below one, with credentials.
    PublicSuffixWithCredentials, "public-suffix-with-credentials",
        "anybody can have pages there, and read what the user may read",
        "https://url.spec.whatwg.org/#host-public-suffix";
    /// An environment variable that cannot exist.
    EnvName, "env-name",
        "shells cannot set a variable with this name",
        "https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html#tag_08_01";
    /// An environment variable that is not set, or lists nothing.
    EnvMissing, "env-missing",
        "`env` reads origins from the environment when the application starts";
    /// An environment variable that lists origins as another system does: as JSON, in quotes, between semicolons.
    EnvForm, "env-form",
        "`env` reads origins between commas and nothing else";
    /// A regular expression where cors-core is built without them.
    RegexFeature, "regex-feature",
        "the code for regular expressions is compiled only with the feature";
    /// A regular expression that cannot be parsed.
    RegexSyntax, "regex-syntax",
        "a pattern that cannot be parsed matches nothing",
        "https://docs.rs/regex/latest/regex/#syntax";
    /// A regular expression that is too complex to analyze.
    RegexTooLarge, "regex-too-large",
        "what a pattern matches can only be proven within limits";
    /// A regular expression that matches nothing that a browser sends.
    RegexWithoutOrigin, "regex-without-origin",
        "a pattern has to match the whole origin, and this one never does",
        "https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin";
    /// A regular expression that matches origins below domains that it does not spell out.
    RegexUnproven, "regex-unproven",
        "a pattern may match origins under at most 32 registrable domains; a wider one may expose user data to untrusted \
         sites",
        "https://url.spec.whatwg.org/#host-registrable-domain";
    /// An unproven regular expression together with credentials.
    UnprovenRegexWithCredentials, "unproven-regex-with-credentials",
        "an unproven pattern may expose what the user may read to untrusted sites";
    /// A name of the server that no browser sends.
    HostSyntax, "host-syntax",
        "an entry of `hosts` is a name or an IP address, and a port after a colon; browsers never send another form, so this \
         entry would never match",
        "https://www.rfc-editor.org/rfc/rfc9110#section-7.2";
    /// A name of the server that another entry covers.
    RedundantHost, "redundant-host",
        "an entry without effect misleads readers of the policy";
    /// A method that is not a token.
    MethodToken, "method-token",
        "a method is one word of letters, digits and a few signs, and each is an entry of its own",
        "https://fetch.spec.whatwg.org/#concept-method";
    /// A method that scripts can never send.
    MethodForbidden, "method-forbidden",
        "the policy cannot allow what browsers refuse to send",
        "https://fetch.spec.whatwg.org/#forbidden-method";
    /// A well-known method in lower case.
    MethodCase, "method-case",
        "methods are case-sensitive, so this is another method than the one you mean",
        "https://fetch.spec.whatwg.org/#concept-method-normalize";
    /// A method that the route does not serve.
    MethodNotServed, "method-not-served",
        "the preflight would be approved, but the request after it would not reach this handler",
        "https://fetch.spec.whatwg.org/#http-access-control-allow-methods";
    /// `methods = "*"` on a route.
    MethodAnyOnRoute, "method-any-on-route",
        "a route can only allow the methods that it serves",
        "https://fetch.spec.whatwg.org/#http-access-control-allow-methods";
    /// A request header name that is not a token.
    HeaderToken, "header-token",
        "a header name is one word of letters, digits and a few signs, and each is an entry of its own",
        "https://fetch.spec.whatwg.org/#header-name";
    /// A request header that scripts can never set.
    HeaderForbidden, "header-forbidden",
        "browsers set it themselves, so there is nothing to allow",
        "https://fetch.spec.whatwg.org/#forbidden-request-header";
    /// A CORS response header in the list of request headers.
    HeaderOfResponse, "header-of-response",
        "it is a header of the response, which the policy writes; `headers` lists what a request may carry",
        "https://fetch.spec.whatwg.org/#http-access-control-allow-headers";
    /// A response header name that is not a token.
    ExposeToken, "expose-token",
        "a header name is one word of letters, digits and a few signs, and each is an entry of its own",
        "https://fetch.spec.whatwg.org/#header-name";
    /// A response header that scripts can never read.
    ExposeForbidden, "expose-forbidden",
        "the policy cannot expose what browsers hide from scripts",
        "https://fetch.spec.whatwg.org/#forbidden-response-header-name";
    /// A header that no response to a script carries.
    ExposeOfRequest, "expose-of-request",
        "the response that a script reads does not carry it",
        "https://fetch.spec.whatwg.org/#http-access-control-expose-headers";
    /// `expose = "*"` together with credentials.
    ExposeAnyWithCredentials, "expose-any-with-credentials",
        "with credentials, browsers take `*` for a header named `*`, so nothing would be exposed",
        "https://fetch.spec.whatwg.org/#http-new-header-syntax";
    /// A lifetime that cannot be parsed.
    MaxAgeSyntax, "max-age-syntax",
        "a lifetime is a whole number of seconds, or a whole number with one of the units `s`, `m`, `h`, `d`",
        "https://fetch.spec.whatwg.org/#http-access-control-max-age";
    /// A lifetime longer than any browser honours.
    MaxAgeTooLong, "max-age-too-long",
        "no browser keeps a preflight longer than a day: Firefox 86400 seconds, Chromium 7200, Safari 600",
        "https://fetch.spec.whatwg.org/#http-access-control-max-age";
    /// An origin that another entry of the list covers.
    RedundantOrigin, "redundant-origin",
        "what it allows is allowed anyway; an entry without effect misleads readers of the policy";
    /// An alternative in a regular expression that no origin takes.
    RedundantAlternative, "redundant-alternative",
        "a pattern has to match the whole origin, scheme, host and port; an alternative without effect misleads \
         readers of the policy",
        "https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin";
    /// A method that is listed twice.
    RedundantMethod, "redundant-method",
        "an entry without effect misleads readers of the policy";
    /// A request header that needs no permission, or has it already.
    RedundantHeader, "redundant-header",
        "an entry without effect misleads readers of the policy";
    /// A response header that scripts may read anyway.
    RedundantExpose, "redundant-expose",
        "an entry without effect misleads readers of the policy";
    /// A protection that is switched off and has nothing to protect from.
    RedundantDanger, "redundant-danger",
        "a reviewer would look for a danger that is not there, and miss one that is added later";
    /// `*` in a rule that is not the last one.
    RuleAfterAny, "rule-after-any",
        "`*` allows every origin, so the rules after it never apply";
    /// An origin that an earlier rule allows.
    RuleCovered, "rule-covered",
        "the first rule that allows an origin applies, so this entry has no effect";
    /// Rules of one route that differ in what belongs to the route.
    RuleDiffers, "rule-differs",
        "it belongs to the route and not to an origin, so all rules of a route share it";
    /// A preflight status that browsers treat as a refusal.
    PreflightStatus, "preflight-status",
        "browsers treat every status outside 200 to 299 as a refusal of the preflight",
        "https://fetch.spec.whatwg.org/#cors-preflight-fetch";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_complete() {
        let mut ids: Vec<_> = Rule::ALL.iter().map(|rule| rule.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Rule::ALL.len(), "each rule has an id of its own");
        for rule in Rule::ALL {
            assert!(!rule.reason().is_empty() && !rule.reason().ends_with('.'), "{rule:?}");
            assert!(rule.link().is_none_or(|link| link.starts_with("https://") && link.contains('#')), "{rule:?}");
        }
    }
}
