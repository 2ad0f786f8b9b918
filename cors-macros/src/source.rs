//! Where the policy of a route comes from: in code, and in words for rustdoc.

use cors_core::Policy;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Path;

use crate::args::CorsArgs;
use crate::errors::Errors;
use crate::render::Render;
use crate::route::{Route, Routes};

/// Where the policy of a route comes from.
#[derive(Clone)]
pub(crate) enum Source<'a> {
    /// It is written in the attribute, but for what the environment says.
    Written(Box<Policy>),
    /// It has a name of its own.
    Named(&'a Path),
    /// There is none.
    Off,
}

impl<'a> Source<'a> {
    /// The source of each route of a handler: the same for all, but for the methods where they are not named. Empty
    /// if the policy is refused.
    pub(crate) fn of_each(args: &'a CorsArgs, found: &Routes, errors: &mut Errors) -> Vec<Self> {
        if let Some(settled) = Source::settled(args, errors) {
            return vec![settled; found.routes.len()];
        }
        let served = found.methods();
        let Some(policy) = args.check(Some(&served), errors) else { return Vec::new() };
        let draft = args.draft(Some(&served));
        let policies = found.routes.iter().map(|route| match args.draft_of(&policy_methods(args, route)) {
            own if own == draft => Ok(policy.clone()),
            own => own.check_written(),
        });
        policies.filter_map(Result::ok).map(|policy| Source::Written(Box::new(policy))).collect()
    }

    /// The source where no policy is written out. Nothing that would shape one goes with that.
    pub(crate) fn settled(args: &'a CorsArgs, errors: &mut Errors) -> Option<Self> {
        let (settled, name, why) = match (&args.off, &args.policy) {
            (Some(()), _) => (Source::Off, "off", "which means nothing where CORS is off"),
            (None, Some(path)) => (Source::Named(path), "policy", "which is for the named policy to say"),
            (None, None) => return None,
        };
        for other in args.given.iter().filter(|other| ![name, "route", "crate"].iter().any(|goes| *other == goes)) {
            let help = format!("drop `{other}`, {why}, or drop `{name}`");
            errors.push(other, format!("`{other}` does not go with `{name}`"), help);
        }
        Some(settled)
    }

    /// A paragraph of the handler's documentation.
    pub(crate) fn words(&self, args: &CorsArgs, route: &Route) -> String {
        let words = match self {
            Source::Written(policy) => format!("{}.{}", without_markup(&policy.to_string()), what_joins(args)),
            Source::Named(path) => format!("the policy `{}`.", spelled(path)),
            Source::Off => "off; pages of other origins cannot read it.".to_owned(),
        };
        format!("\n\nCORS, `{}`: {words}", route.spelled())
    }

    /// The expression of it, for the route of a handler that goes by `name`.
    pub(crate) fn tokens(&self, args: &CorsArgs, route: &Route, name: &str, private: &TokenStream) -> TokenStream {
        match self {
            Source::Written(policy) if args.variables().next().is_none() => {
                let policy = policy.render(private);
                quote!(#private::Source::Written(#policy))
            }
            Source::Written(policy) => {
                let written = policy.render(private);
                let path = &route.path;
                let draft = args.draft_tokens(&policy_methods(args, route), private);
                quote! {
                    #private::Source::Started {
                        written: #written,
                        start: {
                            fn __cors_policy() -> &'static #private::Result<#private::Policy, #private::Violations> {
                                static POLICY: #private::Started = #private::Started::new();
                                POLICY.get_or_init(|| #private::start(#name, #path, &#draft))
                            }
                            __cors_policy
                        },
                    }
                }
            }
            Source::Named(path) => named(path, route, private),
            Source::Off => quote!(#private::Source::Off),
        }
    }
}

/// A named policy, which has to answer for one of the methods at least if it names any.
fn named(path: &Path, route: &Route, private: &TokenStream) -> TokenStream {
    let methods = &route.methods;
    let span = path.segments.last().map_or_else(Span::call_site, |name| name.ident.span());
    let policy = quote_spanned!(span=> &#path);
    let constant = quote_spanned!(span=> constant(#policy));
    let wrong = format!(
        "the policy `{}` names methods, but none that `{}` serves\nhelp: add one of them to the `methods` of the policy, \
         or leave `methods` out of it to mean those of each route",
        spelled(path),
        route.spelled()
    );
    // actix-web says what is wrong with a route that serves nothing.
    let assertion = (!methods.is_empty()).then(|| {
        // The compiler points at the whole call, so that all of it stands where the name of the policy does.
        let call = quote_spanned!(span=> assert_names_one_of(__CORS_NAMED, &[#(#methods),*], #wrong));
        quote! {
            use #private::assert_names_one_of;
            const _: () = #call;
        }
    });
    quote! {
        #private::Source::Named({
            const __CORS_NAMED: &#private::Policy = {
                use #private::constant;
                // Says in our words that the name is that of something else.
                let _ = || #constant;
                #policy
            };
            #assertion
            fn __cors_policy() -> &'static #private::Policy {
                static POLICY: #private::OnceLock<#private::Policy> = #private::OnceLock::new();
                POLICY.get_or_init(|| __CORS_NAMED.on_route(&[#(#methods),*]))
            }
            __cors_policy
        })
    }
}

/// The function that is asked about origins, as an option.
pub(crate) fn predicate(args: &CorsArgs, private: &TokenStream) -> TokenStream {
    match args.with() {
        Some(path) => quote! {
            #private::Option::Some({
                fn __cors_predicate() -> #private::Predicate {
                    #private::predicate(#path)
                }
                __cors_predicate
            })
        },
        None => quote!(#private::Option::None),
    }
}

/// What stands in the attributes of a route and is known at run time only, for those who review it.
pub(crate) fn spelled_parts(args: &CorsArgs, guards: &[Path], private: &TokenStream) -> TokenStream {
    let guards = guards.iter().map(spelled);
    let predicate = match args.with().map(spelled) {
        Some(predicate) => quote!(#private::Option::Some(#predicate)),
        None => quote!(#private::Option::None),
    };
    let variables = args.variables();
    quote!(#private::Spelled { guards: &[#(#guards),*], predicate: #predicate, variables: &[#(#variables),*] })
}

/// The methods of the policy of a route: those that the route serves, of them those that are named if any are. What
/// another path of the handler serves is no business of this one.
fn policy_methods(args: &CorsArgs, route: &Route) -> Vec<String> {
    let named = |method: &String| {
        args.methods.as_ref().is_none_or(|named| named.entries.iter().any(|entry| entry.value == *method))
    };
    route.methods.iter().filter(|method| named(method)).cloned().collect()
}

/// What is known at run time only.
fn what_joins(args: &CorsArgs) -> String {
    let variables: Vec<_> = args.variables().map(|variable| format!("`{variable}`")).collect();
    let started = match &*variables {
        [] => String::new(),
        _ => format!(" When the application starts, the origins in {} join them.", variables.join(", ")),
    };
    let asked = args.with().map(|path| format!(" Whom the application admits, `{}` says.", spelled(path)));
    started + &asked.unwrap_or_default()
}

/// A path without the spaces that tokens are printed with.
pub(crate) fn spelled(path: &Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}

/// Wildcards and underscores as rustdoc has to read them, but for what stands in back-ticks.
fn without_markup(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(index, part)| match index % 2 {
        0 => part.replace('*', "\\*").replace('_', "\\_"),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use quote::quote;
    use syn::parse_quote;

    use super::*;
    use crate::args::{self, Macro};

    #[test]
    fn rustdoc_says_the_policy_of_each_path() {
        let words = |tokens: TokenStream| {
            let mut errors = Errors::default();
            let args = args::parse(tokens, Macro::Attribute, &mut errors);
            let mut attrs = vec![parse_quote!(#[routes]), parse_quote!(#[get("/a")]), parse_quote!(#[put("/a/{id}")])];
            let found = Routes::take(&mut attrs, None, &mut errors).unwrap();
            let sources = Source::of_each(&args, &found, &mut errors);
            assert!(errors.is_empty());
            sources.iter().zip(&found.routes).map(|(source, route)| source.words(&args, route)).collect::<String>()
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
            words(quote!(origins(env = "MORE", with = tenants::admits), methods(PUT, GET), credentials)).lines().last(),
            Some(
                "CORS, `PUT /a/{id}`: whom the application admits may read, with credentials; methods: PUT. When the \
                 application starts, the origins in `MORE` join them. Whom the application admits, `tenants::admits` says."
            )
        );
    }
}
