//! The resources of an application, from actix-web's introspection, which knows one for each path.

use std::collections::HashMap;

use actix_web::dev::ResourceDef;
use actix_web::introspection::{GuardDetailReport, GuardReport, IntrospectionNode, IntrospectionTree, ResourceType};

use super::example_path::examples;
use crate::policy::annotated_route::AnnotatedRoute;
use crate::route::guard::{NO_PREFLIGHT, name};

/// What is registered under one path.
pub(super) struct Resource {
    pub(super) path: String,
    pub(super) is_scope: bool,
    /// Whether a resource has the path of the scope, so it may not be one.
    pub(super) may_be_none: bool,
    pattern: ResourceDef,
    /// The annotated handlers, in the order in which they were registered.
    pub(super) annotated: Vec<&'static AnnotatedRoute>,
    /// The methods for which routes without `#[cors]` have guards.
    pub(super) plain_methods: Vec<String>,
    /// The name of the first resource, unless that is one of the annotated handlers.
    pub(super) name: Option<String>,
    /// The other guards, with those of the scopes around.
    pub(super) guards: Vec<String>,
    /// The headers that guards ask for, with those of the scopes around.
    pub(super) headers: Vec<(String, String)>,
}

/// What an application has registered.
#[derive(Default)]
pub(super) struct Resources {
    /// In the order of their paths.
    pub(super) all: Vec<Resource>,
    /// The places of those whose literal segments at the start are these.
    by_start: HashMap<String, Vec<usize>>,
}

/// The annotated routes by the names of their guards.
type Routes = HashMap<String, &'static AnnotatedRoute>;

/// The resources and scopes, in the order of their paths.
pub(super) fn resources(tree: &IntrospectionTree, routes: impl Iterator<Item = &'static AnnotatedRoute>) -> Resources {
    let routes = routes.map(|route| (name(route), route)).collect();
    let mut found = vec![Resource::new(String::new(), true)];
    visit(&tree.root, &Around::default(), &routes, &mut found);
    let mut by_start: HashMap<_, Vec<_>> = HashMap::new();
    for (index, resource) in found.iter().enumerate() {
        by_start.entry(resource.literal_start().to_owned()).or_default().push(index);
    }
    Resources { all: found, by_start }
}

/// What the guards of scopes say.
#[derive(Clone, Default)]
struct Around {
    guards: Vec<String>,
    headers: Vec<(String, String)>,
}

fn visit(node: &IntrospectionNode, around: &Around, routes: &Routes, found: &mut Vec<Resource>) {
    let is_ours = |report: &GuardReport| report.name == NO_PREFLIGHT || routes.contains_key(&report.name);
    let reports = || node.guard_details.iter().filter(|report| !is_ours(report));
    let plain_methods: Vec<_> = reports().flat_map(methods).collect();
    let own = reports().map(|report| report.name.clone()).filter(|name| !plain_methods.contains(name));
    let guards: Vec<_> = around.guards.iter().cloned().chain(own).collect();
    let headers: Vec<_> = around.headers.iter().cloned().chain(reports().flat_map(headers)).collect();
    let is_registered = !node.patterns.is_empty();
    let is_resource = is_registered && matches!(node.kind, ResourceType::Resource);
    // The guards of a resource are not those of resources whose paths are longer.
    let inside = Around { guards: if is_resource { around.guards.clone() } else { guards.clone() }, headers };
    if is_registered && (!is_resource || !node.children.is_empty()) && node.full_path != "/" {
        let path = node.full_path.clone();
        let Around { guards, headers } = inside.clone();
        found.push(Resource { guards, headers, may_be_none: is_resource, ..Resource::new(path, true) });
    }
    if is_resource {
        let annotated: Vec<_> = node.guards.iter().filter_map(|guard| routes.get(guard).copied()).collect();
        let is_plain = |name: &&String| annotated.iter().all(|route| route.name() != name.as_str());
        found.push(Resource {
            name: node.resource_name.as_ref().filter(is_plain).cloned(),
            annotated,
            plain_methods,
            guards,
            headers: inside.headers.clone(),
            ..Resource::new(node.full_path.clone(), false)
        });
    }
    for child in &node.children {
        visit(child, &inside, routes, found);
    }
}

fn methods(report: &GuardReport) -> Vec<String> {
    let of_detail = |detail: &GuardDetailReport| match detail {
        GuardDetailReport::HttpMethods { methods } => methods.clone(),
        _ => Vec::new(),
    };
    report.details.iter().flat_map(of_detail).collect()
}

fn headers(report: &GuardReport) -> Vec<(String, String)> {
    let of_detail = |detail: &GuardDetailReport| match detail {
        GuardDetailReport::Headers { headers } => {
            headers.iter().map(|header| (header.name.clone(), header.value.clone())).collect()
        }
        _ => Vec::new(),
    };
    report.details.iter().flat_map(of_detail).collect()
}

impl Resource {
    fn new(path: String, is_scope: bool) -> Self {
        let pattern = if is_scope { ResourceDef::prefix(path.as_str()) } else { ResourceDef::new(path.as_str()) };
        Resource {
            path,
            is_scope,
            may_be_none: false,
            pattern,
            annotated: Vec::new(),
            plain_methods: Vec::new(),
            name: None,
            guards: Vec::new(),
            headers: Vec::new(),
        }
    }

    /// The function without `#[cors]`, if there can be but one. actix-web tells the first name of all on the path.
    pub(super) fn plain_handler(&self) -> Option<String> {
        self.name.clone().filter(|_| self.plain_methods.len() < 2)
    }

    /// Whether a request for the path may come here instead of to `wanted`.
    fn may_take(&self, path: &str, wanted: &Resource) -> bool {
        self.path != wanted.path
            && !(self.is_scope && self.is_around(wanted))
            && self.has_literals_of(path)
            && self.pattern.is_match(path)
    }

    /// Whether the path has the literal segments of the pattern, up to its first regular expression. To compare them takes
    /// less time than to match the pattern.
    fn has_literals_of(&self, path: &str) -> bool {
        let mut segments = path.split('/');
        let mut patterns = self.path.split('/').take_while(|pattern| !pattern.contains(':'));
        patterns.all(|pattern| segments.next().is_some_and(|segment| segment == pattern || pattern.contains('{')))
    }

    /// The segments before the first one that is no literal.
    fn literal_start(&self) -> &str {
        match self.path.find('{') {
            Some(open) => &self.path[..self.path[..open].rfind('/').unwrap_or_default()],
            None => &self.path,
        }
    }

    fn is_around(&self, other: &Resource) -> bool {
        other.path.strip_prefix(&*self.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl Resources {
    /// A path that reaches this one and no other resource, as far as that can be. `None` if none is known, or if no path
    /// below a scope is unmatched.
    pub(super) fn example(&self, of: &Resource) -> Option<String> {
        let is_free = |path: &String| self.others(path, of) == 0;
        if of.is_scope {
            let starts = if of.path.is_empty() { vec![String::new()] } else { examples(&of.path).collect() };
            return starts.iter().flat_map(|start| UNMATCHED.map(|end| format!("{start}{end}"))).find(is_free);
        }
        examples(&of.path).find(is_free).or_else(|| examples(&of.path).min_by_key(|path| self.others(path, of)))
    }

    /// How many other resources may take the requests for the path.
    fn others(&self, path: &str, wanted: &Resource) -> usize {
        let starts = path.match_indices('/').map(|(end, _)| &path[..end]).chain([path]);
        let near = starts.filter_map(|start| self.by_start.get(start)).flatten();
        near.filter(|index| self.all[**index].may_take(path, wanted)).count()
    }
}

/// What is hardly ever the end of a path.
const UNMATCHED: [&str; 3] = ["/no-such-resource", "/no-such-resource/at/all/in/this/scope", "/~/~no~such~resource~"];
