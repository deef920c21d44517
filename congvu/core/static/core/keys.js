// The keys: / search, ? the list of keys, j k Enter x on rows, Esc leaves a field, Ctrl+Enter confirms. A page waits for this
// script, which needs no other: so no key is lost, and what is typed after "/" stands in the search.

(() => {
  const HERE = "[data-row][data-here]";
  const isTyping = (place) => place.closest?.("input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]");
  const click = (what) => document.querySelector(what)?.click();

  function leave(but) {
    for (const row of document.querySelectorAll(HERE)) if (row !== but) row.removeAttribute("data-here");
  }

  function move(step) {
    const rows = [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
    const here = rows.findIndex((row) => row.matches(HERE) || row.contains(document.activeElement));
    const row = rows[here < 0 && step < 0 ? rows.length - 1 : Math.min(Math.max(here + step, 0), rows.length - 1)];
    if (!row) return;
    leave(row);
    row.setAttribute("data-here", "");
    row.querySelector("[data-row-link]")?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.isComposing) return;
    const command = event.ctrlKey || event.metaKey;
    const typing = isTyping(target);
    if (key === "Escape" && typing && target.role !== "combobox") target.blur();
    if (document.querySelector("dialog[open]")) return;
    if (key === "Enter" && command && document.querySelector("[data-confirm]")) {
      event.preventDefault();
      click("[data-confirm]"); // also while one types
    }
    if (typing || command || event.altKey) return;
    if (key === "/") {
      const search = document.querySelector("[data-search], #list input[type=search]");
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
    } else if (key === "?") {
      event.preventDefault();
      document.getElementById("keys")?.showModal();
    } else if (key === "j" || key === "k") {
      move(key === "j" ? 1 : -1);
    } else if (key === "x") {
      click(`${HERE} [data-tick]`);
    } else if (key === "Enter" && target === document.body) {
      click(`${HERE} [data-row-link]`);
    } else if (/^[a-z]$/.test(key)) {
      click(`[data-key="${key}"]`);
    }
  });

  document.addEventListener("focusin", (event) => leave(event.target.closest?.("[data-row]")));
})();
