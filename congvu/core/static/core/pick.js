// A long <select> one can type into: the combobox of the ARIA patterns, finding without marks too ("hue" finds "Huế").

const words = document.getElementById("words").dataset;
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().trim();
const SHOWN = 60;
const make = (name, about) => Object.assign(document.createElement(name), about);

class Pick {
  constructor(select) {
    this.select = select;
    this.many = select.multiple;
    this.options = [...select.options].filter((option) => option.value !== "").map((option) => ({
      option, folded: fold(`${option.text} ${option.dataset.note ?? ""}`),
    }));
    this.empty = [...select.options].find((option) => option.value === "");
    this.here = -1;
    this.build();
  }

  build() {
    const id = this.select.id || this.select.name;
    this.select.id = `${id}-select`;
    this.box = make("div", { className: "pick" });
    this.input = make("input", { type: "text", id, autocomplete: "off", role: "combobox", ariaExpanded: "false", ariaAutoComplete: "list" });
    this.input.setAttribute("aria-controls", `${id}-list`);
    for (const name of ["aria-describedby", "aria-invalid", "data-read", "disabled"]) {
      if (this.select.hasAttribute(name)) this.input.setAttribute(name, this.select.getAttribute(name));
    }
    this.input.placeholder = /[^\s—-]/.test(this.empty?.text ?? "") ? this.empty.text : words.type;
    if (this.select.required && !this.many) this.input.required = true;
    this.select.required = false;
    this.list = make("ul", { className: "pick-list", id: `${id}-list`, hidden: true, role: "listbox", ariaLabel: this.select.labels[0]?.textContent ?? "" });
    if (this.many) this.list.ariaMultiSelectable = "true";
    this.chosen = make("div", { className: "pick-chosen" });
    const stoodHere = document.activeElement === this.select;
    this.select.hidden = true;
    this.select.before(this.box);
    this.box.append(this.chosen, this.input, this.list, this.select);
    this.show();
    if (stoodHere) this.input.focus();
    this.listen();
  }

  listen() {
    this.input.addEventListener("input", (event) => { event.stopPropagation(); this.open(this.input.value); });
    this.input.addEventListener("click", () => {
      if (this.list.hidden) this.input.select();
      this.open("");
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("change", (event) => event.stopPropagation());
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const line = event.target.closest("[role=option]");
      if (line) this.take(this.found[Number(line.dataset.place)]);
    });
    for (const kind of ["reset", "draft:back"]) this.select.form?.addEventListener(kind, () => setTimeout(() => this.show()));
  }

  open(text) {
    const typed = fold(text);
    const parts = typed.split(/\s+/).filter(Boolean);
    const fits = this.options.filter((one) => parts.every((part) => one.folded.includes(part)));
    const rank = ({ folded }) => (folded.startsWith(typed) ? 0 : folded.includes(typed) ? 1 : 2); // "thu ha" is Nguyễn Thu Hà first
    this.found = fits.sort((a, b) => rank(a) - rank(b)).slice(0, SHOWN).map((one) => one.option);
    this.list.replaceChildren(...this.found.map((option, place) => this.line(option, place)));
    if (!this.found.length) {
      this.list.append(make("li", { className: "pick-none", textContent: words.none, role: "option", ariaDisabled: "true" }));
    }
    this.list.hidden = false;
    this.input.ariaExpanded = "true";
    this.point(this.found.length && text ? 0 : this.found.findIndex((option) => option.selected));
  }

  line(option, place) {
    const line = make("li", { className: "pick-option", id: `${this.list.id}-${place}`, role: "option", ariaSelected: option.selected });
    line.dataset.place = place;
    line.append(make("span", { textContent: option.text }));
    if (option.dataset.note) line.append(make("small", { textContent: option.dataset.note }));
    return line;
  }

  point(place) {
    this.here = place;
    for (const line of this.list.children) line.toggleAttribute("data-here", Number(line.dataset.place) === place);
    const line = this.list.children[place];
    if (place >= 0 && line) {
      this.input.setAttribute("aria-activedescendant", line.id);
      line.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) return this.open("");
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.point((this.here + step + this.found.length) % Math.max(this.found.length, 1));
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      if (this.here >= 0) this.take(this.found[this.here]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Backspace" && this.many && !this.input.value) {
      const last = [...this.select.selectedOptions].pop();
      if (last) this.drop(last);
    }
  }

  take(option) {
    if (this.many) option.selected = !option.selected;
    else this.select.value = option.value;
    this.input.value = "";
    this.said();
    this.close();
  }

  drop(option) {
    option.selected = false;
    this.said();
  }

  said() {
    this.show();
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.input.ariaExpanded = "false";
    this.input.removeAttribute("aria-activedescendant");
    const emptied = !this.many && this.touched && !this.input.value.trim() && document.activeElement !== this.input;
    if (!emptied || !this.empty) return this.show();
    this.select.value = ""; // nothing is chosen, where that is allowed
    this.said();
  }

  show() {
    if (!this.many) {
      this.input.value = this.select.value ? this.select.selectedOptions[0]?.text ?? "" : "";
      this.touched = Boolean(this.select.value);
      return;
    }
    this.input.value = "";
    this.chosen.replaceChildren(...[...this.select.selectedOptions].map((option) => {
      const button = make("button", { type: "button", textContent: option.text, ariaLabel: `${words.remove}: ${option.text}` });
      button.addEventListener("click", () => this.drop(option));
      return button;
    }));
  }
}

function start(root) {
  for (const select of root.querySelectorAll("select[data-pick]:not([data-pick='ready'])")) {
    select.dataset.pick = "ready";
    new Pick(select);
  }
}

start(document);
document.addEventListener("htmx:load", (event) => start(event.target));
