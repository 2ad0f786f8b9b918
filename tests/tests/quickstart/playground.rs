//! What the visitor calls, by the keys that somebody without a mouse presses.

use std::collections::BTreeMap;
use std::time::Duration;

use actix_web::rt::time::{sleep, timeout};
use cors_tests::engine::chromium::console;
use cors_tests::engine::page::run;
use cors_tests::engine::with_chromium;
use examples::quickstart::{self, Running};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde::Deserialize;

const JSON: &str = "content-type: application/json";
const TOKEN: &str = "x-csrf-token: f00d";
const DEBUG: &str = "x-debug: 1";

/// A choice, and what has to be shown.
struct Case {
    from: &'static str,
    /// The handler and the method.
    call: &'static str,
    credentials: &'static str,
    headers: &'static [&'static str],
    other: &'static str,
    outcome: &'static str,
    wire: &'static [&'static str],
    /// A term of the explanation, and words in what it says; `PAGE` and `ALIAS` are the origins.
    explained: &'static [(&'static str, &'static str)],
}

const ALLOWED: Case = Case {
    from: "page",
    call: "list GET",
    credentials: "omit",
    headers: &[],
    other: "",
    outcome: "readable",
    wire: &["GET /items", "200"],
    explained: &[
        ("What happened", "Access-Control-Allow-Origin is PAGE: the pages of this origin may read"),
        ("To show more", "expose(\"x-total-count\", \"x-internal\")"),
    ],
};

const CASES: &[Case] = &[
    ALLOWED,
    Case {
        from: "alias",
        outcome: "kept",
        explained: &[
            ("What happened", "has no Access-Control-Allow-Origin header"),
            ("To fix it", "Add ALIAS to the origins of the policy"),
            ("Note", "The API has handled the request all the same"),
        ],
        ..ALLOWED
    },
    Case {
        call: "save PUT",
        credentials: "include",
        headers: &[JSON, TOKEN],
        wire: &["OPTIONS /items/3", "204", "PUT /items/3", "200"],
        explained: &[("What happened", "Access-Control-Allow-Origin is PAGE")],
        ..ALLOWED
    },
    Case {
        call: "save PUT",
        credentials: "include",
        headers: &[JSON, TOKEN, DEBUG],
        outcome: "not-allowed",
        wire: &["OPTIONS /items/3", "204"],
        explained: &[
            ("What happened", "The preflight response does not allow the header"),
            ("To fix it", "headers(\"content-type\", \"x-csrf-token\", \"x-debug\")"),
        ],
        ..ALLOWED
    },
    Case {
        call: "remove DELETE",
        credentials: "include",
        other: "X-Trace: a:b",
        outcome: "not-allowed",
        wire: &["OPTIONS /items/3", "204"],
        explained: &[("To fix it", "headers(\"x-csrf-token\", \"x-trace\")")],
        ..ALLOWED
    },
    Case { call: "me GET", credentials: "include", wire: &["GET /me", "200"], explained: &[], ..ALLOWED },
    Case { call: "me GET", wire: &["GET /me", "401"], explained: &[], ..ALLOWED },
    Case {
        call: "status GET",
        credentials: "include",
        outcome: "kept",
        wire: &["GET /status", "200"],
        explained: &[
            ("What happened", "does not allow a request with credentials"),
            ("To fix it", "origins = \"PAGE\""),
        ],
        ..ALLOWED
    },
    Case {
        call: "status GET",
        wire: &["GET /status", "200"],
        explained: &[("What happened", "every page may read")],
        ..ALLOWED
    },
    Case {
        from: "sandbox",
        outcome: "kept",
        explained: &[("To fix it", "Serve the page over http or https")],
        ..ALLOWED
    },
    Case {
        from: "api",
        call: "report GET",
        credentials: "same-origin",
        wire: &["GET /report", "200"],
        explained: &[("What happened", "of one origin")],
        ..ALLOWED
    },
    Case {
        call: "save PATCH",
        outcome: "not-allowed",
        wire: &["OPTIONS /items/3", "404"],
        explained: &[("What happened", "The preflight response has no Access-Control-Allow-Origin header")],
        ..ALLOWED
    },
    Case {
        other: "no name: 1",
        outcome: "not-sent",
        wire: &[],
        explained: &[("What happened", "not a valid header name")],
        ..ALLOWED
    },
];

#[actix_web::test]
async fn both_verdicts_agree_and_are_explained() {
    with_chromium("both_verdicts_agree_and_are_explained", |client| async move {
        let playground = Playground::open(client).await;
        let first = playground.shown().await;
        assert_eq!((&*first.outcome, first.wire.len()), ("readable", 4), "an example is sent at once: {first:?}");
        for case in CASES {
            playground.choose(case).await;
            let shown = playground.send().await;
            let name = format!("{} from {}: {shown:#?}", case.call, case.from);
            assert_eq!(shown.outcome, case.outcome, "{name}");
            assert!(shown.agrees && shown.differences.is_empty(), "{name}");
            let status = shown.wire.last().filter(|_| case.outcome == "readable");
            assert!(shown.reads.starts_with(status.map_or("TypeError", |status| status)), "{name}");
            assert_eq!(shown.wire, case.wire, "{name}");
            for (term, words) in case.explained {
                let words = words.replace("PAGE", playground.page()).replace("ALIAS", &playground.alias());
                assert!(shown.explanation.get(*term).is_some_and(|text| text.contains(&words)), "{term}: {name}");
            }
        }
        playground.close().await;
    })
    .await;
}

/// A second opinion is worth something if it can differ.
#[actix_web::test]
async fn a_difference_is_said() {
    const CONTRADICT: &str = r#"
        const original = window.fetch;
        window.fetch = async (url, init) => {
            const response = await original(url, init);
            if (!url.startsWith("verdict")) return response;
            return Response.json(Object.assign(await response.json(), JSON.parse('{VERDICT}')));
        };"#;
    with_chromium("a_difference_is_said", |client| async move {
        let playground = Playground::open(client).await;
        // By the standard this header needs permission; Chromium 156, however, was seen to leave it out.
        playground.choose(&Case { other: "user-agent: mine", ..ALLOWED }).await;
        let shown = playground.send().await;
        assert_eq!(
            (&*shown.outcome, &*shown.differences),
            ("readable", &["the browser sent GET, not OPTIONS".to_owned()][..])
        );
        assert!(!shown.agrees, "{shown:#?}");

        for (verdict, difference) in [
            (r#"{ "outcome": "kept" }"#, "only the browser lets the page read"),
            (r#"{ "status": 204 }"#, "the status is 200, or 204"),
            (r#"{ "headers": {} }"#, "is 3 in the browser"),
            (r#"{ "differences": ["the browser sent one more `GET` request"] }"#, "one more GET request"),
        ] {
            playground.client.refresh().await.expect("the page is there");
            playground.wait().await;
            playground.client.execute(&CONTRADICT.replace("{VERDICT}", verdict), vec![]).await.expect("it is script");
            playground.choose(&ALLOWED).await;
            let shown = playground.send().await;
            assert_eq!(shown.outcome, "readable", "what the browser does is the headline: {shown:#?}");
            assert!(!shown.agrees, "{shown:#?}");
            assert!(shown.differences.iter().any(|said| said.contains(difference)), "{difference}: {shown:#?}");
        }
        playground.close().await;
    })
    .await;
}

/// Whatever is typed comes back as text, and a typing error is said before anything is sent.
#[actix_web::test]
async fn what_is_typed_stays_text() {
    with_chromium("what_is_typed_stays_text", |client| async move {
        let playground = Playground::open(client).await;
        let typed = "x-a: <img src=x onerror=document.title=1><script>document.title=1</script>";
        playground.choose(&Case { from: "api", other: typed, ..ALLOWED }).await;
        let shown = playground.send().await;
        assert_eq!(shown.outcome, "readable", "{shown:#?}");
        let page = "return [document.title, document.querySelectorAll('main img, main script').length].join()";
        let page = playground.client.execute(page, vec![]).await.expect("the page is open");
        assert_eq!(page, "CORS playground,0");
        let exchanges = playground.control("#exchanges").await.text().await.expect("it has a text");
        assert!(exchanges.contains(typed), "{exchanges}");

        playground.choose(&Case { other: "no colon", ..ALLOWED }).await;
        playground.control("button.send").await.send_keys(&Key::Enter).await.expect("the button is there");
        assert_eq!(playground.shown().await.wire, shown.wire, "nothing was sent");
        let is_invalid = "return document.querySelector('[name=other]').matches(':user-invalid')";
        assert_eq!(playground.client.execute(is_invalid, vec![]).await.expect("the page is open"), true);
        let said = console(&playground.client).await;
        assert!(!said.iter().any(|line| line.contains("Content Security Policy")), "{said:#?}");
        playground.close().await;
    })
    .await;
}

/// Every control has a name, is reached by the Tab key in its order, and shows that it has the focus.
#[actix_web::test]
async fn the_tab_key_reaches_every_control() {
    const CONTROLS: &str = r#"
        const done = arguments[0];
        const controls = [...document.querySelectorAll("button, input, textarea, select, summary, a")];
        const isReached = (control) => control.checkVisibility() && control.tabIndex === 0;
        const name = (control) => (control.labels?.[0] ?? control).textContent.trim();
        done(controls.filter(isReached).map(name));"#;
    const FOCUSED: &str = r"
        const [done, control] = [arguments[0], document.activeElement];
        const { outlineStyle, outlineWidth } = getComputedStyle(control);
        done([(control.labels?.[0] ?? control).textContent.trim(), outlineStyle, outlineWidth]);";
    with_chromium("the_tab_key_reaches_every_control", |client| async move {
        let playground = Playground::open(client).await;
        let controls: Vec<String> = run(&playground.client, CONTROLS, vec![]).await;
        assert!(controls.len() > 15 && controls.iter().all(|name| !name.is_empty()), "{controls:#?}");
        let mut reached = Vec::new();
        for _ in &controls {
            let focused = playground.client.active_element().await.expect("something has the focus");
            focused.send_keys(&Key::Tab).await.expect("it takes keys");
            let (name, style, width): (String, String, String) = run(&playground.client, FOCUSED, vec![]).await;
            assert_eq!((&*style, &*width), ("solid", "3px"), "{name}");
            reached.push(name);
        }
        assert_eq!(reached, controls);
        playground.close().await;
    })
    .await;
}

/// On a phone nothing is wider than the screen, in whatever state.
#[actix_web::test]
async fn it_fits_a_phone() {
    // A frame has a viewport of its own; the window of a browser has a least width.
    const FRAME: &str = r##"
        const done = arguments[0];
        const frame = document.createElement("iframe");
        frame.style = "position: fixed; border: 0; width: 360px; height: 740px";
        frame.src = "/";
        document.body.append(frame);
        const state = () => frame.contentDocument?.querySelector("#result")?.dataset.state;
        const until = (wanted, then) => (state() === wanted ? then() : setTimeout(until, 20, wanted, then));
        const widths = [];
        const measure = () => {
            const page = frame.contentDocument.documentElement;
            for (const details of page.querySelectorAll("details")) details.open = true;
            widths.push([frame.contentWindow.innerWidth, page.scrollWidth - page.clientWidth]);
        };
        until("done", async () => {
            const page = frame.contentDocument;
            for (const button of page.querySelectorAll("#examples button")) {
                button.click();
                await new Promise((resolve) => until("done", resolve));
                measure();
            }
            const text = page.querySelector("textarea");
            text.value = `origins = "https://${"long.".repeat(30)}example/"`;
            text.dispatchEvent(new Event("input"));
            while (!page.querySelector(".error")) await new Promise((resolve) => setTimeout(resolve, 20));
            measure();
            page.querySelector("#calls-tab").click();
            while (page.querySelector("#calls").dataset.state === "running") {
                await new Promise((resolve) => setTimeout(resolve, 20));
            }
            measure();
            done(widths);
        });"##;
    with_chromium("it_fits_a_phone", |client| async move {
        let playground = Playground::open(client).await;
        let widths: Vec<(u32, i32)> = run(&playground.client, FRAME, vec![]).await;
        assert_eq!(widths, [(360, 0); 10]);
        playground.close().await;
    })
    .await;
}

/// The frame calls for the page that has it, and for nobody else who opens it or puts it into a page.
#[actix_web::test]
async fn the_frame_obeys_its_page() {
    const ASK: &str = r#"
        const [url, frame, done] = arguments;
        const ask = (target) => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => done("answered");
            target.postMessage({ url, init: {} }, "*", [port2]);
            setTimeout(done, 1000, "no answer");
        };
        if (location.href === frame) return ask(window);
        const made = document.createElement("iframe");
        made.src = frame;
        made.onload = () => ask(made.contentWindow);
        document.body.append(made);"#;
    with_chromium("the_frame_obeys_its_page", |client| async move {
        let playground = Playground::open(client).await;
        let api = playground.running.api();
        let frame = format!("{}/frame", playground.page());
        for (page, wanted) in
            [(playground.page(), "answered"), (&frame, "no answer"), (&format!("{api}/status"), "no answer")]
        {
            playground.client.goto(page).await.expect("it is served");
            let arguments = vec![format!("{api}/items").into(), frame.as_str().into()];
            let answer: String = run(&playground.client, ASK, arguments).await;
            assert_eq!(answer, wanted, "{page}");
        }
        playground.close().await;
    })
    .await;
}

/// Beside each route is its attribute, as it is in the source.
#[actix_web::test]
async fn each_route_shows_its_attribute() {
    const ROUTES: &str = r##"
        const texts = (item) => ["code", "small", "pre"].map((tag) => item.querySelector(tag).textContent);
        arguments[0]([...document.querySelectorAll("#routes li")].map(texts));"##;
    with_chromium("each_route_shows_its_attribute", |client| async move {
        let source = include_str!("../../../examples/quickstart/api.rs");
        let playground = Playground::open(client).await;
        let routes: Vec<[String; 3]> = run(&playground.client, ROUTES, vec![]).await;
        assert_eq!(routes.len(), source.matches("\n#[cors(").count());
        for [route, about, attribute] in routes {
            let (method, path) = route.split_once(' ').expect("a method and a path");
            let lines = format!("{attribute}\n#[{}(\"{path}\")]\n", method.to_lowercase());
            assert!(attribute.starts_with("#[cors(") && source.contains(&lines), "{lines}");
            assert!(about.ends_with('.'), "{route}: {about}");
        }
        playground.close().await;
    })
    .await;
}

/// The browser with the page open.
pub(crate) struct Playground {
    pub(crate) client: Client,
    running: Running,
}

/// What the page shows of a call.
#[derive(Debug, Deserialize)]
pub(crate) struct Shown {
    pub(crate) outcome: String,
    pub(crate) headline: String,
    /// What the page gets.
    pub(crate) reads: String,
    /// Whether the page says that `cors_fetch` agrees.
    agrees: bool,
    differences: Vec<String>,
    explanation: BTreeMap<String, String>,
    pub(crate) wire: Vec<String>,
}

impl Playground {
    pub(crate) async fn open(client: Client) -> Self {
        let running = quickstart::start(0).expect("two ports are free");
        client.goto(running.page()).await.expect("the page is served");
        let playground = Playground { client, running };
        playground.wait().await;
        playground
    }

    pub(crate) async fn close(self) {
        self.running.stop().await;
    }

    pub(crate) fn page(&self) -> &str {
        self.running.page()
    }

    pub(crate) fn alias(&self) -> String {
        self.page().replace("127.0.0.1", "localhost")
    }

    pub(crate) async fn control(&self, css: &str) -> Element {
        self.client.find(Locator::Css(css)).await.unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    async fn choose(&self, case: &Case) {
        let (handler, method) = case.call.split_once(' ').expect("a call is a handler and a method");
        self.select("from", case.from).await;
        self.select("route", handler).await;
        self.select("method", method).await;
        self.select("credentials", case.credentials).await;
        for header in [JSON, TOKEN, DEBUG] {
            self.press(&format!("[name=header][value='{header}']"), case.headers.contains(&header)).await;
        }
        let other = self.control("[name=other]").await;
        other.clear().await.expect("it is a text");
        other.send_keys(case.other).await.expect("it takes keys");
    }

    /// The space bar, where the box is not as it should be.
    async fn press(&self, css: &str, is_wanted: bool) {
        let control = self.control(css).await;
        if control.is_selected().await.expect("it can be selected") != is_wanted {
            control.send_keys(" ").await.expect("it takes keys");
        }
        assert_eq!(control.is_selected().await.expect("it can be selected"), is_wanted, "{css}");
    }

    /// The first option, and down from there.
    pub(crate) async fn select(&self, name: &str, value: &str) {
        let select = self.control(&format!("[name={name}]")).await;
        let options =
            format!("return [...document.querySelector('[name={name}]')].findIndex((one) => one.value === '{value}')");
        let index = self.client.execute(&options, vec![]).await.expect("the page is open");
        let index = index.as_u64().and_then(|index| usize::try_from(index).ok());
        let index = index.unwrap_or_else(|| panic!("there is no {value} among the options of {name}"));
        let keys = Key::Home + &char::from(Key::Down).to_string().repeat(index);
        select.send_keys(&keys).await.expect("it takes keys");
        assert_eq!(select.prop("value").await.expect("it has a value").as_deref(), Some(value));
    }

    pub(crate) async fn send(&self) -> Shown {
        self.control("button.send").await.send_keys(&Key::Enter).await.expect("the button is there");
        self.wait().await;
        self.shown().await
    }

    pub(crate) async fn wait(&self) {
        const IS_DONE: &str = r##"
            const state = (id) => document.querySelector(id).dataset.state;
            return state("#policy") !== "checking" && state("#result") === "done""##;
        let is_done = async {
            while self.client.execute(IS_DONE, vec![]).await.expect("the page is open") != true {
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(Duration::from_secs(30), is_done).await.expect("the call is made within 30 s");
    }

    pub(crate) async fn shown(&self) -> Shown {
        const SCRIPT: &str = r##"
            const done = arguments[0];
            const texts = (css) => [...document.querySelectorAll(css)].map((element) => element.textContent);
            const explanation = {};
            let term;
            for (const { tagName, textContent } of document.querySelector("#explanation").children) {
                if (tagName === "DT") term = textContent;
                else explanation[term] = `${explanation[term] ?? ""} ${textContent}`;
            }
            const isDifferent = document.querySelector("#disagreement").checkVisibility();
            done({
                outcome: document.querySelector("#result").dataset.outcome,
                headline: texts("#headline")[0],
                reads: texts("#reads")[0],
                agrees: document.querySelector("#agreement").checkVisibility(),
                differences: isDifferent ? texts("#differences li") : [],
                explanation,
                wire: texts("#exchanges .start"),
            });"##;
        run(&self.client, SCRIPT, vec![]).await
    }
}
