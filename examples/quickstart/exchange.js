// What went over the wire, as the API's log has it: each request beside its answer.

import { element, prose } from "./element.js";

const TALKS_OF_CORS = /^(origin|cookie|authorization|content-type|vary|access-control-.*)$/;

export function showExchanges(list, entries, call, verdict) {
  list.replaceChildren(...entries.map((entry, index) => exchange(entry, call, verdict, index === entries.length - 1)));
  if (entries.length === 0) list.append(element("li", "unsent", "Nothing reached the API."));
  if (verdict.outcome === "not-allowed") {
    list.append(element("li", "unsent", ...prose(`The \`${call.method}\` request itself is never sent.`)));
  }
}

function exchange(entry, call, verdict, isLast) {
  const isPreflight = entry.preflight_for !== null;
  const isNo = isLast && (verdict.outcome === "kept" || verdict.outcome === "not-allowed");
  const names = new Set(call.headers.map(([name]) => name.toLowerCase()));
  const matters = ([name]) => TALKS_OF_CORS.test(name) || (!isPreflight && names.has(name));
  const item = element("li", isPreflight ? "preflight" : "");
  item.append(
    side("The browser", question(entry, isPreflight), `${entry.method} ${entry.path}`, entry.headers, matters),
    side("The API", answer(entry, isPreflight, isNo), String(entry.answer.status), entry.answer.headers, () => true),
  );
  if (entry.answer.body) item.lastElementChild.append(element("pre", "content", entry.answer.body));
  return item;
}

function question(entry, isPreflight) {
  const value = (name) => entry.headers.find(([other]) => other === name)?.[1];
  if (isPreflight) {
    const names = value("access-control-request-headers")?.split(",").map((name) => `\`${name}\``);
    const sent = [`\`${entry.preflight_for}\``, ...(names ? [names.join(", ")] : [])].join(" with ");
    return `asks beforehand, in a preflight: may a page of \`${value("origin")}\` send ${sent}?`;
  }
  const from = value("origin") ? `says that the page is \`${value("origin")}\`` : "needs not say which page asks";
  return `sends the request, ${value("cookie") ? "with the visitor’s cookie" : "without a cookie"}, and ${from}.`;
}

function answer({ answer: { status } }, isPreflight, isNo) {
  if (isPreflight) return isNo ? "answers, and it is not a yes: the browser stops here." : "says yes.";
  return `answers ${status}, ${isNo ? "and the browser keeps that from the page." : "and the page may read it."}`;
}

function side(who, says, start, headers, matters) {
  const made = element("div", "side", element("p", "says", element("strong", "", who), " ", ...prose(says)));
  made.append(element("p", "start", start), lines(headers.filter(matters)));
  const others = headers.filter((line) => !matters(line));
  if (others.length) {
    const more = element("details", "", element("summary", "", `${others.length} more headers`), lines(others));
    made.append(more);
  }
  return made;
}

function lines(headers) {
  return element("ul", "lines", ...headers.map(line));
}

function line([name, value]) {
  const speaks = name === "origin" || name.startsWith("access-control-");
  return element("li", speaks ? "speaks" : "", element("span", "name", `${name}:`), ` ${value}`);
}
