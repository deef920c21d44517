// The keys: / search, ? the list of keys, j k Enter x on rows, Esc leaves a field.

const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
const isTyping = (place) => place?.closest?.("input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]");

function move(step) {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((row) => row.hasAttribute("data-here") || row.contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1);
  for (const row of all) row.removeAttribute("data-here");
  const row = all[next];
  row.setAttribute("data-here", "");
  row.querySelector("[data-row-link]")?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

// Ctrl+Enter confirms, also while one types
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const confirm = document.querySelector("[data-confirm]");
  if (!confirm || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  confirm.click();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = isTyping(event.target);
  if (event.key === "Escape" && typing && event.target.getAttribute("role") !== "combobox") {
    event.target.blur();
    return;
  }
  if (typing || document.querySelector("dialog[open]")) return;
  if (event.key === "/") {
    const search = document.querySelector("[data-search], #list input[type=search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "?") {
    event.preventDefault();
    document.getElementById("keys")?.showModal();
  } else if (event.key === "j") {
    move(1);
  } else if (event.key === "k") {
    move(-1);
  } else if (event.key === "x") {
    document.querySelector("[data-row][data-here] [data-tick]")?.click();
  } else if (/^[a-z]$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`)) {
    document.querySelector(`[data-key="${event.key}"]`).click();
  } else if (event.key === "Enter" && event.target === document.body) {
    document.querySelector("[data-row][data-here] [data-row-link]")?.click();
  }
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-row]");
  for (const other of document.querySelectorAll("[data-row][data-here]")) {
    if (other !== row) other.removeAttribute("data-here");
  }
});
