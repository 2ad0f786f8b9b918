//! What the policies answer, in an OpenAPI document.

use std::collections::BTreeSet;
use std::fmt;

use cors_core::__private::is_safe_method;
use cors_core::Enforce;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::response::Response;
use utoipa::openapi::{Object, OpenApi, RefOr, Type};

use super::path_pattern::{Part, parts};
use crate::report::contents::Report;
use crate::report::facts::{OriginFact, OriginKind, PolicyFacts};
use crate::report::row::{AnsweredBy, Preflights, Row, RowKind};

/// What answers cross-origin requests for an operation.
const OPERATION: &str = "x-cors";

/// The one policy of all operations, as Amazon's API Gateway reads it. It has no place for one of a single operation.
const AMAZON: &str = "x-amazon-apigateway-cors";

impl Report {
    /// Adds what the policies answer to each operation of an OpenAPI document:
    ///
    /// - `x-cors`, with the fields `answered_by`, `rules`, `preflights` and `hosts_around` of the [`Row`];
    /// - the response headers that the policy exposes, in each response that lacks them;
    /// - the response 403 if the policy refuses requests from unlisted origins (`enforce`), and 421 if it checks the host (`hosts`).
    ///   Where the document has that response, its description gains a sentence.
    ///
    /// If all operations have one policy that Amazon's API Gateway can express, the document gains `x-amazon-apigateway-cors`.
    /// The gateway can express a single rule of exact origins, or `*`, that the source code lists. Its methods are those of
    /// all operations together.
    ///
    /// The paths have to be the full ones, as those of `utoipa-actix-web` are.
    ///
    /// ```
    /// use actix_web::{App, Responder, put};
    /// use cors_actix::{Report, cors};
    /// use utoipa_actix_web::AppExt;
    ///
    /// #[cors(origins = "https://app.example.com", expose("etag"))]
    /// #[utoipa::path(responses((status = 200, description = "The item")))]
    /// #[put("/items")]
    /// async fn edit() -> impl Responder {
    ///     "edited"
    /// }
    ///
    /// # #[actix_web::main]
    /// # async fn main() {
    /// let (app, mut document) = App::new().into_utoipa_app().service(edit).split_for_parts();
    /// Report::of(app).await.unwrap().add_to_openapi(&mut document).unwrap();
    ///
    /// let document = serde_json::to_value(document).unwrap();
    /// let operation = &document["paths"]["/items"]["put"];
    /// assert_eq!(operation["x-cors"]["rules"][0]["origins"][0]["origin"], "https://app.example.com");
    /// assert!(operation["responses"]["200"]["headers"]["etag"].is_object());
    /// assert!(operation["responses"]["403"].is_object());
    /// assert_eq!(document["x-amazon-apigateway-cors"]["allowOrigins"][0], "https://app.example.com");
    /// # }
    /// ```
    ///
    /// # Errors
    /// Operations that are not in the report, or that several handlers serve, which guards tell apart. The document stays as
    /// it is.
    pub fn add_to_openapi(&self, document: &mut OpenApi) -> Result<(), UnmatchedOperations> {
        let mut unmatched = Vec::new();
        let mut rows = Vec::new();
        for (path, item) in &mut document.paths.paths {
            for (method, _) in operations(item) {
                match &*self.serving(path, &method) {
                    [row] => rows.push((method, *row)),
                    [] => unmatched.push(format!("{method} {path}: no handler of the report serves it")),
                    _ => unmatched.push(format!("{method} {path}: several handlers of the report serve it")),
                }
            }
        }
        if !unmatched.is_empty() {
            return Err(UnmatchedOperations(unmatched));
        }
        let amazon = amazon(&rows);
        let items = document.paths.paths.values_mut();
        for ((method, operation), (_, row)) in items.flat_map(operations).zip(&rows) {
            describe(operation, &method, row);
        }
        if let Some(policy) = amazon {
            document.extensions.get_or_insert_default().insert(AMAZON.to_owned(), policy);
        }
        Ok(())
    }

    /// The rows about an operation.
    fn serving(&self, path: &str, method: &str) -> Vec<&Row> {
        let is_served = |row: &&Row| {
            let has_method = row.methods.is_empty() || row.methods.iter().any(|served| served == method);
            row.kind == RowKind::Resource && has_method && without_expressions(&row.path) == path
        };
        self.rows.iter().filter(is_served).collect()
    }
}

/// Operations of an OpenAPI document that no row of the report is about, or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmatchedOperations(Vec<String>);

impl fmt::Display for UnmatchedOperations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}\nhelp: make both of one application, and give the operations the full paths of its handlers",
            self.0.join("\n")
        )
    }
}

impl std::error::Error for UnmatchedOperations {}

/// The operations of a path, by their methods.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (String, &mut Operation)> {
    let named = [
        ("GET", &mut item.get),
        ("PUT", &mut item.put),
        ("POST", &mut item.post),
        ("DELETE", &mut item.delete),
        ("OPTIONS", &mut item.options),
        ("HEAD", &mut item.head),
        ("PATCH", &mut item.patch),
        ("TRACE", &mut item.trace),
        ("QUERY", &mut item.query),
    ];
    let named = named.into_iter().filter_map(|(method, operation)| Some((method.to_owned(), operation.as_mut()?)));
    named.chain(item.additional_operations.iter_mut().map(|(method, operation)| (method.clone(), operation)))
}

/// The pattern of a path as OpenAPI writes it: `/items/{id}` for `/items/{id:\d+}`, and for `/items/{id}*`.
fn without_expressions(pattern: &str) -> String {
    let text = |part: Part<'_>| match part {
        Part::Literal(text) => text.to_owned(),
        Part::Parameter { name, .. } => format!("{{{name}}}"),
    };
    parts(pattern).map_or_else(|| pattern.to_owned(), |parts| parts.into_iter().map(text).collect())
}

/// The part of a row that an operation has.
#[derive(Serialize)]
struct OperationCors<'r> {
    answered_by: AnsweredBy,
    rules: &'r [PolicyFacts],
    preflights: &'r Preflights,
    hosts_around: &'r [Vec<String>],
}

fn describe(operation: &mut Operation, method: &str, row: &Row) {
    let Row { answered_by, rules, preflights, hosts_around, .. } = row;
    let cors = OperationCors { answered_by: *answered_by, rules, preflights, hosts_around };
    operation.extensions.get_or_insert_default().insert(OPERATION.to_owned(), json!(cors));
    let exposed: BTreeSet<_> = rules.iter().flat_map(|rule| &rule.expose).filter(|name| *name != "*").collect();
    for response in operation.responses.responses.values_mut() {
        let RefOr::T(response) = response else { continue };
        for name in &exposed {
            add_header(response, name);
        }
    }
    if refuses_senders(rules, method) {
        add_response(
            operation,
            "403",
            "A page of another origin sent the request, and the CORS policy does not list that origin.",
        );
    }
    if !hosts_around.is_empty() || rules.iter().any(|rule| !rule.hosts.is_empty()) {
        add_response(operation, "421", "The request names a host that is not one of this server.");
    }
}

fn add_header(response: &mut Response, name: &str) {
    if response.headers.keys().any(|known| known.eq_ignore_ascii_case(name)) {
        return;
    }
    let header = HeaderBuilder::new()
        .schema(Some(Object::with_type(Type::String)))
        .description(Some("Scripts of the allowed origins may read it."));
    response.headers.insert(name.to_owned(), header.build().into());
}

fn add_response(operation: &mut Operation, status: &str, sentence: &str) {
    let responses = &mut operation.responses.responses;
    match responses.get_mut(status) {
        Some(RefOr::T(response)) => response.description = format!("{} {sentence}", response.description.trim()),
        Some(RefOr::Ref(_)) => {}
        None => drop(responses.insert(status.to_owned(), RefOr::T(Response::new(sentence)))),
    }
}

/// Whether requests from unlisted origins with this method may be refused. Rules share `enforce`.
fn refuses_senders(rules: &[PolicyFacts], method: &str) -> bool {
    match rules.first().map(|rule| rule.enforce) {
        None | Some(Enforce::Never) => false,
        Some(Enforce::All) => true,
        Some(_) => !is_safe_method(method),
    }
}

/// The policy of all operations, if there is one for all of them and the gateway can express it.
fn amazon(rows: &[(String, &Row)]) -> Option<Value> {
    let rule = |row: &'_ Row| match &*row.rules {
        [rule] if row.preflights == Preflights::OwnPolicy => Some(rule.clone()),
        _ => None,
    };
    // The methods of a handler's policy are mostly its own.
    let all: Option<Vec<_>> = rows.iter().map(|(_, row)| rule(row)).collect();
    let all = all?;
    let first = all.first()?;
    let alike =
        |rule: &PolicyFacts| PolicyFacts { methods: first.methods.clone(), words: first.words.clone(), ..rule.clone() };
    let origins: Option<Vec<_>> = first.origins.iter().map(expressible).collect();
    if first.off || first.with || !first.variables.is_empty() || !all.iter().all(|rule| alike(rule) == *first) {
        return None;
    }
    let served = rows.iter().map(|(method, _)| method.as_str());
    let methods: BTreeSet<_> = all.iter().flat_map(|rule| &rule.methods).map(String::as_str).chain(served).collect();
    let mut policy = json!({
        "allowOrigins": origins?,
        "allowMethods": methods,
        "allowHeaders": first.headers,
        "exposeHeaders": first.expose,
        "allowCredentials": first.credentials,
    });
    if let Some(seconds) = first.max_age {
        policy["maxAge"] = seconds.into();
    }
    Some(policy)
}

/// The origin, if the gateway is known to compare it as this library does.
fn expressible(entry: &OriginFact) -> Option<String> {
    match &entry.origin {
        OriginKind::Any => Some("*".to_owned()),
        OriginKind::Exact { origin } => Some(origin.clone()),
        OriginKind::Wildcard { .. } | OriginKind::Regex { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_lose_their_expressions() {
        for (pattern, path) in [
            ("/items", "/items"),
            ("/items/{id}", "/items/{id}"),
            (r"/items/{id:\d{4}}/parts", "/items/{id}/parts"),
            ("/{year:[0-9]+}-{month}", "/{year}-{month}"),
            ("/files/{tail:.*}", "/files/{tail}"),
            ("/files/{tail}*", "/files/{tail}"),
            ("/a:b", "/a:b"),
        ] {
            assert_eq!(without_expressions(pattern), path);
        }
    }
}
