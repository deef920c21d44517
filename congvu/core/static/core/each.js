// Many files at once: each is sent by itself, with a bar and an answer of its own; what failed can be sent again.

const words = document.getElementById("words")?.dataset ?? {};
const AT_ONCE = 2;
const waiting = [];
let sending = 0;
let told = 0;

function line(list, file) {
  const row = document.createElement("li");
  row.className = "each-line";
  row.dataset.state = "waiting";
  const name = Object.assign(document.createElement("span"), { textContent: file.name, title: file.name });
  const bar = Object.assign(document.createElement("progress"), { max: 100, value: 0 });
  bar.setAttribute("aria-label", `${words.sending ?? ""} ${file.name}`);
  const note = document.createElement("small");
  row.append(name, bar, note);
  list.append(row);
  return row;
}

function say(row, state, text, again) {
  row.dataset.state = state;
  const note = row.querySelector("small");
  note.textContent = text;
  row.querySelector("button")?.remove();
  if (!again) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet button-small", textContent: words.again ?? "↻" });
  button.addEventListener("click", () => { button.remove(); again(); });
  row.append(button);
}

function refresh(now) {
  clearTimeout(told);
  told = setTimeout(() => window.htmx?.trigger(document.body, "each"), now ? 0 : 1200);
}

function send({ form, file, row }) {
  const input = form.querySelector("input[type=file]");
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append(input.name, file);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-One-By-One", "1");
  request.upload.addEventListener("progress", (event) => {
    row.querySelector("progress").value = event.lengthComputable ? (100 * event.loaded) / event.total : 50;
    if (event.loaded === event.total) say(row, "checking", words.checking ?? "");
  });
  const over = () => { sending -= 1; refresh(!waiting.length && !sending); next(); };
  const again = () => { waiting.push({ form, file, row }); say(row, "waiting", ""); next(); };
  request.addEventListener("load", () => {
    const isAnswer = request.getResponseHeader("Content-Type")?.startsWith("application/json");
    const answer = isAnswer ? JSON.parse(request.responseText).arrivals[0] : null;
    if (!answer) say(row, "failed", words.failed ?? "", again);
    else say(row, answer.taken ? "taken" : "refused", [answer.words, ...(answer.refused ?? [])].join(" · "));
    over();
  });
  request.addEventListener("error", () => { say(row, "failed", words.offline ?? "", again); over(); });
  say(row, "sending", "");
  request.send(body);
}

function next() {
  while (sending < AT_ONCE && waiting.length) {
    sending += 1;
    send(waiting.shift());
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
