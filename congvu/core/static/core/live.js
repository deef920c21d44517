// Live: when the office tells that something changed, parts marked data-live are fetched afresh, quietly. Where somebody is
// typing, and in lists one is reading (data-live="ask"), the page only says that there is news: "Show" brings it.
// While no stream can be had the page asks by itself now and then.

const url = document.querySelector("meta[name=live-url]")?.content;
const about = document.querySelector("meta[name=live-about]")?.content.trim();
const POLL = 30_000;
const SPREAD = 400; // so that a thousand open lists do not ask in the same moment
let waiting = 0;
let heard = new Set();
let listening = false;

const isBusy = (part) => part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")
  || part.querySelector("details[open], [data-tick]:checked, .htmx-request, dialog[open]");
const typed = (part) => [...part.querySelectorAll("input:not([type=hidden]), textarea, option")].some((one) =>
  one.checked !== one.defaultChecked
    || (one.localName === "option" ? one.selected !== one.defaultSelected && one.value : one.value !== one.defaultValue));
const isSame = (a, b) => (a.dataset.version ?? b.dataset.version) === undefined ? a.outerHTML === b.outerHTML : a.dataset.version === b.dataset.version;

function put(part, now) {
  const link = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  part.replaceWith(now);
  window.htmx?.process(now);
  if (link) [...now.querySelectorAll("a[href]")].find((one) => one.getAttribute("href") === link)?.focus();
}

async function show(part) {
  if (part.dataset.liveShow) return location.assign(part.dataset.liveShow);
  const now = (await page())?.getElementById(part.id);
  if (now) put(part, now);
  else location.reload();
}

function say(part) {
  if (document.getElementById("live-news")) return;
  const line = document.getElementById("news-pattern").content.firstElementChild.cloneNode(true);
  line.querySelector("button").addEventListener("click", () => {
    line.remove();
    show(part).catch(() => location.reload());
  });
  part.before(line);
}

async function page() {
  const answer = await fetch(location.href, { headers: { "X-Live": "1" }, redirect: "manual" });
  if (answer.status >= 500) throw new Error(answer.status);
  return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

async function fetchAfresh() {
  const parts = [...document.querySelectorAll("[data-live][id]")];
  if (parts.every((part) => part.id === "side")) return; // only pages with parts of their own are asked for again
  const fresh = await page();
  for (const part of parts.filter((one) => one.isConnected)) {
    const now = fresh?.getElementById(part.id);
    if ((now && isSame(part, now)) || (!now && !part.dataset.liveShow)) continue;
    if (part.dataset.live === "ask" || !now || typed(part)) say(part);
    else if (!isBusy(part)) put(part, now);
  }
}

async function refresh() {
  const what = heard;
  heard = new Set();
  if (what.has("notice")) document.body.dispatchEvent(new CustomEvent("notice"));
  const wanted = what.has("work") || what.has("record") || (what.has("notice") && document.querySelector("[data-live=notice]"));
  if (wanted) await fetchAfresh();
}

function hear(what) {
  heard.add(what);
  clearTimeout(waiting);
  waiting = setTimeout(() => refresh().catch(() => heard.add(what)), 150 + (what === "record" ? Math.random() * SPREAD : 0));
}

function listen() {
  const source = new EventSource(about ? `${url}?about=${encodeURIComponent(about)}` : url, { withCredentials: true });
  let missed = false;
  source.addEventListener("open", () => {
    listening = true;
    if (missed) ["work", "notice", "record"].forEach(hear);
    missed = false;
  });
  source.addEventListener("error", () => {
    listening = false;
    missed = true;
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, POLL);
  });
  for (const what of ["work", "notice", "record"]) source.addEventListener(what, () => hear(what));
  addEventListener("pagehide", () => source.close());
}

// a list that was asked for anew by its filters is new already
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.matches("[data-live=ask]")) document.getElementById("live-news")?.remove();
});

if (url) {
  if ("EventSource" in window) listen();
  setInterval(() => {
    if (!listening && document.visibilityState === "visible") ["work", "notice"].forEach(hear);
  }, Number(document.querySelector("meta[name=live-poll]")?.content) || POLL);
}
