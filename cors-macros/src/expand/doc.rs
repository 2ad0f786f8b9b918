//! The paragraph about the policy of a route in the rustdoc of its handler.

use crate::expand::source::Source;
use crate::item::route::Route;
use crate::parse::origins::RuntimeOrigins;
use crate::parse::tokens::source_text;

/// A paragraph of the handler's documentation. Of several rules, the first that admits an origin applies.
pub(crate) fn paragraph(rules: &[Source<'_>], route: &Route) -> String {
    let words: Vec<_> = rules.iter().map(rule).collect();
    format!("\n\nCORS, `{}`: {}", route.request_line(), words.join(" For other origins: "))
}

fn rule(source: &Source<'_>) -> String {
    match source {
        Source::Written(args, policy) => {
            format!("{}.{}", without_markup(&policy.to_string()), runtime_origins(&args.runtime))
        }
        Source::Named(path) => format!("the policy `{}`.", source_text(path)),
    }
}

fn runtime_origins(runtime: &RuntimeOrigins) -> String {
    let names: Vec<_> = runtime.names().iter().map(|name| format!("`{name}`")).collect();
    let started = match &*names {
        [] => String::new(),
        _ => format!(" When the application starts, the origins in {} join them.", names.join(", ")),
    };
    let asked = runtime.with.as_ref().map(|path| format!(" `{}` decides about other origins.", source_text(path)));
    started + &asked.unwrap_or_default()
}

/// Escapes wildcards and underscores for rustdoc, outside of back-ticks.
fn without_markup(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(index, part)| match index % 2 {
        0 => part.replace('*', "\\*").replace('_', "\\_"),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;
    use syn::parse_quote;

    use super::*;
    use crate::diagnostics::Errors;
    use crate::expand::source::Rules;
    use crate::item::route::RouteAttrs;
    use crate::parse;
    use crate::parse::names::Macro;

    #[test]
    fn rustdoc_says_the_policy_of_each_path() {
        let words = |tokens: TokenStream| {
            let mut errors = Errors::default();
            let args = [parse::parse(tokens, Macro::Attribute, &mut errors)];
            let mut attrs = vec![parse_quote!(#[routes]), parse_quote!(#[get("/a")]), parse_quote!(#[put("/a/{id}")])];
            let found = RouteAttrs::take(&mut attrs, None, &mut errors).unwrap();
            let sources = Rules::new(&args, &mut errors).sources(&found, &mut errors);
            assert!(errors.is_empty());
            sources.iter().zip(&found.routes).map(|(rules, route)| paragraph(rules, route)).collect::<String>()
        };
        assert_eq!(
            words(quote!(origins("https://*.a.example", "https://b.example"), headers("x_y"))),
            "\n\nCORS, `GET /a`: https://b.example, https://\\*.a.example may read; methods: GET; request headers: x\\_y.\
             \n\nCORS, `PUT /a/{id}`: https://b.example, https://\\*.a.example may read; methods: PUT; request headers: x\\_y."
        );
        assert_eq!(
            words(quote!(policy = crate::policies::PARTNERS)),
            "\n\nCORS, `GET /a`: the policy `crate::policies::PARTNERS`.\
             \n\nCORS, `PUT /a/{id}`: the policy `crate::policies::PARTNERS`."
        );
        assert_eq!(
            words(quote!(off)),
            "\n\nCORS, `GET /a`: off; pages of other origins cannot read it.\
             \n\nCORS, `PUT /a/{id}`: off; pages of other origins cannot read it."
        );
        assert_eq!(
            words(quote!(origins(env = "MORE"))).lines().last(),
            Some(
                "CORS, `PUT /a/{id}`: nobody may read; methods: PUT. When the application starts, the origins in `MORE` \
                 join them."
            )
        );
        assert_eq!(
            words(quote!(origins(env = "MORE", with = tenants::admits), methods(PUT, GET), credentials)).lines().last(),
            Some(
                "CORS, `PUT /a/{id}`: origins that the application allows may read, with credentials; methods: PUT. When the \
                 application starts, the origins in `MORE` join them. `tenants::admits` decides about other origins."
            )
        );
    }
}
