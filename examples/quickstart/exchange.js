// What went over the wire, from the API's log: each request beside its response.

import { element, prose } from "./element.js";

const TALKS_OF_CORS = /^(origin|cookie|authorization|content-type|vary|access-control-.*)$/;

export function showExchanges(list, entries, call, verdict) {
  list.replaceChildren(...entries.map((entry, index) => exchange(entry, call, verdict, index === entries.length - 1)));
  if (entries.length === 0) list.append(element("li", "unsent", "No request reached the API."));
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
    return `asks first, in a preflight: may a page of \`${value("origin")}\` send ${sent}?`;
  }
  const from = value("origin") ? `from \`${value("origin")}\`` : "without an origin";
  return `sends the request ${from}, ${value("cookie") ? "with the visitor’s cookie" : "without a cookie"}.`;
}

function answer({ answer: { status } }, isPreflight, isNo) {
  if (isPreflight) return isNo ? "does not allow it. The browser stops here." : "allows it.";
  return `answers ${status}. ${isNo ? "The page cannot read that." : "The page can read that."}`;
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
