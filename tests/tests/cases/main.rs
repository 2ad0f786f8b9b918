//! What users of CORS libraries wrote and what went wrong: small inputs from public bug reports, a file for each kind.
//!
//! What is a message of the compiler has its case in `tests/ui`:
//!
//! - the route attributes of others, with actix-web's names: `placement/of-apistos`
//! - handlers of macros and inside of functions, in a module with a policy: `module/handlers-of-a-macro`,
//!   `module/handlers-in-a-function`
//! - methods and generic handlers: `placement/on-a-method`, `placement/generic`
//! - strings without a list: `syntax/strings-without-a-list`
//! - JSON without `content-type`, bearer tokens without `authorization`: `extractors/json`, `extractors/bearer`
//! - a draft that is not checked: `layer/draft`
//!
//! A dependency with another name has a package of its own, `tests/renamed`.

mod attributes_of_others;
mod failed_calls;
mod first_hour;
mod help_by_kind;
mod other_forms;
mod other_schemes;
mod shared_hosts;
mod silent_arrangements;
mod unproven;
mod without_handlers;
