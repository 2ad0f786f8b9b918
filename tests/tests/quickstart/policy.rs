//! The policy that the visitor writes: what the page says about it, and what a page of another origin can read under it.

use std::time::Duration;

use actix_web::rt::time::timeout;
use cors_tests::engine::chromium::console;
use cors_tests::engine::page::run;
use cors_tests::engine::with_chromium;
use fantoccini::Locator;
use fantoccini::key::Key;
use serde::Deserialize;

use crate::playground::Playground;

/// What the page shows of the policy.
#[derive(Debug, Deserialize)]
struct Policy {
    state: String,
    status: String,
    /// The values of the fields: `origins`, `methods`, `headers`, `expose`, `max_age`, `credentials`.
    fields: [String; 6],
    /// The arguments whose fields are marked.
    invalid: Vec<String>,
    text: String,
    errors: Vec<String>,
    /// Nothing while there is an error.
    attribute: Option<String>,
}

impl Policy {
    async fn of(playground: &Playground) -> Self {
        const SCRIPT: &str = r##"
            const [done, form] = [arguments[0], document.querySelector("#policy")];
            const fields = [...form.querySelectorAll("[data-argument]")];
            const attribute = form.querySelector("#attribute");
            done({
                state: form.dataset.state,
                status: form.querySelector("[role=status]").textContent,
                fields: fields.map((field) => (field.type === "checkbox" ? String(field.checked) : field.value)),
                invalid: fields.filter((field) => field.ariaInvalid === "true").map((field) => field.dataset.argument),
                text: form.elements.text.value,
                errors: [...form.querySelectorAll("[aria-live] .error")].map((error) => error.innerText),
                attribute: attribute.checkVisibility() ? attribute.textContent : null,
            });"##;
        playground.wait().await;
        run(&playground.client, SCRIPT, vec![]).await
    }

    /// Types another text.
    async fn write(playground: &Playground, text: &str) -> Self {
        let field = playground.control("#policy textarea").await;
        let keys = format!("{}a{}", char::from(Key::Control), char::from(Key::Null));
        field.send_keys(&keys).await.expect("it takes keys");
        field.send_keys(text).await.expect("it takes keys");
        Policy::of(playground).await
    }

    /// Types into a field after what is in it.
    async fn append(playground: &Playground, argument: &str, text: &str) -> Self {
        let field = playground.control(&format!("[data-argument={argument}]")).await;
        field.send_keys(&(Key::End + text)).await.expect("it takes keys");
        Policy::of(playground).await
    }

    fn is_in_force(&self) -> bool {
        self.state == "in-force" && self.errors.is_empty() && self.invalid.is_empty() && self.attribute.is_some()
    }
}

/// From a valid policy to an error and on to its fix: each is shown at once, and what a page can read follows the policy
/// that is in force.
#[actix_web::test]
async fn a_policy_is_checked_and_in_force_at_once() {
    with_chromium("a_policy_is_checked_and_in_force_at_once", |client| async move {
        let playground = Playground::open(client).await;
        let (page, alias) = (playground.page().to_owned(), playground.alias());
        let first = Policy::of(&playground).await;
        assert!(first.is_in_force(), "{first:#?}");
        assert_eq!(first.fields, [&*page, "GET, PUT", "content-type, x-csrf-token", "x-total-count", "1h", "true"]);
        let shown = playground.shown().await;
        assert!(shown.reads.starts_with("200") && shown.reads.ends_with("PUT by ada"), "{shown:#?}");
        assert!(shown.reads.contains("x-total-count: 1"), "{shown:#?}");

        // A page of another origin calls.
        playground.select("from", "alias").await;
        let shown = playground.send().await;
        assert_eq!((&*shown.outcome, &*shown.wire), ("not-allowed", &["OPTIONS /yours", "204"].map(String::from)[..]));

        // The field takes its origin, with a slash too many.
        let wrong = Policy::append(&playground, "origins", &format!(", {alias}/")).await;
        assert_eq!((&*wrong.state, &*wrong.invalid), ("refused", &["origins".to_owned()][..]), "{wrong:#?}");
        assert_eq!(wrong.status, "One error. The last valid policy is still in force.");
        let [error] = &wrong.errors[..] else { panic!("{wrong:#?}") };
        for line in [
            format!("error: the origin `{alias}/` ends in a slash\n"),
            format!("help: write `{alias}`\n"),
            " --> policy.toml:1:".to_owned(),
            format!("1 | origins = [\"{page}\", \"{alias}/\"]\n"),
            format!("  |            {}{}", " ".repeat(page.len() + 4), "^".repeat(alias.len() + 3)),
        ] {
            assert!(error.contains(&line), "{line}\n\n{error}");
        }
        assert!(wrong.attribute.is_none(), "{wrong:#?}");
        let shown = playground.send().await;
        assert_eq!(shown.headline, "The browser does not send the request.", "the earlier policy: {shown:#?}");

        // Without it, the call is made again, and the page can read.
        let fixed = Policy::append(&playground, "origins", &char::from(Key::Backspace).to_string()).await;
        assert!(fixed.is_in_force(), "{fixed:#?}");
        let attribute = fixed.attribute.expect("it is in force");
        assert!(attribute.contains(&format!("origins(\"{page}\", \"{alias}\")")), "{attribute}");
        let copy = playground.control("#copy").await;
        copy.send_keys(&Key::Enter).await.expect("it is a button");
        let is_copied = async { while copy.text().await.expect("it has a text") != "Copied" {} };
        timeout(Duration::from_secs(10), is_copied).await.expect("the attribute is copied");
        let shown = playground.shown().await;
        assert_eq!((&*shown.outcome, shown.wire.len()), ("readable", 4), "{shown:#?}");
        assert_eq!(shown.headline, "The page can read the response.");
        // Cookies know no ports, but `localhost` is another site.
        assert!(shown.reads.ends_with("PUT by somebody without a cookie"), "{shown:#?}");
        playground.close().await;
    })
    .await;
}

/// The fields and the text show one policy, whichever of them is written.
#[actix_web::test]
async fn fields_and_text_are_one_policy() {
    with_chromium("fields_and_text_are_one_policy", |client| async move {
        let playground = Playground::open(client).await;
        let written = Policy::write(&playground, "methods = 'PUT'\norigins = ['*']\ntiming = true\nmax_age = 60").await;
        assert!(written.is_in_force(), "{written:#?}");
        assert_eq!(written.fields, ["*", "PUT", "", "", "60", "false"]);
        let attribute = "#[cors(origins = \"*\", methods(PUT), max_age = 60, timing)]";
        assert_eq!(written.attribute.as_deref(), Some(attribute));

        // What has no field stays.
        let written = Policy::append(&playground, "expose", "etag, x-b").await;
        assert!(written.text.contains("expose = [\"etag\", \"x-b\"]") && written.text.contains("timing = true"));
        assert!(written.text.contains("max_age = 60"), "{written:#?}");
        assert!(written.is_in_force(), "{written:#?}");

        // `*` and credentials exclude each other.
        playground.control("[data-argument=credentials]").await.send_keys(" ").await.expect("it takes keys");
        let wrong = Policy::of(&playground).await;
        assert!(wrong.errors.iter().any(|error| error.contains("credentials")), "{wrong:#?}");
        assert!(wrong.text.contains("credentials = true"), "{wrong:#?}");

        // A pattern is more than a field shows.
        let written = Policy::write(&playground, "origins = { regex = 'https://[a-z]+[.]a[.]example' }").await;
        assert!(written.is_in_force(), "{written:#?}");
        let origins = playground.control("[data-argument=origins]").await;
        assert!(!origins.is_enabled().await.expect("it is a field"));

        for (text, words) in [
            ("origins = [", "unclosed array"),
            ("orgins = '*'", "did you mean `origins`?"),
            ("origins = { env = 'HOME' }", "the playground does not read environment variables"),
            ("origins = ['https://a.example', 'https://a.example']", "https://a.example"),
            ("origins = '*'\nmethods = 'PATCH'", "PATCH"),
            ("", "no origins"),
        ] {
            let wrong = Policy::write(&playground, &format!("{text}{}", char::from(Key::Delete))).await;
            assert!(wrong.state == "refused" && wrong.attribute.is_none(), "{wrong:#?}");
            assert!(wrong.errors.iter().any(|error| error.contains(words)), "{words}: {wrong:#?}");
        }
        playground.close().await;
    })
    .await;
}

/// Whatever is typed comes back as text, and no policy is longer than the server reads.
#[actix_web::test]
async fn the_policy_stays_text() {
    const LONG: &str = r#"
        const text = document.querySelector("textarea");
        text.value = `origins = "*" # ${"long ".repeat(1000)}`;
        text.dispatchEvent(new Event("input"));"#;
    with_chromium("the_policy_stays_text", |client| async move {
        let playground = Playground::open(client).await;
        let typed = "<img src=x onerror=document.title=1>";
        let wrong = Policy::write(&playground, &format!("origins = '{typed}'")).await;
        assert!(wrong.errors[0].contains(typed), "{wrong:#?}");
        let page = "return [document.title, document.querySelectorAll('main img').length].join()";
        assert_eq!(playground.client.execute(page, vec![]).await.expect("the page is open"), "CORS playground,0");
        let said = console(&playground.client).await;
        assert!(!said.iter().any(|line| line.contains("Content Security Policy")), "{said:#?}");

        playground.client.execute(LONG, vec![]).await.expect("it is a script");
        let wrong = Policy::of(&playground).await;
        assert!(wrong.state == "refused" && wrong.status.contains("was not checked"), "{wrong:#?}");
        playground.close().await;
    })
    .await;
}

/// The tabs are operated by the arrow keys, and one panel is shown at a time.
#[actix_web::test]
async fn the_arrow_keys_change_the_tab() {
    const STATE: &str = r#"
        const tabs = [...document.querySelectorAll("[role=tab]")];
        const panels = [...document.querySelectorAll("[role=tabpanel]")];
        arguments[0]([
            tabs.findIndex((tab) => tab === document.activeElement),
            tabs.findIndex((tab) => tab.ariaSelected === "true" && tab.tabIndex === 0),
            panels.findIndex((panel) => panel.checkVisibility()),
            panels.filter((panel) => panel.checkVisibility()).length,
        ]);"#;
    with_chromium("the_arrow_keys_change_the_tab", |client| async move {
        let playground = Playground::open(client).await;
        let tab = playground.client.find(Locator::Css("[role=tab]")).await.expect("there are tabs");
        let mut reached = Vec::new();
        tab.send_keys(&Key::Right).await.expect("it takes keys");
        for key in [Key::Right, Key::Left] {
            reached.push(run::<[i32; 4]>(&playground.client, STATE, vec![]).await);
            playground.client.active_element().await.expect("a tab").send_keys(&key).await.expect("it takes keys");
        }
        reached.push(run(&playground.client, STATE, vec![]).await);
        assert_eq!(reached, [[1, 1, 1, 1], [0, 0, 0, 1], [1, 1, 1, 1]]);
        playground.close().await;
    })
    .await;
}
