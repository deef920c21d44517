// The PDF reader: sheets drawn as they come into view, zoom, pages, search without marks, text to select, print.

const STEPS = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3];
const KEPT = 14;
const CSS_UNITS = 96 / 72;

// the text of a page without marks and case, with the place of each letter in the items it came from
export function foldItems(items) {
  let text = "";
  const places = [];
  items.forEach((item, number) => {
    for (let offset = 0; offset < item.str.length; offset += 1) {
      let letter = item.str[offset].normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
      if (/\s/.test(letter)) letter = text.endsWith(" ") ? "" : " ";
      for (const one of letter) {
        text += one;
        places.push([number, offset]);
      }
    }
    if (item.hasEOL && !text.endsWith(" ")) {
      text += " ";
      places.push([number, item.str.length]);
    }
  });
  return { text, places };
}

class Reader {
  constructor(element) {
    this.element = element;
    this.words = element.dataset;
    this.desk = this.part("desk");
    this.sheets = [];
    this.fit = true;
    this.matches = [];
    this.match = -1;
  }

  part(name) {
    return this.element.querySelector(`[data-reader-${name}]`);
  }

  async open() {
    this.part("fallback").hidden = true;
    this.part("loading").hidden = false;
    try {
      this.pdfjs = await import(this.words.pdfjs);
      this.pdfjs.GlobalWorkerOptions.workerSrc = this.words.worker;
      const assets = this.words.assets;
      this.pdf = await this.pdfjs.getDocument({
        url: this.words.reader, cMapUrl: `${assets}cmaps/`, cMapPacked: true, standardFontDataUrl: `${assets}fonts/`,
        wasmUrl: `${assets}wasm/`, iccUrl: `${assets}iccs/`, isEvalSupported: false, enableXfa: false,
      }).promise;
      await this.lay();
    } catch (problem) {
      this.part("loading").hidden = true;
      this.part("error").hidden = false;
      this.element.dataset.state = "error";
      console.info(`${this.words.reader}: ${problem.name}`);
    }
  }

  async lay() {
    const first = await this.pdf.getPage(1);
    this.size = first.getViewport({ scale: CSS_UNITS });
    this.scale = this.fitted();
    for (let number = 1; number <= this.pdf.numPages; number += 1) {
      const sheet = Object.assign(document.createElement("div"), { className: "sheet" });
      sheet.setAttribute("role", "group");
      sheet.setAttribute("aria-label", `${this.words.pageWord} ${number}`);
      sheet.dataset.number = number;
      this.sheets.push({ element: sheet, number, width: this.size.width, height: this.size.height, drawn: 0, seen: 0 });
    }
    this.part("loading").hidden = true;
    this.desk.append(...this.sheets.map((sheet) => sheet.element));
    this.sheets.forEach((sheet) => this.measure(sheet));
    this.part("count").textContent = this.pdf.numPages;
    this.part("tools").hidden = this.part("print").hidden = false;
    this.listen();
    this.element.dataset.state = "ready";
    this.showScale();
  }

  fitted() {
    const room = this.desk.clientWidth - (innerWidth > 680 ? 40 : 16);
    return Math.min(Math.max(room / this.size.width, 0.3), 1.6);
  }

  measure(sheet) {
    const style = sheet.element.style;
    style.width = `${Math.floor(sheet.width * this.scale)}px`;
    style.height = `${Math.floor(sheet.height * this.scale)}px`;
    style.setProperty("--total-scale-factor", this.scale * CSS_UNITS);
  }

  listen() {
    this.watch = new IntersectionObserver((seen) => {
      for (const one of seen) if (one.isIntersecting) this.draw(this.sheets[one.target.dataset.number - 1]);
    }, { root: this.desk, rootMargin: "600px 0px" });
    this.sheets.forEach((sheet) => this.watch.observe(sheet.element));
    this.desk.addEventListener("scroll", () => this.where(), { passive: true });
    new ResizeObserver(() => this.fit && this.zoomTo(this.fitted())).observe(this.desk);
    for (const button of this.element.querySelectorAll("[data-reader-zoom]")) {
      button.addEventListener("click", () => this.zoom(button.dataset.readerZoom));
    }
    this.part("page").addEventListener("change", (event) => this.go(Number.parseInt(event.target.value, 10)));
    this.part("print").addEventListener("click", () => this.print());
    const find = this.part("find");
    let waiting = 0;
    find.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => this.find(find.value), 250); });
    find.addEventListener("keydown", (event) => {
      if (event.key === "Enter") { event.preventDefault(); this.step(event.shiftKey ? -1 : 1); }
      if (event.key === "Escape") { find.value = ""; this.find(""); this.desk.focus(); }
    });
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key === "f") {
      event.preventDefault();
      this.part("find").focus();
    } else if (event.target === this.desk && ["+", "=", "-", "0"].includes(event.key) && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.zoom(event.key === "-" ? "-1" : event.key === "0" ? "fit" : "1");
    }
  }

  zoom(how) {
    this.fit = how === "fit";
    if (this.fit) return this.zoomTo(this.fitted());
    const next = how === "1" ? STEPS.find((step) => step > this.scale + 0.01) : STEPS.findLast((step) => step < this.scale - 0.01);
    this.zoomTo(next ?? this.scale);
  }

  zoomTo(scale) {
    if (Math.abs(scale - this.scale) < 0.005) return;
    const keep = this.desk.scrollTop / Math.max(this.desk.scrollHeight, 1);
    this.scale = scale;
    for (const sheet of this.sheets) {
      this.clear(sheet);
      this.measure(sheet);
      this.watch.unobserve(sheet.element);
      this.watch.observe(sheet.element);
    }
    this.desk.scrollTop = keep * this.desk.scrollHeight;
    this.showScale();
  }

  showScale() {
    this.part("scale").textContent = `${Math.round(this.scale * 100)}%`;
  }

  go(number) {
    const sheet = this.sheets[Math.min(Math.max(number || 1, 1), this.sheets.length) - 1];
    this.desk.scrollTop = sheet.element.offsetTop - 12;
    this.where();
  }

  where() {
    const middle = this.desk.scrollTop + this.desk.clientHeight / 3;
    const here = this.sheets.findLast((sheet) => sheet.element.offsetTop <= middle) ?? this.sheets[0];
    const field = this.part("page");
    if (document.activeElement !== field) field.value = here.number;
  }

  clear(sheet) {
    sheet.task?.cancel();
    sheet.element.replaceChildren();
    sheet.drawn = 0;
    sheet.layer = null;
  }

  async draw(sheet) {
    sheet.seen = performance.now();
    if (sheet.drawn === this.scale) return;
    const scale = (sheet.drawn = this.scale);
    const page = await this.pdf.getPage(sheet.number);
    const viewport = page.getViewport({ scale: scale * CSS_UNITS });
    sheet.width = viewport.width / scale;
    sheet.height = viewport.height / scale;
    this.measure(sheet);
    const sharp = Math.min(devicePixelRatio || 1, 2);
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(viewport.width * sharp);
    canvas.height = Math.floor(viewport.height * sharp);
    canvas.style.width = `${Math.floor(viewport.width)}px`;
    canvas.style.height = `${Math.floor(viewport.height)}px`;
    canvas.setAttribute("aria-hidden", "true");
    sheet.task = page.render({ canvas, viewport, transform: sharp === 1 ? undefined : [sharp, 0, 0, sharp, 0, 0] });
    const stopped = await sheet.task.promise.then(() => false, (problem) => problem.name);
    if (stopped || scale !== this.scale) return;
    const layer = Object.assign(document.createElement("div"), { className: "textLayer" });
    sheet.element.replaceChildren(canvas, layer);
    sheet.layer = new this.pdfjs.TextLayer({ textContentSource: await this.text(sheet), container: layer, viewport });
    await sheet.layer.render();
    this.mark(sheet);
    this.forget();
  }

  // long files: only the sheets seen last keep their drawing
  forget() {
    const drawn = this.sheets.filter((sheet) => sheet.layer).sort((a, b) => b.seen - a.seen);
    for (const sheet of drawn.slice(KEPT)) {
      const box = sheet.element.getBoundingClientRect();
      const desk = this.desk.getBoundingClientRect();
      if (box.bottom < desk.top - 700 || box.top > desk.bottom + 700) this.clear(sheet);
    }
  }

  async text(sheet) {
    sheet.content ??= await (await this.pdf.getPage(sheet.number)).getTextContent();
    return sheet.content;
  }

  async find(query) {
    const wanted = foldItems([{ str: query.trim() }]).text;
    const turn = (this.turn = Symbol());
    this.matches = [];
    this.match = -1;
    if (wanted.length > 1) {
      for (const sheet of this.sheets) {
        sheet.folded ??= foldItems((await this.text(sheet)).items.filter((item) => item.str !== undefined));
        if (turn !== this.turn) return;
        for (let at = sheet.folded.text.indexOf(wanted); at >= 0; at = sheet.folded.text.indexOf(wanted, at + wanted.length)) {
          this.matches.push({ sheet, from: sheet.folded.places[at], to: sheet.folded.places[at + wanted.length - 1] });
        }
      }
    }
    this.sheets.forEach((sheet) => this.mark(sheet));
    if (this.matches.length) this.step(1);
    this.tellFound(wanted.length > 1);
  }

  tellFound(asked) {
    const found = this.words.foundWord.replace("{here}", this.match + 1).replace("{all}", this.matches.length);
    this.part("found").textContent = !asked ? "" : this.matches.length ? found : this.words.noneWord;
  }

  async step(by) {
    if (!this.matches.length) return;
    this.match = (this.match + by + this.matches.length) % this.matches.length;
    const { sheet } = this.matches[this.match];
    this.tellFound(true);
    await this.draw(sheet);
    this.sheets.forEach((one) => this.mark(one));
    const here = sheet.element.querySelector("mark.here");
    const top = here ? here.getBoundingClientRect().top - sheet.element.getBoundingClientRect().top : 0;
    this.desk.scrollTop = sheet.element.offsetTop + top - this.desk.clientHeight / 3;
    this.where();
  }

  // highlights on a drawn sheet: the letters of each match wrapped in <mark>, item by item
  mark(sheet) {
    if (!sheet.layer) return;
    const boxes = sheet.layer.textDivs;
    const strings = sheet.layer.textContentItemsStr;
    if (sheet.marked) boxes.forEach((box, number) => { if (box.querySelector("mark")) box.textContent = strings[number]; });
    const spans = new Map();
    this.matches.forEach((match, place) => {
      if (match.sheet !== sheet) return;
      for (let number = match.from[0]; number <= match.to[0]; number += 1) {
        const from = number === match.from[0] ? match.from[1] : 0;
        const to = number === match.to[0] ? match.to[1] + 1 : strings[number]?.length ?? 0;
        if (to > from) spans.set(number, [...(spans.get(number) ?? []), [from, to, place === this.match]]);
      }
    });
    sheet.marked = spans.size > 0;
    for (const [number, parts] of spans) {
      const text = strings[number];
      const pieces = [];
      let at = 0;
      for (const [from, to, here] of parts) {
        pieces.push(text.slice(at, from), Object.assign(document.createElement("mark"), { textContent: text.slice(from, to), className: here ? "here" : "" }));
        at = to;
      }
      boxes[number]?.replaceChildren(...pieces, text.slice(at));
    }
  }

  // on paper: every page as a picture of 150 dots an inch, and nothing else of the screen
  async print() {
    const paper = Object.assign(document.createElement("div"), { className: "reader-paper" });
    for (const { number } of this.sheets) {
      const page = await this.pdf.getPage(number);
      const viewport = page.getViewport({ scale: 150 / 72 });
      const canvas = Object.assign(document.createElement("canvas"), { width: viewport.width, height: viewport.height });
      await page.render({ canvas, viewport, intent: "print" }).promise;
      const picture = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.92));
      const image = Object.assign(new Image(), { src: URL.createObjectURL(picture), alt: `${this.words.pageWord} ${number}` });
      await image.decode();
      paper.append(image);
    }
    document.body.append(paper);
    document.documentElement.classList.add("printing-paper");
    window.print();
    document.documentElement.classList.remove("printing-paper");
    for (const image of paper.children) URL.revokeObjectURL(image.src);
    paper.remove();
  }
}

for (const element of document.querySelectorAll("[data-reader]")) new Reader(element).open();
