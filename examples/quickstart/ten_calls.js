// Ten calls of this page, and what the Fetch standard says about each. Every call is made, and what the browser did is held
// against it.

import { element, oneAtATime } from "./element.js";
import setup from "./setup.js";

const TOKEN = { "x-csrf-token": "f00d" };
const JSON_AND_TOKEN = { "content-type": "application/json", ...TOKEN };

// The expectation: the lines that describe what the page gets, and the requests that reach the API.
const CALLS = [
  ["any-origin", "Every site can read", "status", "GET /status omit", {}, ["readable, 200", "“up”"], ["GET"]],
  ["exposed-header", "A response header is exposed", "list", "GET /items omit", {},
    ["readable, 200", "x-total-count: 3", "x-internal: hidden"], ["GET"]],
  ["with-cookie", "The cookie is sent", "me", "GET /me include", {}, ["readable, 200", "“signed in as ada”"], ["GET"]],
  ["without-cookie", "Errors are readable, too", "me", "GET /me omit", {}, ["readable, 401", "“sign in first”"], ["GET"]],
  ["simple-post", "Plain text needs no preflight", "note", "POST /notes omit",
    { headers: { "content-type": "text/plain" }, body: "buy milk" }, ["readable, 201", "“noted: buy milk”"], ["POST"]],
  ["preflight", "JSON needs a preflight", "save", "PUT /items/3 include",
    { headers: JSON_AND_TOKEN, body: '{"name":"milk"}' }, ["readable, 200", "“saved: milk”"], ["preflight", "PUT"]],
  ["cached-preflight", "The browser remembers the preflight", "save", "PUT /items/3 include",
    { headers: JSON_AND_TOKEN, body: '{"name":"oat milk"}' }, ["readable, 200", "“saved: oat milk”"], ["PUT"]],
  ["refused-header", "The policy does not list a header", "remove", "DELETE /items/1 include",
    { headers: { ...TOKEN, "x-debug": "1" } }, ["blocked"], ["preflight"]],
  ["refused-method", "No route serves the method", null, "PATCH /items/1 omit", {}, ["blocked"], ["preflight"]],
  ["refused-origin", "The policy lists another site", "report", "GET /report omit", {}, ["blocked"], ["GET"]],
].map(([name, title, handler, request, more, lines, wire]) => {
  const [method, path, credentials] = request.split(" ");
  return { name, title, handler, path, init: { method, credentials, ...more }, expected: { lines, wire } };
});

const panel = document.querySelector("#calls");

// Each run has URLs of its own, so the log tells runs apart, and no preflight is remembered from an earlier one.
export const checkCalls = oneAtATime(async () => {
  panel.dataset.state = "running";
  await fetch("restore", { method: "POST" });
  const query = `run=${crypto.randomUUID()}`;
  const rows = CALLS.map(row);
  panel.querySelector("tbody").replaceChildren(...rows);
  let passed = 0;
  for (const [index, call] of CALLS.entries()) {
    if (conclude(rows[index], call.expected, await observe(call, query))) passed += 1;
  }
  panel.querySelector("#summary").textContent = `${passed} of ${CALLS.length} as expected`;
  panel.dataset.state = passed === CALLS.length ? "passed" : "failed";
});

// Makes one call. Calls are made one after the other, so what the log gained belongs to this one.
async function observe({ path, init, expected }, query) {
  const before = (await seen(query)).length;
  const lines = await fetch(`${setup.api}${path}?${query}`, init).then(
    async (response) => [`readable, ${response.status}`, ...(await facts(response, expected.lines))],
    () => ["blocked"],
  );
  const wire = (await seen(query)).slice(before).map((entry) => (entry.preflight_for ? "preflight" : entry.method));
  return { lines, wire };
}

// What is expected decides which headers count, and whether the body does.
async function facts(response, [, ...wanted]) {
  const body = await response.text();
  return wanted.map((line) => {
    if (line.startsWith("“")) return `“${body}”`;
    const [name] = line.split(":");
    return `${name}: ${response.headers.get(name) ?? "hidden"}`;
  });
}

async function seen(query) {
  return (await fetch(`log?${query}`)).json();
}

function row({ name, title, handler, path, init: { method, credentials, headers = {} }, expected }) {
  const made = document.querySelector("#row").content.firstElementChild.cloneNode(true);
  made.dataset.name = name;
  const place = (selector) => made.querySelector(selector);
  const attribute = setup.routes.find((route) => route.handler === handler)?.attribute;
  place(".title").textContent = title;
  place(".request").textContent = `${method} ${path}`;
  place(".details").textContent = [`credentials: ${credentials}`, ...Object.keys(headers)].join(", ");
  place(".attribute").append(element("pre", "", attribute ?? "none"));
  show(place(".expected"), expected);
  return made;
}

// Shows what happened, and whether it is what was expected.
function conclude(row, expected, observed) {
  const agrees = JSON.stringify(expected) === JSON.stringify(observed);
  row.dataset.verdict = agrees ? "pass" : "fail";
  row.querySelector(".odd").textContent = agrees ? "" : "not as expected";
  show(row.querySelector(".observed"), observed);
  return agrees;
}

function show(cell, { lines: [outcome, ...others], wire }) {
  cell.append(element("span", `fact ${outcome.split(",")[0]}`, outcome));
  cell.append(...others.map((line) => element("span", "fact", line)));
  cell.append(element("span", "wire", ...wire.map((request) => element("span", `sent ${request}`, request))));
}
