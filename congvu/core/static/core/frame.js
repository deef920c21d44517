// The frame of every page: drop-downs, dialogs, ticked rows, printing, and what htmx answers.

const words = document.getElementById("words").dataset;

// drop-downs (details) close when one clicks elsewhere or presses Esc
function closeDropdowns(except) {
  for (const open of document.querySelectorAll("details[data-popover][open]")) {
    if (!except || !open.contains(except)) open.open = false;
  }
}
document.addEventListener("click", (event) => closeDropdowns(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const inside = document.activeElement?.closest("details[data-popover][open]");
  closeDropdowns(null);
  inside?.querySelector("summary")?.focus();
});

// an open drop-down lies over everything, inside the window
function place(dropdown) {
  const panel = dropdown.matches?.("details[data-popover][open]") && dropdown.querySelector(":scope > .popover");
  if (!panel) return;
  const button = dropdown.firstElementChild.getBoundingClientRect();
  const box = panel.getBoundingClientRect();
  const right = dropdown.matches(".menu-end") ? button.right - box.width : button.left;
  const below = button.bottom + 6 + box.height <= innerHeight;
  const left = Math.max(8, Math.min(right, innerWidth - box.width - 8));
  const top = below ? button.bottom + 6 : Math.max(8, button.top - box.height - 6);
  Object.assign(panel.style, { position: "fixed", right: "auto", left: `${left}px`, top: `${top}px` });
}
document.addEventListener("toggle", (event) => place(event.target), true);
document.querySelectorAll("details[data-popover][open]").forEach(place);
addEventListener("scroll", (event) => !event.target.closest?.(".popover, .side-drawer") && closeDropdowns(null), { capture: true, passive: true });

// a deadline tells its sum on hover too
for (const [name, open] of [["mouseover", true], ["mouseout", false]]) {
  document.addEventListener(name, (event) => {
    const deadline = event.target.closest?.("details.deadline");
    if (!deadline || deadline.contains(event.relatedTarget) || !matchMedia("(hover: hover)").matches) return;
    if (open && !deadline.open) deadline.dataset.hover = "1";
    if (open || deadline.dataset.hover) deadline.open = open;
    if (!open) delete deadline.dataset.hover;
  });
}
document.addEventListener("click", (event) => {
  const summary = event.target.closest?.("details.deadline[data-hover] > summary");
  if (!summary) return;
  event.preventDefault();
  delete summary.parentElement.dataset.hover;
});

// dialogs
const hasCommands = "command" in HTMLButtonElement.prototype;
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-opens]");
  const dialog = link && document.getElementById(link.dataset.opens);
  if (dialog && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    dialog.showModal();
    return;
  }
  const button = hasCommands ? null : event.target.closest?.("button[commandfor]");
  const target = button && document.getElementById(button.getAttribute("commandfor"));
  if (!target) return;
  event.preventDefault();
  button.getAttribute("command") === "close" ? target.close() : target.showModal();
});
document.addEventListener("click", (event) => {
  if (event.target instanceof HTMLDialogElement) {
    const box = event.target.getBoundingClientRect();
    const outside = event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
    if (outside) event.target.close();
  }
  if (event.target.closest?.("[data-print]")) {
    event.preventDefault();
    window.print();
  }
});

// ticked rows
const ticks = () => [...document.querySelectorAll("[data-tick]")];
function countTicks() {
  const ticked = ticks().filter((tick) => tick.checked).length;
  const all = document.querySelector("[data-tick-all]");
  if (all) {
    all.checked = ticked > 0 && ticked === ticks().length;
    all.indeterminate = ticked > 0 && !all.checked;
  }
  const bar = document.querySelector("[data-bulk]");
  if (!bar) return;
  bar.hidden = ticked === 0;
  bar.querySelector("[data-bulk-count]").textContent = words.ticked.replace("{number}", ticked);
}
// Shift and a click tick all lines from the last one on
let lastTick = null;
document.addEventListener("click", (event) => {
  if (!event.target.matches?.("[data-tick]")) return;
  const [from, to] = [lastTick, event.target].map((tick) => ticks().indexOf(tick)).sort((one, other) => one - other);
  if (event.shiftKey && from >= 0) for (const tick of ticks().slice(from, to + 1)) tick.checked = event.target.checked;
  lastTick = event.target;
  countTicks();
});
document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-tick-all]")) {
    for (const tick of ticks()) tick.checked = event.target.checked;
  }
  if (event.target.matches?.("[data-tick], [data-tick-all]")) countTicks();
});

// what htmx answers: a whole page instead of a part means the session has ended; a broken rule is told above the content
document.addEventListener("htmx:beforeSwap", (event) => {
  const answer = event.detail.xhr;
  const part = event.detail.elt?.closest?.("[hx-select]")?.getAttribute("hx-select"); // taken out of a whole page on purpose
  const isThere = part && answer.responseText.includes(`id="${part.slice(1)}"`);
  if (/^\s*<!doctype/i.test(answer.responseText) && !isThere && !event.detail.boosted && event.detail.target !== document.body) {
    event.detail.shouldSwap = false;
    if (answer.status < 400) location.reload();
    else notify(answer.status === 503 ? words.offline : words.failed);
    return;
  }
  if ([403, 409, 422, 507].includes(answer.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:sendError", () => notify(words.offline));

function notify(text) {
  const notice = document.getElementById("notice-pattern").content.cloneNode(true);
  notice.querySelector("[data-words]").textContent = text;
  document.getElementById("notices").replaceChildren(notice);
}

document.addEventListener("htmx:load", countTicks);
document.querySelector("[data-focus]")?.focus();
countTicks();
