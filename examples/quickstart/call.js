// A call of the visitor's choice: the browser makes it, the API's log tells what was exchanged, and `cors_fetch` says what a
// browser has to conclude from the same responses.

import { element, oneAtATime, prose } from "./element.js";
import { showExchanges } from "./exchange.js";
import setup from "./setup.js";

const JSON_BODY = "content-type: application/json";
const TOKEN = "x-csrf-token: f00d";
const PLAIN = { from: "page", handler: "list", method: "GET", credentials: "omit", headers: [] };
const SAVE = { ...PLAIN, handler: "yours", method: "PUT", credentials: "include", headers: [JSON_BODY, TOKEN] };
const EXAMPLES = {
  "JSON with a cookie": SAVE,
  "One header more": { ...SAVE, headers: [JSON_BODY, TOKEN, "x-debug: 1"] },
  "Another origin": { ...SAVE, from: "alias" },
  "A plain read": PLAIN,
  "A form of another origin": { ...PLAIN, from: "alias", handler: "note", method: "POST" },
  "A cookie for every site": { ...PLAIN, handler: "status", credentials: "include" },
  "A sandboxed frame": { ...PLAIN, from: "sandbox" },
  "The API’s own origin": { ...PLAIN, from: "api", handler: "report", credentials: "same-origin" },
};
const HEADLINES = {
  readable: "The page can read the response",
  kept: "The page cannot read the response",
  "not-allowed": "The browser does not send the request",
  "not-sent": "Scripts cannot send such a request",
  refused: "The page gets no response",
  unknown: "The browser did something else",
};
const HANDLER_RAN = "The API has handled the request all the same. CORS decides who can read the response.";
const YOURS = { handler: "yours", method: "PUT", path: "/yours", title: "/yours" };

const form = document.querySelector("#call");
const result = document.querySelector("#result");
const routes = [YOURS, ...setup.routes.map((route) => ({ ...route, title: `${route.method} ${route.path}` }))];

export function makeCalls() {
  for (const page of form.elements.from) page.textContent = `${setup[page.value] ?? "null"}: ${page.textContent}`;
  form.elements.route.append(...routes.map(({ title, handler }) => new Option(title, handler)));
  document.querySelector("#routes").append(...routes.slice(1).map(listed));
  const examples = Object.entries(EXAMPLES).map(([title, choice]) => {
    const button = element("button", "", title);
    button.type = "button";
    button.addEventListener("click", () => fill(choice) || send().then(reveal));
    return button;
  });
  document.querySelector("#examples").append(...examples);
  form.elements.route.addEventListener("input", () => (form.elements.method.value = route().method));
  form.addEventListener("input", preview);
  form.addEventListener("submit", (event) => event.preventDefault() || send().then(reveal));
  fill(SAVE);
  return {
    onChange: () => {
      form.elements.route.value = YOURS.handler;
      preview();
    },
    onForce: () => route() === YOURS && send(),
  };
}

function listed({ handler, title, about, attribute }) {
  const item = element("li", "", element("code", "", title), " ", element("small", "", ...prose(about)));
  item.append(element("pre", "", attribute));
  item.dataset.handler = handler;
  return item;
}

function route() {
  return routes.find(({ handler }) => handler === form.elements.route.value);
}

function fill({ headers, ...values }) {
  form.reset();
  values.route = values.handler;
  for (const name of ["from", "route", "method", "credentials"]) form.elements[name].value = values[name];
  for (const box of form.elements.header) box.checked = headers.includes(box.value);
  preview();
}

// What is chosen, as the arguments of `fetch`.
function chosen() {
  const data = new FormData(form);
  const lines = [...data.getAll("header"), data.get("other")].filter((line) => line.trim());
  const headers = lines.map((line) => line.split(/:(.*)/s, 2).map((part) => part.trim()));
  const method = data.get("method");
  const init = { method, credentials: data.get("credentials") };
  if (headers.length) init.headers = headers;
  if (["POST", "PUT", "PATCH"].includes(method)) {
    init.body = lines.includes(JSON_BODY) ? JSON.stringify({ name: "milk" }) : "buy milk";
  }
  // A number where the path has a place for one.
  return { from: data.get("from"), path: route().path.replace(/\{[^}]*\}/, "3"), init };
}

// The same as a script would write it.
function preview() {
  const { path, init } = chosen();
  const headers = init.headers && Object.fromEntries(init.headers);
  const { other } = form.elements;
  const isHeader = /^\s*$|^[^:]+:/.test(other.value);
  other.setCustomValidity(isHeader ? "" : "Write a name, a colon and a value.");
  const code = `await fetch("${setup.api}${path}", ${JSON.stringify({ ...init, headers }, null, 2)})`;
  for (const item of document.querySelectorAll("#routes li")) {
    item.ariaCurrent = String(item.dataset.handler === route().handler);
  }
  document.querySelector("#script").textContent = code.replace(/^( +)"(\w+)":/gm, "$1$2:");
}

const make = oneAtATime(async () => {
  try {
    const { from, path, init } = chosen();
    // A URL of its own, by which the log knows it, and for which no preflight is remembered.
    const query = `call=${crypto.randomUUID()}`;
    const url = `${setup.api}${path}?${query}`;
    const { page, ...browser } = await fromPage(from, { url, init });
    const { method, credentials, headers = [], body } = init;
    const call = { page, url, method, credentials, headers, has_body: body !== undefined };
    const [entries, verdict] = await Promise.all([ask(`log?${query}`), ask(`verdict?${query}`, call)]);
    if (verdict.outcome === "readable") verdict.reads = { status: verdict.status, headers: verdict.headers };
    show(call, browser, entries, verdict);
  } catch (error) {
    headline("broken", `The playground did not work: ${error.message}`);
  }
});

async function send() {
  result.dataset.state = "calling";
  await make();
  result.dataset.state = "done";
}

// On a small screen the result is below the form.
function reveal() {
  const { top, bottom } = document.querySelector("#headline").getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) result.scrollIntoView();
}

async function ask(path, body) {
  const init = body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(path, init);
  if (!response.ok) throw new Error(`${path} answers ${response.status}`);
  return response.json();
}

// A call from a page of that origin, which is put into a frame for it.
function fromPage(from, call) {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.title = "The page that calls";
  if (from === "sandbox") frame.sandbox = "allow-scripts";
  const origin = setup[from] ?? setup.page;
  frame.src = `${origin}/frame`;
  const answered = new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    // A sandboxed frame has no origin to address it by.
    const target = from === "sandbox" ? "*" : origin;
    frame.addEventListener("load", () => frame.contentWindow.postMessage(call, target, [port2]));
    setTimeout(() => reject(new Error(`no page at ${origin} answers`)), 10_000);
  });
  document.body.append(frame);
  return answered.finally(() => frame.remove());
}

function show(call, browser, entries, verdict) {
  const differences = [...verdict.differences];
  if (verdict.outcome !== "unknown") differences.push(...compare(browser.reads, verdict.reads, entries));
  const refused = ["readable", "unknown"].includes(verdict.outcome) ? "refused" : verdict.outcome;
  const outcome = browser.reads ? "readable" : refused;
  headline(outcome, `${HEADLINES[outcome]}.`);
  showBrowser(browser);
  const list = differences.map((difference) => element("li", "", ...prose(difference)));
  document.querySelector("#differences").replaceChildren(...list);
  document.querySelector("#agreement").hidden = list.length > 0;
  document.querySelector("#disagreement").hidden = list.length === 0;
  explain(verdict, browser.reads, entries.at(-1)?.answer.status);
  showExchanges(document.querySelector("#exchanges"), entries, call, verdict);
  document.querySelector("#details").hidden = false;
}

// Where the browser and `cors_fetch` let scripts read something else. What the server adds to a response when it
// sends it is not in the log, and does not count.
function compare(browser, core, entries) {
  if (!browser !== !core) return [`only ${browser ? "the browser" : "`cors_fetch`"} lets the page read`];
  if (!browser) return [];
  const differences = [];
  if (browser.status !== core.status) differences.push(`the status is ${browser.status}, or ${core.status}`);
  for (const [name] of entries.at(-1)?.answer.headers ?? []) {
    const [seen, expected] = [browser.headers[name], core.headers[name]];
    if (seen !== expected) differences.push(`the header \`${name}\` is \`${seen}\` in the browser, and \`${expected}\``);
  }
  return differences;
}

function headline(outcome, text) {
  result.dataset.outcome = outcome;
  document.querySelector("#headline").textContent = text;
}

function showBrowser({ reads, error }) {
  const lines = reads ? [`${reads.status}`, ...Object.entries(reads.headers).map((line) => line.join(": ")), "", reads.body] : [error];
  document.querySelector("#reads").textContent = lines.join("\n").trim();
}

function explain({ outcome, explanation: { what, help, why, link } }, reads, status) {
  const parts = [
    ["What happened", what],
    [reads ? "To show more" : "To fix it", help],
    ["Why", why],
    ["Note", outcome === "kept" && status < 400 && HANDLER_RAN],
  ].filter(([, text]) => text).map(([term, text]) => [term, prose(sentence(text))]);
  if (link) {
    const more = element("a", "", "the section of the standard");
    more.href = link;
    more.rel = "noreferrer";
    parts.push(["Read on", [more]]);
  }
  const list = parts.flatMap(([term, text]) => [element("dt", "", term), element("dd", "", ...text)]);
  document.querySelector("#explanation").replaceChildren(...list);
}

function sentence(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}
