// What is shown is text, wherever it comes from: nothing here is read as HTML.

export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

// A text with code in back-ticks.
export function prose(text) {
  return text.split("`").map((part, index) => (index % 2 ? element("code", "", part) : part));
}

// A function that runs the given one, never twice at the same time. If it is called meanwhile, it runs once more.
export function oneAtATime(run) {
  let running;
  let again = false;
  const loop = async () => {
    try {
      while (again) {
        again = false;
        await run();
      }
    } finally {
      running = undefined;
    }
  };
  return () => {
    again = true;
    running ??= loop();
    return running;
  };
}
