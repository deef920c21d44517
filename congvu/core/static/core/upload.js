// Choosing files: a place to drop them on, the list of what was chosen, and a bar while they are sent: with their form, or, in a
// form with data-each, each by itself with an answer of its own; what failed can be sent again.

const words = document.getElementById("words").dataset;
const FORM_COMES_BACK = 422;
const AT_ONCE = 2; // of those sent by themselves
const make = (name, about) => Object.assign(document.createElement(name), about);
const named = (file) => make("span", { textContent: file.name, title: file.name });

function size(bytes) {
  const units = ["B", "kB", "MB", "GB"];
  let step = 0;
  for (; bytes >= 1000 && step < 3; step += 1) bytes /= 1000;
  return `${bytes.toLocaleString(document.documentElement.lang, { maximumFractionDigits: step > 1 ? 1 : 0 })} ${units[step]}`;
}

function list(upload) {
  const input = upload.querySelector("input[type=file]");
  const lines = [...input.files].map((file, place) => {
    const line = make("li");
    const remove = make("button", { type: "button", className: "button button-plain button-small", textContent: words.remove });
    remove.ariaLabel = `${remove.textContent}: ${file.name}`;
    remove.addEventListener("click", () => {
      const kept = new DataTransfer();
      [...input.files].forEach((one, other) => other !== place && kept.items.add(one));
      input.files = kept.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      input.focus();
    });
    line.append(named(file), make("small", { textContent: size(file.size) }), remove);
    return line;
  });
  upload.querySelector("[data-upload-list]").replaceChildren(...lines);
}

// A document written over another does not run its modules again: where the form was taken the browser itself goes on,
// and a form that comes back takes the place of the one that was sent.
function answered(request) {
  const next = request.getResponseHeader("X-Next-Page");
  if (next) {
    document.dispatchEvent(new CustomEvent("draft:led-on"));
    location.assign(next);
    return;
  }
  const fresh = new DOMParser().parseFromString(request.responseText, "text/html");
  if (request.status === FORM_COMES_BACK && fresh.querySelector("main")) {
    document.title = fresh.title;
    const main = fresh.querySelector("main");
    document.querySelector("main").replaceWith(main);
    window.htmx?.process(main);
    main.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    scrollTo(0, 0);
    main.querySelector(".errors")?.focus();
    return;
  }
  document.open();
  document.write(request.responseText);
  document.close();
}

function send(form, submitter, upload) {
  const bar = upload.querySelector("[data-upload-progress]");
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (event) => {
    const part = event.lengthComputable ? Math.round((100 * event.loaded) / event.total) : 0;
    bar.querySelector("progress").value = part;
    bar.querySelector("span").textContent = part < 100 ? `${words.sending} ${part}%` : words.checking;
  });
  request.addEventListener("load", () => answered(request));
  request.addEventListener("error", () => {
    form.removeAttribute("aria-busy");
    bar.querySelector("span").textContent = words.offline;
  });
  request.setRequestHeader("X-Upload", "1");
  form.setAttribute("aria-busy", "true");
  bar.hidden = false;
  request.send(new FormData(form, submitter));
}

function start(root) {
  for (const upload of root.querySelectorAll("[data-upload='']")) {
    upload.dataset.upload = "ready";
    const zone = upload.querySelector(".upload-zone");
    zone.addEventListener("dragover", () => zone.setAttribute("data-over", ""));
    for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.removeAttribute("data-over"));
    if (upload.closest("[data-each]")) continue;
    upload.addEventListener("change", () => list(upload));
    list(upload);
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const upload = form.querySelector?.("[data-upload]");
  if (!upload || event.defaultPrevented || form.matches("[hx-post], [data-each]") || form.method !== "post") return;
  if (!upload.querySelector("input[type=file]").files.length) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") !== "true") send(form, event.submitter, upload);
});

// one by one
const waiting = [];
let sending = 0;
let told = 0;

function line(list, file) {
  const row = make("li", { className: "each-line" });
  row.append(named(file), make("progress", { max: 100, value: 0, ariaLabel: `${words.sending} ${file.name}` }), make("small"));
  list.append(row);
  say(row, "waiting", "");
  return row;
}

function say(row, state, text, again) {
  row.dataset.state = state;
  row.querySelector("small").textContent = text;
  row.querySelector("button")?.remove();
  if (!again) return;
  const button = make("button", { type: "button", className: "button button-quiet button-small", textContent: words.again });
  button.addEventListener("click", again);
  row.append(button);
}

function refresh(now) {
  clearTimeout(told);
  told = setTimeout(() => window.htmx?.trigger(document.body, "each"), now ? 0 : 1200);
}

function sendOne({ form, file, row }) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append(form.querySelector("input[type=file]").name, file);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-One-By-One", "1");
  request.upload.addEventListener("progress", (event) => {
    row.querySelector("progress").value = event.lengthComputable ? (100 * event.loaded) / event.total : 50;
    if (event.loaded === event.total) say(row, "checking", words.checking);
  });
  const over = () => { sending -= 1; refresh(!waiting.length && !sending); next(); };
  const again = () => { waiting.push({ form, file, row }); say(row, "waiting", ""); next(); };
  request.addEventListener("load", () => {
    const isAnswer = request.getResponseHeader("Content-Type")?.startsWith("application/json");
    const answer = isAnswer ? JSON.parse(request.responseText).arrivals[0] : null;
    if (!answer) say(row, "failed", words.failed, again);
    else say(row, answer.taken ? "taken" : "refused", [answer.words, ...(answer.refused ?? [])].join(" · "));
    over();
  });
  request.addEventListener("error", () => { say(row, "failed", words.offline, again); over(); });
  say(row, "sending", "");
  request.send(body);
}

function next() {
  while (sending < AT_ONCE && waiting.length) {
    sending += 1;
    sendOne(waiting.shift());
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-each]");
  if (!form || event.target.type !== "file") return;
  const list = form.querySelector("[data-upload-list]");
  for (const file of event.target.files) waiting.push({ form, file, row: line(list, file) });
  event.target.value = "";
  next();
});

addEventListener("beforeunload", (event) => { if (sending || waiting.length) event.preventDefault(); });

start(document);
document.addEventListener("htmx:load", (event) => start(event.target));
