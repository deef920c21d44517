// Nothing typed is ever lost: what stands in a form with data-draft is kept in this tab until the form was sent and taken.
// It was taken when the server led on from it to a page of the office: an error, a refusal or the page to sign in is none.

const SENT = "congvu:sent";
const who = document.querySelector("[data-who]")?.dataset.who; // who typed it
const keyOf = (form) => `congvu:draft:${who}:${form.id}:${form.getAttribute("action") || location.pathname}`;
const forms = () => [...document.querySelectorAll("form[data-draft]")];
const kept = (field) => field.name && !["hidden", "password", "file", "submit"].includes(field.type) && !field.closest(".pick > .pick-list");
const stored = (key) => JSON.parse(sessionStorage.getItem(key) ?? "null");
const store = (key, what) => sessionStorage.setItem(key, JSON.stringify(what));
const dirty = new Set();

function read(form) {
  return [...form.elements].filter(kept).map((field) => {
    if (["checkbox", "radio"].includes(field.type)) return [field.name, field.value, field.checked];
    return [field.name, field.multiple ? [...field.selectedOptions].map((one) => one.value) : field.value, null];
  });
}

function write(form, values) {
  let changed = false;
  for (const field of [...form.elements].filter(kept)) {
    const tick = ["checkbox", "radio"].includes(field.type);
    const value = values.find(([name, said]) => name === field.name && (!tick || said === field.value));
    if (!value) continue;
    if (tick) {
      changed ||= field.checked !== value[2];
      field.checked = value[2];
    } else if (field.multiple) {
      for (const option of field.options) {
        changed ||= option.selected !== value[1].includes(option.value);
        option.selected = value[1].includes(option.value);
      }
    } else if (field.value !== value[1] && (field.tagName === "SELECT" || field.value === field.defaultValue)) { // typed before this module was there
      changed = true;
      field.value = value[1];
    }
  }
  return changed;
}

function tell(form) {
  form.prepend(document.getElementById("draft-pattern").content.cloneNode(true));
  form.querySelector("[data-draft-drop]").addEventListener("click", () => {
    sessionStorage.removeItem(keyOf(form));
    dirty.clear();
    location.reload();
  });
}

function restore(form) {
  const values = stored(keyOf(form));
  if (!values || form.querySelector(".errors, .field-wrong") || !write(form, values)) return;
  form.dispatchEvent(new CustomEvent("draft:back"));
  tell(form);
}

const sent = stored(SENT);
const [way] = performance.getEntriesByType("navigation");
const ledOn = sent?.ledOn || (way?.type === "navigate" && way.redirectCount > 0);
if (document.body.classList.contains("public")) {
  if (sent) store(SENT, { ...sent, interrupted: true });
  for (const told of document.querySelectorAll("[data-draft-kept]")) told.hidden = !sent;
} else {
  if (sent && ledOn && !sent.interrupted) sessionStorage.removeItem(sent.key);
  sessionStorage.removeItem(SENT);
  forms().forEach(restore);
}

// with errors it was not taken
document.addEventListener("htmx:load", (event) => {
  if (event.target.querySelector?.(".errors, .field-wrong")) sessionStorage.removeItem(SENT);
});

document.addEventListener("draft:led-on", () => {
  const key = stored(SENT)?.key;
  if (key) store(SENT, { key, ledOn: true });
});

let waiting = 0;
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-draft]");
  if (!form) return;
  dirty.add(form);
  clearTimeout(waiting);
  waiting = setTimeout(() => store(keyOf(form), read(form)), 250);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-draft]")) return;
  clearTimeout(waiting);
  store(keyOf(form), read(form));
  store(SENT, { key: keyOf(form) });
  dirty.clear();
});
addEventListener("beforeunload", (event) => {
  if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
});
