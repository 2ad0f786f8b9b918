// The policy that the visitor writes: fields and a text, two views of one draft. The server checks it on every change.

import { element, oneAtATime } from "./element.js";
import setup from "./setup.js";

const START = `origins = "${setup.page}"
methods = ["GET", "PUT"]
headers = ["content-type", "x-csrf-token"]
expose = "x-total-count"
max_age = "1h"
credentials = true`;

const form = document.querySelector("#policy");
const fields = [...form.querySelectorAll("[data-argument]")];
const { text } = form.elements;
const [status, errors, paste, attribute] =
  ["#status", "#errors", "#paste", "#attribute"].map((id) => document.querySelector(id));
// The arguments by their names, as the server has read them last.
let draft;

// `onChange` is called as soon as something is written, and `onForce` when a policy is in force.
export function writePolicy({ onChange, onForce }) {
  const check = oneAtATime(async () => {
    try {
      const policy = text.value;
      const answer = await checked(policy);
      // If it is another by now, that one is checked next.
      if (text.value !== policy) return;
      show(answer);
      if (form.dataset.state === "in-force") onForce();
    } catch (error) {
      say("refused", `The policy was not checked: ${error.message}.`);
    }
  });
  const change = () => {
    form.dataset.state = "checking";
    onChange();
    check();
  };
  text.addEventListener("input", change);
  for (const field of fields) {
    field.addEventListener("input", () => {
      read(field);
      text.value = [...draft].map(([name, value]) => `${name} = ${toml(value)}`).join("\n");
      change();
    });
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  document.querySelector("#copy").addEventListener("click", copy);
  text.value = START;
  // Until the server has read the text.
  for (const field of fields) field.disabled = true;
  check();
}

async function checked(policy) {
  const response = await fetch("policy", { method: "POST", body: policy });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

// Puts the value of a field into the draft.
function read(field) {
  const { argument } = field.dataset;
  const value = field.value.trim();
  const entries = value.split(",").map((entry) => entry.trim()).filter(Boolean);
  if (field.type === "checkbox" ? !field.checked : entries.length === 0) draft.delete(argument);
  else if (field.type === "checkbox") draft.set(argument, true);
  else if (argument === "max_age") draft.set(argument, /^\d+$/.test(value) ? Number(value) : value);
  else draft.set(argument, entries.length === 1 ? entries[0] : entries);
}

function toml(value) {
  if (Array.isArray(value)) return `[${value.map(toml).join(", ")}]`;
  if (!(value instanceof Object)) return JSON.stringify(value);
  return `{ ${Object.entries(value).map(([name, value]) => `${name} = ${toml(value)}`).join(", ")} }`;
}

function show(answer) {
  draft = answer.arguments && new Map(answer.arguments);
  for (const field of fields) fill(field, answer.errors);
  attribute.textContent = answer.attribute ?? attribute.textContent;
  paste.hidden = !answer.attribute;
  const { length } = answer.errors;
  say(length ? "refused" : "in-force", length
    ? `${length === 1 ? "One error" : `${length} errors`}. The last valid policy is still in force.`
    : "This policy is valid and in force.");
  const list = element("div", "", ...answer.errors.map(mistake));
  // The same errors are not read out again.
  if (list.textContent !== errors.textContent) errors.replaceChildren(...list.children);
}

// As the compiler shows it.
function mistake({ message, source }) {
  const [what, ...notes] = message.split("\n").map((line) => element("p", "", line));
  what.prepend(element("strong", "", "error: "));
  const [, line, carets] = source.match(/(.*\n)(.*)$/s) ?? ["", "", ""];
  const quoted = element("pre", "", line, element("strong", "", carets));
  // The message names the value; read aloud, the line with its signs says nothing more.
  quoted.ariaHidden = "true";
  return element("div", "error", what, ...notes, quoted);
}

// The field shows what the text says, unless the visitor is writing in it, or the text says what it cannot show.
function fill(field, mistakes) {
  const { argument } = field.dataset;
  const value = draft?.get(argument);
  const entries = [value ?? []].flat();
  const isWrong = mistakes.some((mistake) => mistake.argument === argument);
  field.disabled = !draft || entries.some((entry) => entry instanceof Object);
  field.ariaInvalid = String(isWrong);
  if (field === document.activeElement || field.disabled) return;
  if (field.type === "checkbox") field.checked = value === true;
  else field.value = entries.join(", ");
}

function say(state, words) {
  form.dataset.state = state;
  text.ariaInvalid = String(state === "refused");
  if (status.textContent !== words) status.textContent = words;
}

async function copy({ target }) {
  await navigator.clipboard.writeText(attribute.textContent);
  target.textContent = "Copied";
  setTimeout(() => (target.textContent = "Copy"), 2000);
}
