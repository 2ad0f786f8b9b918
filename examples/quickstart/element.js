// What is shown is text, wherever it comes from: nothing here is read as HTML.

export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

// A text in which code stands in back-ticks.
export function prose(text) {
  return text.split("`").map((part, index) => (index % 2 ? element("code", "", part) : part));
}
