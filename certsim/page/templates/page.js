"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const reveal = (...elements) => elements.forEach((element) => { if (element) element.hidden = false; });

  // The table: filter and sort.
  const form = one("#filter");
  const body = one("table.claims tbody");
  const rows = all("tr", body);
  const claims = new Map(all("details.claim").map((claim) => [claim.dataset.claim, claim]));
  const words = new Map(rows.map((row) => [row, `${row.textContent} ${row.dataset.words}`.toLowerCase()]));
  const NAMES = ["outcome", "model", "sizes", "kind"];

  function filter() {
    const asked = new FormData(form);
    const text = (asked.get("text") || "").toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const fits = NAMES.every((name) => !asked.get(name) || row.dataset[name] === asked.get(name)) &&
        text.every((word) => words.get(row).includes(word));
      row.hidden = !fits;
      claims.get(row.dataset.claim).hidden = !fits;
      shown += fits;
    }
    one("#shown").textContent = `${shown} of ${rows.length} shown`;
  }

  const order = new Intl.Collator("en", { numeric: true }).compare;
  function sort(header, column) {
    const descending = header.getAttribute("aria-sort") === "ascending";
    for (const each of all("th", header.parentElement)) each.setAttribute("aria-sort", "none");
    header.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const keyed = rows.map((row, at) => [row.cells[column].textContent.trim(), at]);
    keyed.sort(([a, i], [b, j]) => (descending ? order(b, a) : order(a, b)) || i - j);
    body.append(...keyed.map(([, at]) => rows[at]));
  }

  all("table.claims thead th").forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    button.addEventListener("click", () => sort(header, column));
    header.replaceChildren(button);
    header.setAttribute("aria-sort", "none");
  });
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  reveal(form);
  filter();

  // Claims: opened by links to them, and all at once.
  function open() {
    const claim = claims.get(location.hash.slice(1));
    if (!claim) return;
    if (claim.hidden) { form.reset(); filter(); }
    claim.open = true;
    claim.scrollIntoView();
    one("summary", claim).focus({ preventScroll: true });
  }
  window.addEventListener("hashchange", open);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#claim-"]');
    if (link && link.hash === location.hash) { event.preventDefault(); open(); }
  });
  open();
  const openAll = one("#open-all");
  const closeAll = one("#close-all");
  openAll.addEventListener("click", () => claims.forEach((claim) => { claim.open = !claim.hidden; }));
  closeAll.addEventListener("click", () => claims.forEach((claim) => { claim.open = false; }));
  reveal(openAll, closeAll);

  // Pictures: larger, smaller, as wide as the page.
  for (const figure of all("figure.hierarchy")) {
    const picture = one("svg", figure);
    for (const button of all("button[data-zoom]", figure)) {
      reveal(button);
      button.addEventListener("click", () => {
        const by = Number(button.dataset.zoom);
        const width = picture.getBoundingClientRect().width * by;
        picture.style.maxWidth = by ? "none" : "";
        picture.style.width = by ? `${Math.min(10000, Math.max(100, width))}px` : "";
      });
    }
  }

  // The verified checker, in a worker that can be stopped. There the script answers messages by itself.
  const bundle = one("#bundle");
  if (!bundle) return;
  const decode = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const LIMIT = Number(bundle.dataset.seconds) * 1000;
  let source = null;
  let worker = null;

  function start() {
    source = source || URL.createObjectURL(new Blob([decode(bundle.textContent)], { type: "text/javascript" }));
    worker = worker || new Worker(source);
    return worker;
  }
  function stop() {
    if (worker) worker.terminate();
    worker = null;
  }

  let halt = null;
  function ask(bytes) {
    return new Promise((resolve) => {
      const end = (answer) => {
        clearTimeout(timer);
        halt = null;
        resolve(answer);
      };
      const give = (message) => { stop(); end({ status: "no answer", message }); };
      const timer = setTimeout(() => give("the time ran out"), LIMIT);
      halt = () => give("it was stopped");
      const asked = start();
      asked.onmessage = (message) => {
        if (message.data.status === "no answer") stop();
        end(message.data);
      };
      asked.onerror = (error) => { error.preventDefault(); give(error.message || "the checker failed"); };
      asked.postMessage(bytes);
    });
  }
  let queue = Promise.resolve();
  const check = (bytes) => { const answer = queue.then(() => ask(bytes)); queue = answer; return answer; };

  const MEANINGS = {
    "valid": "valid: the claim is proved",
    "valid if": "valid, if this holds: ",
    "invalid": "refused: ",
    "malformed": "refused, it cannot be read: ",
    "not covered": "not covered by the proof in Coq yet: ",
    "no answer": "no answer: ",
  };
  function say(place, answer) {
    const meaning = MEANINGS[answer.status] || "no answer: ";
    place.textContent = meaning + (answer.status === "valid" ? "" : answer.message || "it proves nothing");
    const good = answer.status === "valid";
    const bad = answer.status === "invalid" || answer.status === "malformed";
    place.className = `answer ${good ? "good" : bad ? "bad" : ""}`;
  }

  const buttons = all("button.again");
  async function again(button) {
    const link = one("a.download", button.parentElement);
    const place = one("output", button.parentElement);
    place.className = "answer";
    place.textContent = "checking…";
    const answer = await check(decode(link.href.slice(link.href.indexOf(",") + 1)));
    say(place, answer);
    return answer.status;
  }
  for (const button of buttons) {
    button.addEventListener("click", () => again(button));
    reveal(button);
  }

  const checkAll = one("#check-all");
  const checkStop = one("#check-stop");
  const progress = one("#check-progress");
  let stopped = false;
  checkStop.addEventListener("click", () => { stopped = true; if (halt) halt(); });
  checkAll.addEventListener("click", async () => {
    const counts = new Map();
    checkAll.disabled = true;
    checkStop.disabled = stopped = false;
    let done = 0;
    for (const button of buttons) {
      if (stopped) break;
      const status = await again(button);
      counts.set(status, (counts.get(status) || 0) + 1);
      done += 1;
      const said = [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
      progress.textContent = `${done} of ${buttons.length} checked: ${said}`;
    }
    checkAll.disabled = false;
    checkStop.disabled = true;
  });

  async function dropped(files) {
    for (const file of files) {
      const item = document.createElement("li");
      const name = document.createElement("bdi");
      const place = document.createElement("span");
      name.textContent = file.name;
      place.textContent = "checking…";
      item.append(name, ": ", place);
      one("#dropped").append(item);
      say(place, await check(new Uint8Array(await file.arrayBuffer())));
    }
  }
  const drop = one("#drop");
  const chosen = one("#drop-files");
  chosen.addEventListener("change", () => dropped([...chosen.files]));
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    dropped([...event.dataTransfer.files]);
  });
  reveal(one("#checker"));
})();
