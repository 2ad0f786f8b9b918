// The tabs, and what each of them starts.

import { makeCalls } from "./call.js";
import { writePolicy } from "./policy.js";
import setup from "./setup.js";
import { checkCalls } from "./ten_calls.js";

const tabs = [...document.querySelectorAll("[role=tab]")];

function select(tab) {
  for (const other of tabs) {
    other.setAttribute("aria-selected", other === tab);
    other.tabIndex = other === tab ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = other !== tab;
  }
  if (tab.id === "calls-tab") checkCalls();
}

for (const [index, tab] of tabs.entries()) {
  tab.addEventListener("click", () => select(tab));
  tab.addEventListener("keydown", ({ key }) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (!step) return;
    const next = tabs.at((index + step) % tabs.length);
    next.focus();
    select(next);
  });
}

document.querySelector("#page-origin").textContent = location.origin;
document.querySelector("#api-origin").textContent = setup.api;
writePolicy(makeCalls());
