// A call of the visitor's choice: the browser makes it, the API's log tells what was exchanged, and `cors_fetch`
// says on the same answers what a browser has to make of it.

import { element, prose } from "./element.js";
import { showExchanges } from "./exchange.js";

const JSON_BODY = "content-type: application/json";
const TOKEN = "x-csrf-token: f00d";
const EXAMPLES = {
  "A plain read": { from: "page", path: "/items", method: "GET", credentials: "omit", headers: [] },
  "A permitted save":
    { from: "page", path: "/items/3", method: "PUT", credentials: "include", headers: [JSON_BODY, TOKEN] },
  "Another origin": { from: "alias", path: "/items", method: "GET", credentials: "omit", headers: [] },
  "A header too many":
    { from: "page", path: "/items/3", method: "PUT", credentials: "include", headers: [JSON_BODY, TOKEN, "x-debug: 1"] },
  "Cookies for everybody": { from: "page", path: "/status", method: "GET", credentials: "include", headers: [] },
  "No origin at all": { from: "sandbox", path: "/me", method: "GET", credentials: "include", headers: [] },
  "The API’s own page": { from: "api", path: "/report", method: "GET", credentials: "same-origin", headers: [] },
};
const HEADLINES = {
  readable: "The page may read the answer",
  kept: "The browser keeps the answer from the page",
  "not-allowed": "The browser does not even send the request",
  "not-sent": "Script may not ask for this",
  refused: "The page gets no answer",
  unknown: "The browser did something else",
};
const HANDLER_RAN = "The handler ran all the same: CORS decides who may read the answer, not who may ask.";

const form = document.querySelector("#choice");
const result = document.querySelector("#result");
let setup;

export function play(given) {
  setup = given;
  for (const place of form.querySelectorAll("[data-origin]")) place.textContent = setup[place.dataset.origin];
  form.elements.path.append(...paths().map(([path, methods]) => new Option(`${path} (${methods.join(", ")})`, path)));
  form.elements.path.append(new Option("/nowhere (no route)", "/nowhere"));
  for (const [title, choice] of Object.entries(EXAMPLES)) {
    const button = element("button", "", title);
    button.type = "button";
    button.addEventListener("click", () => fill(choice) || send().then(reveal));
    document.querySelector("#examples").append(button);
  }
  form.addEventListener("input", preview);
  form.addEventListener("submit", (event) => event.preventDefault() || send().then(reveal));
  fill(EXAMPLES["A permitted save"]);
  return send();
}

// The paths of the API and the methods that are served there, with a number where a pattern has a place for one.
function paths() {
  const methods = Map.groupBy(setup.routes, (route) => concrete(route.path));
  return [...methods].map(([path, routes]) => [path, routes.flatMap((route) => route.methods)]);
}

function concrete(pattern) {
  return pattern.replace(/\{[^}]*\}/, "3");
}

function fill({ from, path, method, credentials, headers }) {
  form.reset();
  Object.entries({ from, path, method, credentials }).forEach(([name, value]) => (form.elements[name].value = value));
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
  return { from: data.get("from"), path: data.get("path"), init };
}

// The same as script would write it.
function preview() {
  const { path, init } = chosen();
  const headers = init.headers && Object.fromEntries(init.headers);
  const { other } = form.elements;
  const isHeader = /^\s*$|^[^:]+:/.test(other.value);
  other.setCustomValidity(isHeader ? "" : "Write a name, a colon and a value.");
  const code = `await fetch("${setup.api}${path}", ${JSON.stringify({ ...init, headers }, null, 2)})`;
  document.querySelector("#script").textContent = code.replace(/^( +)"(\w+)":/gm, "$1$2:");
}

async function send() {
  if (result.dataset.state === "calling") return;
  result.dataset.state = "calling";
  try {
    const { from, path, init } = chosen();
    // A URL of its own, by which the log knows it, and for which no preflight is remembered.
    const query = `call=${crypto.randomUUID()}`;
    const url = `${setup.api}${path}?${query}`;
    const { page, ...browser } = await fromPage(from, { url, init });
    const { method, credentials, headers = [], body } = init;
    const call = { page, url, path, method, credentials, headers, has_body: body !== undefined };
    const [entries, verdict] = await Promise.all([ask(`log?${query}`), ask(`verdict?${query}`, call)]);
    if (verdict.outcome === "readable") verdict.reads = { status: verdict.status, headers: verdict.headers };
    show(call, browser, entries, verdict);
  } catch (error) {
    headline("broken", `This did not work: ${error.message}`);
  }
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
  const agree = differences.length === 0;
  const refused = ["readable", "unknown"].includes(verdict.outcome) ? "refused" : verdict.outcome;
  const outcome = browser.reads ? "readable" : refused;
  const status = browser.reads ? `: ${browser.reads.status}` : "";
  headline(outcome, `${HEADLINES[outcome]}${status}.`, agree);

  opinion("#browser", browser.reads, "refused", `script is told: ${browser.error}`);
  opinion("#core", verdict.reads, verdict.outcome === "unknown" ? "no verdict" : "refused", HEADLINES[verdict.outcome]);
  const list = differences.map((difference) => element("li", "", ...prose(difference)));
  document.querySelector("#differences").replaceChildren(...list);
  document.querySelector("#disagreement").hidden = agree;

  explain(call, verdict, browser.reads);
  showExchanges(document.querySelector("#exchanges"), entries, call, verdict);
}

// Where the browser and `cors_fetch` let script read something else. What the server adds to an answer when it
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

function headline(outcome, text, agree) {
  result.dataset.outcome = outcome;
  const opinions = agree === undefined ? "" : ` Your browser and cors_fetch ${agree ? "agree" : "differ"}.`;
  const parts = [element("strong", "", text), element("span", agree === false ? "differ" : "", opinions)];
  document.querySelector("#headline").replaceChildren(...parts);
}

function opinion(place, reads, refused, detail) {
  const parts = [element("p", reads ? "yes" : "no", reads ? `readable, ${reads.status}` : refused)];
  if (reads) {
    const lines = Object.entries(reads.headers).map(([name, value]) => element("li", "", `${name}: ${value}`));
    parts.push(element("ul", "lines", ...lines));
  } else {
    parts.push(element("p", "detail", detail));
  }
  document.querySelector(`${place} .says`).replaceChildren(...parts);
}

function explain(call, { outcome, explanation: { what, help, why, link } }, reads) {
  const serves = ({ path, methods }) => concrete(path) === call.path && methods.includes(call.method);
  const route = setup.routes.find(serves);
  const words = route?.words.split("; ") ?? [`None: no route serves \`${call.method} ${call.path}\`.`];
  const parts = [
    ["What happened", sentence(what)],
    [reads ? "To widen it" : "To fix it", sentence(help)],
    ["Why", sentence(why)],
    ["Mind", route && outcome === "kept" && HANDLER_RAN],
    ["Policy of the route", ...words],
  ].map(([term, ...texts]) => [term, ...texts.filter(Boolean).map(prose)]);
  if (link) {
    const more = element("a", "", "the section of the standard");
    more.href = link;
    more.rel = "noreferrer";
    parts.push(["Read on", [more]]);
  }
  const list = parts.filter(([, ...texts]) => texts.length).flatMap(([term, ...texts]) =>
    [element("dt", "", term), ...texts.map((text) => element("dd", "", ...text))]);
  document.querySelector("#explanation").replaceChildren(...list);
}

function sentence(text) {
  return text && `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
