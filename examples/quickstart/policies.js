// The policies as `table!` lists them for reviewers, a row for each handler.

import { element } from "./element.js";

export function listPolicies(routes) {
  document.querySelector("#policies tbody").append(...routes.map(row));
}

function row({ handler, path, methods, rules: [policy] }) {
  const cells = [
    ["Who may read", policy.off ? ["off"] : policy.origins.map(({ origin, pattern }) => origin ?? pattern ?? "*")],
    ["With cookies", [policy.credentials ? "yes" : "no"]],
    ["Request headers", policy.headers],
    ["Exposed headers", policy.expose],
    ["Preflight kept", policy.max_age ? [`${policy.max_age} s`] : []],
  ];
  const heading = element("th", "", element("code", "request", `${methods.join(", ")} ${path}`));
  heading.append(element("span", "details", `fn ${handler}`));
  heading.scope = "row";
  const line = element("tr", "", heading, ...cells.map(cell));
  // The roles are those that the elements have by themselves, until a narrow screen lays them out as cards.
  heading.setAttribute("role", "rowheader");
  line.setAttribute("role", "row");
  return line;
}

function cell([label, entries = []]) {
  const made = element("td", "", ...(entries.length ? entries : ["–"]).map((entry) => element("span", "", entry)));
  made.dataset.label = label;
  made.setAttribute("role", "cell");
  return made;
}
