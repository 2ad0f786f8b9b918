//! Whether a request may be for an annotated route that a `Cors` cannot ask, since middleware hides it.

use std::cell::OnceCell;

use actix_web::HttpRequest;
use actix_web::error::UrlGenerationError;

use crate::annotated::AnnotatedRoute;
use crate::registered::with_routes;

/// What the application's map of its resources says about the path of a request: the first resource there. The map is
/// asked once at most, since that takes as long as the path is.
pub(crate) struct Here<'r> {
    request: &'r HttpRequest,
    /// The whole pattern of the resource, and its name.
    first: OnceCell<Option<(String, Option<&'r str>)>>,
}

impl<'r> Here<'r> {
    pub(crate) fn of(request: &'r HttpRequest) -> Self {
        Here { request, first: OnceCell::new() }
    }

    /// Whether a request with this method may be for an annotated route: one that serves the method stands where the first
    /// resource does.
    pub(crate) fn may_be_meant(&self, method: &str) -> bool {
        let Some((pattern, name)) = self.first() else { return false };
        with_routes(|routes| {
            let here = || routes.iter().filter(|route| pattern.ends_with(route.path()));
            // Of routes with one name the map knows the last one only.
            let first = here().find(|route| Some(route.name()) == *name);
            let mut serve = here().filter(|route| route.methods().contains(&method));
            serve.any(|route| {
                first.is_some_and(|first| route.path() == first.path()) || stands_on(self.request, pattern, route)
            })
        })
    }

    fn first(&self) -> Option<&(String, Option<&'r str>)> {
        self.first.get_or_init(|| look_up(self.request)).as_ref()
    }
}

fn look_up(request: &HttpRequest) -> Option<(String, Option<&str>)> {
    #[cfg(test)]
    tests::LOOKED_UP.set(tests::LOOKED_UP.get() + 1);
    let (map, path) = (request.resource_map(), request.match_info().as_str());
    Some((map.match_pattern(path)?, map.match_name(path)))
}

/// Whether the whole pattern of a route is this one: the map tells of a named resource what its paths look like.
fn stands_on(request: &HttpRequest, pattern: &str, route: &AnnotatedRoute) -> bool {
    const ANY: &str = "-";
    match request.resource_map().url_for(request, route.name(), std::iter::repeat(ANY)) {
        Ok(url) => url.path() == filled(pattern, ANY),
        Err(UrlGenerationError::ResourceNotFound) => false,
        // It is there, and the host of the request makes no URL.
        Err(_) => true,
    }
}

/// A path of this pattern, with `value` for each of its dynamic segments.
fn filled(pattern: &str, value: &str) -> String {
    let mut path = String::new();
    let mut depth = 0_u32;
    for character in pattern.strip_suffix("}*").map_or(pattern.chars(), |head| head.chars()) {
        match character {
            '{' => {
                if depth == 0 {
                    path.push_str(value);
                }
                depth += 1;
            }
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => path.push(character),
            _ => {}
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use actix_web::http::Method;
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpResponse, web};
    use cors_core::Draft;

    use super::*;
    use crate::Cors;

    thread_local! {
        pub(super) static LOOKED_UP: Cell<u32> = const { Cell::new(0) };
    }

    /// Nobody inside has a policy, so that the map is asked about each method that the policy lists.
    #[actix_web::test]
    async fn the_map_is_looked_up_once_for_a_preflight() {
        let policy = Draft::new().origins(["https://app.example.com"]).methods(["PUT", "PATCH", "DELETE"]);
        let cors = || Cors::new(policy.check().unwrap());
        let resource = web::resource("/items/{id}").to(HttpResponse::Ok);
        let app = App::new().service(resource).service(web::scope("/inner").wrap(cors())).wrap(cors());
        let app = init_service(app).await;
        let preflight = TestRequest::with_uri("/items/7")
            .method(Method::OPTIONS)
            .insert_header(("origin", "https://app.example.com"))
            .insert_header(("access-control-request-method", "PUT"));
        let answer = call_service(&app, preflight.to_request()).await;
        assert_eq!(answer.headers().get("access-control-allow-methods").unwrap(), "PUT, PATCH, DELETE");
        assert_eq!(LOOKED_UP.get(), 1);
    }

    #[test]
    fn patterns_are_filled() {
        for (pattern, path) in [
            ("/items", "/items"),
            ("/{a}/items/{b}", "/-/items/-"),
            ("/{a:[0-9]{2,3}}.json", "/-.json"),
            ("/files/{path}*", "/files/-"),
            ("", ""),
        ] {
            assert_eq!(filled(pattern, "-"), path, "{pattern}");
        }
    }
}
