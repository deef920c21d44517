// What somebody does before the modules are there is done once more when they are. The one script a page waits for.

(() => {
  const CLICKS = ["[data-phrases] button", "[data-print]"];
  if (!("command" in HTMLButtonElement.prototype)) CLICKS.push("button[commandfor]");
  const early = [];

  function keep(event) {
    const field = event.type !== "click" && event.target;
    const target = field || event.target.closest?.(CLICKS.join());
    if (target) early.push({ event, target, checked: field.checked });
  }

  function again({ event, target, checked }) {
    if (event.defaultPrevented || !target.isConnected) return;
    if (event.type === "click") return target.click();
    if (checked !== undefined) target.checked = checked;
    target.dispatchEvent(new Event(event.type, { bubbles: true }));
  }

  const kinds = ["click", "input", "change"];
  for (const kind of kinds) document.addEventListener(kind, keep, true);
  document.addEventListener("DOMContentLoaded", () => setTimeout(() => {
    for (const kind of kinds) document.removeEventListener(kind, keep, true);
    early.forEach(again);
  }));
})();
