// Choosing files: a place to drop them on, the list of what was chosen, and a bar while they are sent.

const words = document.getElementById("words")?.dataset ?? {};
const FORM_COMES_BACK = 422;

function size(bytes) {
  const units = ["B", "kB", "MB", "GB"];
  let step = 0;
  for (; bytes >= 1000 && step < 3; step += 1) bytes /= 1000;
  return `${bytes.toLocaleString(document.documentElement.lang, { maximumFractionDigits: step > 1 ? 1 : 0 })} ${units[step]}`;
}

function list(upload) {
  const input = upload.querySelector("input[type=file]");
  const lines = [...input.files].map((file, place) => {
    const line = document.createElement("li");
    const name = Object.assign(document.createElement("span"), { textContent: file.name, title: file.name });
    const weight = Object.assign(document.createElement("small"), { textContent: size(file.size) });
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "button button-plain button-small", textContent: words.remove ?? "×" });
    remove.setAttribute("aria-label", `${words.remove ?? "×"}: ${file.name}`);
    remove.addEventListener("click", () => {
      const kept = new DataTransfer();
      [...input.files].forEach((one, other) => other !== place && kept.items.add(one));
      input.files = kept.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      input.focus();
    });
    line.append(name, weight, remove);
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
    bar.querySelector("span").textContent = part < 100 ? `${words.sending ?? ""} ${part}%` : words.checking ?? "";
  });
  request.addEventListener("load", () => answered(request));
  request.addEventListener("error", () => {
    form.removeAttribute("aria-busy");
    bar.querySelector("span").textContent = words.offline ?? "";
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
    if (upload.closest("[data-each]")) continue; // each.js sends these one by one
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

start(document);
document.addEventListener("htmx:load", (event) => start(event.target));
