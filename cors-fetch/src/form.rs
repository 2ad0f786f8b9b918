//! Forms, which any page may submit to any server without permission.

use url::form_urlencoded;

use crate::body::Body;
use crate::options::Mode;
use crate::request::Request;
use crate::type_error::TypeError;
use crate::url::Url;

const BOUNDARY: &str = "----boundary";

/// A form that is submitted with POST: what CSRF attacks send.
///
/// ```
/// use cors_fetch::{Form, FormEncoding};
///
/// let form = Form::post("https://api.example.com/transfer").field("to", "eve & co");
/// assert_eq!(form.body(), b"to=eve+%26+co");
///
/// // A form can send text that parses as JSON.
/// let json = Form::post("https://api.example.com/transfer").encoding(FormEncoding::Text);
/// assert_eq!(json.field("{\"to\":\"", "eve\"}").body(), b"{\"to\":\"=eve\"}\r\n");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    action: String,
    encoding: FormEncoding,
    fields: Vec<(String, String)>,
}

/// The [encoding](https://html.spec.whatwg.org/#attr-fs-enctype) of a form (`enctype`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum FormEncoding {
    /// `application/x-www-form-urlencoded`: `name=value&name=value`.
    #[default]
    UrlEncoded,
    /// `multipart/form-data`: a part for each field.
    Multipart,
    /// `text/plain`: a line for each field, `name=value`, without any escapes.
    Text,
}

impl FormEncoding {
    /// Returns the `Content-Type` of the request.
    pub fn content_type(self) -> String {
        match self {
            FormEncoding::UrlEncoded => "application/x-www-form-urlencoded".to_owned(),
            FormEncoding::Multipart => format!("multipart/form-data; boundary={BOUNDARY}"),
            FormEncoding::Text => "text/plain".to_owned(),
        }
    }
}

impl Form {
    /// Creates an empty form that is submitted to a URL.
    pub fn post(action: impl Into<String>) -> Self {
        Form { action: action.into(), encoding: FormEncoding::default(), fields: Vec::new() }
    }

    /// Adds a field.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    /// Sets the encoding, which is [`FormEncoding::UrlEncoded`] by default.
    #[must_use]
    pub fn encoding(mut self, encoding: FormEncoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Returns the body of the request
    /// ([form submission](https://html.spec.whatwg.org/#form-submission-algorithm)).
    pub fn body(&self) -> Vec<u8> {
        let fields = self.fields.iter().map(|(name, value)| (with_crlf(name), with_crlf(value)));
        let text = match self.encoding {
            FormEncoding::UrlEncoded => form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish(),
            FormEncoding::Multipart => fields.map(|(name, value)| part(&name, &value)).chain([end()]).collect(),
            FormEncoding::Text => {
                fields.flat_map(|(name, value)| [name, "=".to_owned(), value, "\r\n".to_owned()]).collect()
            }
        };
        text.into_bytes()
    }

    /// Creates the request of a page with this origin. An action may be relative to `base`.
    ///
    /// # Errors
    /// If the action is not a URL.
    pub fn request(&self, page: impl Into<String>, base: &Url) -> Result<Request, TypeError> {
        let url = base.join(&self.action).map_err(|error| TypeError::Url { url: self.action.clone(), error })?;
        let body = Body::Blob(self.encoding.content_type());
        Ok(Request::new(page, url.to_string()).method("POST").body(body).mode(Mode::Navigate))
    }
}

fn part(name: &str, value: &str) -> String {
    let name = name.replace("\r\n", "%0D%0A").replace('"', "%22");
    format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
}

fn end() -> String {
    format!("--{BOUNDARY}--\r\n")
}

/// Browsers send every line break of a form as CRLF.
fn with_crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies() {
        let form = Form::post("/").field("a b", "1\n2").field("\"é\"", "&=");
        let body = |encoding| String::from_utf8(form.clone().encoding(encoding).body()).unwrap();
        assert_eq!(body(FormEncoding::UrlEncoded), "a+b=1%0D%0A2&%22%C3%A9%22=%26%3D");
        assert_eq!(body(FormEncoding::Text), "a b=1\r\n2\r\n\"é\"=&=\r\n");
        assert_eq!(
            body(FormEncoding::Multipart),
            "------boundary\r\nContent-Disposition: form-data; name=\"a b\"\r\n\r\n1\r\n2\r\n\
             ------boundary\r\nContent-Disposition: form-data; name=\"%22é%22\"\r\n\r\n&=\r\n\
             ------boundary--\r\n"
        );
    }
}
