//! Header lists, and what their values say.

use cors_core::__private::{is_token, trim_ows};
use cors_core::Header;

/// A [header list](https://fetch.spec.whatwg.org/#concept-header-list): names and values in their order, names in any
/// case. A name may occur several times.
///
/// ```
/// use cors_fetch::Headers;
///
/// let headers: Headers = [("Vary", "Origin"), ("vary", " Accept ")].into_iter().collect();
/// assert_eq!(headers.get("vary").as_deref(), Some(b"Origin, Accept".as_slice()));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, Vec<u8>)>);

impl Headers {
    /// Creates an empty list.
    pub fn new() -> Self {
        Headers::default()
    }

    /// [Appends](https://fetch.spec.whatwg.org/#concept-header-list-append) a header. Its value is
    /// [normalized](https://fetch.spec.whatwg.org/#concept-header-value-normalize): without white space around it.
    pub fn append(&mut self, name: impl Into<String>, value: impl AsRef<[u8]>) {
        self.0.push((name.into(), normalized(value.as_ref()).to_vec()));
    }

    /// Returns names and values in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_slice()))
    }

    /// [Gets](https://fetch.spec.whatwg.org/#concept-header-list-get) the values of all headers of a name, joined by
    /// `, `. That is why a header for one value is invalid when it occurs twice.
    pub fn get(&self, name: &str) -> Option<Vec<u8>> {
        let values: Vec<&[u8]> = self.values(name).collect();
        (!values.is_empty()).then(|| values.join(b", ".as_slice()))
    }

    /// Whether a header of this name is [contained](https://fetch.spec.whatwg.org/#header-list-contains).
    pub fn contains(&self, name: &str) -> bool {
        self.values(name).next().is_some()
    }

    /// The values of all headers of a name, one by one.
    pub(crate) fn values(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        self.iter().filter(move |(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// <https://fetch.spec.whatwg.org/#concept-header-list-delete>, of all headers whose name, in lower case, is
    /// unwanted.
    pub(crate) fn delete(&mut self, unwanted: impl Fn(&str) -> bool) {
        self.0.retain(|(name, _)| !unwanted(&name.to_ascii_lowercase()));
    }

    /// <https://fetch.spec.whatwg.org/#extract-header-list-values> of a header that is a list of tokens; `Ok(None)` if
    /// it is missing, and the invalid element if there is one. Empty elements are ignored
    /// ([RFC 9110, 5.6.1.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1.2)).
    pub(crate) fn tokens(&self, header: Header) -> Result<Option<Vec<&str>>, String> {
        let mut tokens = Vec::new();
        for value in self.values(header.name()) {
            for element in value.split(|&byte| byte == b',').map(trim_ows).filter(|element| !element.is_empty()) {
                match std::str::from_utf8(element) {
                    Ok(token) if is_token(element) => tokens.push(token),
                    _ => return Err(String::from_utf8_lossy(element).into_owned()),
                }
            }
        }
        Ok(self.contains(header.name()).then_some(tokens))
    }
}

impl<N: Into<String>, V: AsRef<[u8]>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(headers: I) -> Self {
        let mut list = Headers::new();
        for (name, value) in headers {
            list.append(name, value);
        }
        list
    }
}

/// <https://fetch.spec.whatwg.org/#header-value-get-decode-and-split>, without the decoding: the elements between
/// commas, but for commas in quoted strings.
pub(crate) fn split(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    let (mut quoted, mut escaped) = (false, false);
    let elements = value.split(move |&byte| {
        if quoted {
            (quoted, escaped) = (escaped || byte != b'"', !escaped && byte == b'\\');
            return false;
        }
        quoted = byte == b'"';
        byte == b','
    });
    elements.map(trim_ows)
}

/// <https://fetch.spec.whatwg.org/#concept-header-value-normalize>. `<[u8]>::trim_ascii` would also remove form
/// feeds, which make a value malformed.
pub(super) fn normalized(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t' | b'\r' | b'\n', rest @ ..] | [rest @ .., b' ' | b'\t' | b'\r' | b'\n'] = value {
        value = rest;
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_normalized() {
        let headers: Headers = [("a", b" \t\r\n".as_slice()), ("b", b"\n x y\t"), ("c", b"\x0c")].into_iter().collect();
        let values: Vec<&[u8]> = headers.iter().map(|(_, value)| value).collect();
        assert_eq!(values, [b"".as_slice(), b"x y", b"\x0c"]);
    }

    #[test]
    fn token_lists() {
        let tokens = |values: &[&str]| {
            let headers: Headers = values.iter().map(|value| ("Access-Control-Allow-Methods", value)).collect();
            headers.tokens(Header::AllowMethods).map(|list| list.map(|list| list.join("|")))
        };
        assert_eq!(tokens(&[]), Ok(None));
        assert_eq!(tokens(&[""]), Ok(Some(String::new())));
        assert_eq!(tokens(&[",, a\t,b ,", "*", "", "a"]), Ok(Some("a|b|*|a".to_owned())));
        assert_eq!(tokens(&["a", "b, c d"]), Err("c d".to_owned()));
        assert_eq!(tokens(&["a\u{c}"]), Err("a\u{c}".to_owned()));
        assert_eq!(tokens(&["\"a\""]), Err("\"a\"".to_owned()));
        assert_eq!(tokens(&["é"]), Err("é".to_owned()));
    }

    #[test]
    fn quoted_strings_are_not_split() {
        let elements = |value: &'static str| split(value.as_bytes()).map(<[u8]>::to_vec).collect::<Vec<_>>();
        assert_eq!(elements(" a ,b"), [b"a", b"b"]);
        assert_eq!(elements(r#""a,\",*",b"#), [br#""a,\",*""#.as_slice(), b"b"]);
        assert_eq!(elements(r#""a","b\\",c"#), [br#""a""#.as_slice(), br#""b\\""#, b"c"]);
        assert_eq!(elements(""), [b""]);
    }
}
