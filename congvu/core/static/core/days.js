// A day is typed, "5/11" or "05112026", and written out when one leaves the field; the button opens the browser's calendar.
// In the field it is told in words too, so that nobody takes 3/4 for the fourth of March. What is a day is decided by core/days.py;
// what cannot be one is marked here at once.

const words = document.getElementById("words").dataset;
const HALF = 183 * 864e5;
const spelt = (day) => day.toLocaleDateString("en-GB", { timeZone: "UTC" }); // 03/04/2026
const inWords = (day) => `${words.weekdays.split("|")[day.getUTCDay()]}, ${day.getUTCDate()} ${words.months.split("|")[day.getUTCMonth()]}`;

function dayOf(year, month, day) {
  const found = new Date(Date.UTC(year, month - 1, day));
  return found.getUTCMonth() === month - 1 && found.getUTCDate() === day ? found : null;
}

function typed(text) {
  const found = /^(\d{1,2})\s*[/.\- ]\s*(\d{1,2})(?:\s*[/.\- ]\s*(\d{4}|\d{2}))?$/.exec(text) ?? /^(\d\d)(\d\d)(\d{4}|\d\d)?$/.exec(text);
  if (!found) {
    const written = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
    return written && dayOf(...written.slice(1).map(Number));
  }
  const [day, month] = found.slice(1, 3).map(Number);
  if (found[3]) return dayOf(Number(found[3]) + (found[3].length === 2 ? 2000 : 0), month, day);
  const today = new Date();
  const near = dayOf(today.getFullYear(), month, day);
  if (!near || Math.abs(near - today) <= HALF) return near;
  return dayOf(today.getFullYear() + (near > today ? -1 : 1), month, day);
}

class Day {
  constructor(box) {
    this.field = box.querySelector("input");
    this.button = box.querySelector(".day-open");
    this.picker = Object.assign(document.createElement("input"), { type: "date", className: "day-picker", tabIndex: -1, ariaHidden: "true" });
    for (const end of ["min", "max"]) if (this.field.dataset[end]) this.picker[end] = this.field.dataset[end];
    this.words = box.querySelector(".day-words");
    box.append(this.picker);
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.open());
    this.field.addEventListener("input", () => this.tell());
    this.field.addEventListener("change", () => this.write());
    this.field.form?.addEventListener("draft:back", () => this.tell());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && event.altKey) this.open();
    });
    for (const kind of ["input", "change"]) this.picker.addEventListener(kind, (event) => event.stopPropagation());
    this.picker.addEventListener("change", () => this.pick());
    this.tell();
  }

  get day() {
    return typed(this.field.value.trim());
  }

  tell() {
    this.field.title = this.words.textContent = this.day ? inWords(this.day) : "";
  }

  open() {
    this.picker.valueAsDate = this.day;
    this.picker.showPicker();
  }

  pick() {
    if (!this.picker.value) return;
    this.field.value = spelt(this.picker.valueAsDate);
    for (const kind of ["input", "change"]) this.field.dispatchEvent(new Event(kind, { bubbles: true }));
    this.field.focus();
  }

  write() {
    this.field.ariaInvalid = this.field.value.trim() && !this.day ? "true" : null;
    if (this.day) this.field.value = spelt(this.day);
    this.tell();
  }
}

function start(root) {
  for (const box of root.querySelectorAll("[data-day]:not([data-day='ready'])")) {
    box.dataset.day = "ready";
    new Day(box);
  }
}

start(document);
document.addEventListener("htmx:load", (event) => start(event.target));
