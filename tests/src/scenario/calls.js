// Makes the calls of some rows: the rows side by side, the calls of a row one after the other.
const [rows, done] = arguments;
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
performance.setResourceTimingBufferSize(2000);

const body = ({ body: text, kind }) => {
    if (text === null) return undefined;
    switch (kind ?? "text") {
        case "text": return text;
        case "url-encoded": return new URLSearchParams(text);
        case "form-data": { const form = new FormData(); form.append("text", text); return form; }
        case "bytes": return new TextEncoder().encode(text);
        case "stream": return new Blob([text]).stream();
        default: return new Blob([text], { type: kind.replace("blob ", "") });
    }
};

const byFetch = async (ask) => {
    const init = { headers: ask.headers, body: body(ask) };
    for (const name of ["method", "mode", "credentials", "redirect"]) if (ask[name]) init[name] = ask[name];
    if (ask.kind === "stream") init.duplex = "half";
    const response = await fetch(ask.url, init);
    const headers = Object.fromEntries(response.headers);
    return { type: response.type, status: response.status, headers, body: await response.text() };
};

const byXhr = (ask) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", () => {});
    request.addEventListener("load", () => {
        const lines = request.getAllResponseHeaders().trim().split("\r\n").map((line) => line.split(": "));
        const headers = Object.fromEntries(lines);
        resolve({ type: "cors", status: request.status, headers, body: request.responseText });
    });
    request.addEventListener("error", () => reject("error"));
    request.open(ask.method ?? "GET", ask.url);
    request.withCredentials = ask.credentials === "include";
    for (const [name, value] of ask.headers) request.setRequestHeader(name, value);
    request.send(body(ask));
});

// Whether the last answer of the URL has more than its start and its end; they are entered a little later.
const isTimed = async ({ url, timing }) => {
    if (!timing) return false;
    for (;;) {
        const entry = performance.getEntriesByName(url).at(-1);
        if (entry) return entry.requestStart > 0;
        await sleep(20);
    }
};

const make = async (ask) => {
    if (ask.wait) await sleep(ask.wait * 1000);
    await fetch(ask.mark, { mode: "no-cors" });
    let outcome;
    try {
        outcome = await (ask.upload_listener ? byXhr(ask) : byFetch(ask));
    } catch (error) {
        outcome = { refused: String(error) };
        reportError(new Error(ask.label));
    }
    return { outcome, timing: await isTimed(ask) };
};

const makeAll = async (calls) => {
    const outcomes = [];
    for (const ask of calls) outcomes.push(await make(ask));
    return outcomes;
};
Promise.all(rows.map(makeAll)).then(done);
