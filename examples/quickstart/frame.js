// Makes a call for the page around this frame, from the origin of the frame.

addEventListener("message", async ({ source, data, ports }) => {
  // Its Content-Security-Policy says which pages can have this frame. Nobody can use it as a window.
  if (source !== parent || parent === self) return;
  ports[0].postMessage({ page: self.origin, ...(await call(data)) });
});

async function call({ url, init }) {
  try {
    const response = await fetch(url, init);
    const { status, headers } = response;
    return { reads: { status, headers: Object.fromEntries(headers), body: await response.text() } };
  } catch (error) {
    return { error: String(error) };
  }
}
