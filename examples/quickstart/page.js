// Makes each call, and holds what the browser did against what the Fetch standard says it does.

import { element } from "./element.js";
import { play } from "./playground.js";
import { listPolicies } from "./policies.js";

// `reads`: what script gets to see, or null if the browser refuses. `wire`: the requests that reach the API.
const CALLS = [
  {
    name: "any-origin",
    title: "Any page may ask",
    handler: "status",
    request: { method: "GET", path: "/status", credentials: "omit" },
    expected: { reads: { status: 200, body: "up" }, wire: ["GET"] },
  },
  {
    name: "exposed-header",
    title: "A response header is exposed",
    handler: "list",
    request: { method: "GET", path: "/items", credentials: "omit" },
    expected: {
      reads: { status: 200, headers: { "x-total-count": "3", "x-internal": null } },
      wire: ["GET"],
    },
  },
  {
    name: "with-cookie",
    title: "The cookie goes along",
    handler: "me",
    request: { method: "GET", path: "/me", credentials: "include" },
    expected: { reads: { status: 200, body: "signed in as ada" }, wire: ["GET"] },
  },
  {
    name: "without-cookie",
    title: "An error is a readable answer",
    handler: "me",
    request: { method: "GET", path: "/me", credentials: "omit" },
    expected: { reads: { status: 401, body: "sign in first" }, wire: ["GET"] },
  },
  {
    name: "simple-post",
    title: "Plain text needs no preflight",
    handler: "note",
    request: {
      method: "POST",
      path: "/notes",
      credentials: "omit",
      headers: { "content-type": "text/plain" },
      body: "buy milk",
    },
    expected: { reads: { status: 201, body: "noted: buy milk" }, wire: ["POST"] },
  },
  {
    name: "preflight",
    title: "JSON needs a preflight",
    handler: "save",
    request: {
      method: "PUT",
      path: "/items/3",
      credentials: "include",
      headers: { "content-type": "application/json", "x-csrf-token": "f00d" },
      body: JSON.stringify({ name: "milk" }),
    },
    expected: { reads: { status: 200, body: "saved: milk" }, wire: ["preflight", "PUT"] },
  },
  {
    name: "cached-preflight",
    title: "A preflight is remembered",
    handler: "save",
    request: {
      method: "PUT",
      path: "/items/3",
      credentials: "include",
      headers: { "content-type": "application/json", "x-csrf-token": "f00d" },
      body: JSON.stringify({ name: "oat milk" }),
    },
    expected: { reads: { status: 200, body: "saved: oat milk" }, wire: ["PUT"] },
  },
  {
    name: "refused-header",
    title: "A header that is not listed",
    handler: "remove",
    request: {
      method: "DELETE",
      path: "/items/1",
      credentials: "include",
      headers: { "x-csrf-token": "f00d", "x-debug": "1" },
    },
    expected: { reads: null, wire: ["preflight"] },
  },
  {
    name: "refused-method",
    title: "A method that no route serves",
    handler: null,
    request: { method: "PATCH", path: "/items/1", credentials: "omit" },
    expected: { reads: null, wire: ["preflight"] },
  },
  {
    name: "refused-origin",
    title: "Another site’s report",
    handler: "report",
    request: { method: "GET", path: "/report", credentials: "omit" },
    expected: { reads: null, wire: ["GET"] },
  },
];

// Every visit has URLs of its own, so that the log tells visits apart and no preflight is remembered from an earlier one.
const VISIT = `visit=${crypto.randomUUID()}`;

async function run() {
  const setup = await (await fetch("setup", { mode: "same-origin", credentials: "omit" })).json();
  const { api, routes } = setup;
  document.querySelector("#page-origin").textContent = location.origin;
  document.querySelector("#api-origin").textContent = api;
  listPolicies(routes);
  play(setup);

  const policies = new Map(routes.map((route) => [route.handler, route.words]));
  const rows = CALLS.map((call) => addRow(call, policies.get(call.handler)));
  let passed = 0;
  for (const [index, call] of CALLS.entries()) {
    const observed = await observe(api, call);
    if (conclude(rows[index], call.expected, observed)) passed += 1;
  }
  finish(`${passed} of ${CALLS.length} as expected`, passed === CALLS.length);
}

// Makes one call. Calls are made one after the other, so that what the log gained belongs to this one.
async function observe(api, { request, expected }) {
  const before = (await seen()).length;
  let reads = null;
  let error = null;
  try {
    const response = await fetch(`${api}${request.path}?${VISIT}`, {
      mode: "cors",
      credentials: request.credentials,
      method: request.method,
      headers: request.headers,
      body: request.body,
    });
    const names = Object.keys(expected.reads?.headers ?? {});
    reads = {
      status: response.status,
      body: await response.text(),
      headers: Object.fromEntries(names.map((name) => [name, response.headers.get(name)])),
    };
  } catch (refusal) {
    error = refusal;
  }
  const wire = (await seen()).slice(before).map((entry) => (entry.preflight_for ? "preflight" : entry.method));
  return { reads, error, wire };
}

async function seen() {
  const response = await fetch(`log?${VISIT}`, { mode: "same-origin", credentials: "omit" });
  return response.json();
}

// An outcome as pairs of a name and a text, which can be shown and compared: only what is wanted of an answer counts.
function facts({ reads, wire }, wanted) {
  if (reads === null) return [["outcome", "refused"], ["wire", wire.join(" ")]];
  const list = [["outcome", `readable, ${reads.status}`]];
  if (wanted?.body !== undefined) list.push(["body", `“${reads.body}”`]);
  for (const name of Object.keys(wanted?.headers ?? {})) {
    const value = reads.headers[name];
    list.push(["header", value === null ? `${name} hidden` : `${name}: ${value}`]);
  }
  list.push(["wire", wire.join(" ")]);
  return list;
}

function addRow(call, policy) {
  const row = document.querySelector("#row").content.firstElementChild.cloneNode(true);
  const { method, path, credentials, headers = {} } = call.request;
  row.dataset.name = call.name;
  row.querySelector(".title").textContent = call.title;
  row.querySelector(".request").textContent = `${method} ${path}`;
  const details = [`credentials: ${credentials}`, Object.keys(headers).join(", ")].filter(Boolean);
  row.querySelector(".details").append(...details.map((detail) => element("span", "detail", detail)));
  const clauses = policy?.split("; ") ?? ["none: no route serves this method here"];
  row.querySelector(".policy").append(...clauses.map((clause) => element("span", "clause", clause)));
  show(row.querySelector(".expected"), facts(call.expected, call.expected.reads));
  document.querySelector("#calls tbody").append(row);
  return row;
}

// Shows what happened, and whether it is what was expected.
function conclude(row, expected, observed) {
  const wanted = facts(expected, expected.reads).map(String);
  const found = facts(observed, expected.reads);
  const agrees = wanted.length === found.length && found.every((fact) => wanted.includes(String(fact)));
  row.dataset.verdict = agrees ? "pass" : "fail";
  row.querySelector(".verdict").textContent = agrees ? "as expected" : "not as expected";
  show(row.querySelector(".observed"), found, (fact) => !wanted.includes(String(fact)));
  if (observed.error) row.querySelector(".observed").title = String(observed.error);
  return agrees;
}

function show(cell, list, isOff = () => false) {
  for (const fact of list) {
    const [name, text] = fact;
    const line = element("span", `fact ${name}`, name === "wire" ? "" : text);
    if (name === "wire") line.append(...text.split(" ").map((request) => element("span", `sent ${request}`, request)));
    line.classList.toggle("off", isOff(fact));
    cell.append(line);
  }
}

function finish(summary, isGood) {
  document.querySelector("#summary").textContent = summary;
  document.title = summary;
  document.body.dataset.state = isGood ? "passed" : "failed";
}

run().catch((error) => finish(`stopped: ${error.message}`, false));
