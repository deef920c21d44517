// Live: when the office tells that work has changed, parts marked data-live are fetched afresh, quietly.

const url = document.querySelector("meta[name=live-url]")?.content;
let waiting = 0;

const isBusy = (part) => part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")
  || part.querySelector("details[open], [data-tick]:checked, .htmx-request");

async function refresh() {
  document.body.dispatchEvent(new CustomEvent("live"));
  const parts = [...document.querySelectorAll("[data-live][id]:not([hx-get])")].filter((part) => !isBusy(part));
  if (!parts.length) return;
  const answer = await fetch(location.href, { headers: { "X-Live": "1" }, redirect: "manual" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const now = fresh.getElementById(part.id);
    if (!now || !part.isConnected || isBusy(part) || now.outerHTML === part.outerHTML) continue;
    const link = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    part.replaceWith(now);
    window.htmx?.process(now);
    if (link) [...now.querySelectorAll("a[href]")].find((one) => one.getAttribute("href") === link)?.focus();
  }
}

if (url && "EventSource" in window) {
  const source = new EventSource(url, { withCredentials: true });
  source.addEventListener("work", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => refresh().catch(() => source.close()), 150);
  });
  addEventListener("pagehide", () => source.close());
}
