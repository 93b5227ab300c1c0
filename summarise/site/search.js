"use strict";
// Searches the pages of all months, newest first. Each month is a script that calls
// summarise.add: a page that was opened from a disk may load no other kind of file.
(function () {
  const MOST = 50;
  const box = document.getElementById("words");
  const said = document.getElementById("found");
  const list = document.getElementById("hits");
  const waiting = said.dataset.months.split(" ").filter((one) => /^\d{4}-\d{2}$/.test(one));
  const lines = [];
  let failed = false;
  let loading = false;

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const text = (line) => (line.pieces || []).map((piece) => piece.text).join("");

  function outlets(page, marks) {
    const sources = page.sources || [];
    const names = marks.map((n) => sources[n - 1]).filter(Boolean);
    return [...new Set(names.map((one) => one.outlet || one.title || "").filter(Boolean))];
  }

  function keep(page, headline, line) {
    const words = text(line);
    const names = outlets(page, line.pieces.flatMap((piece) => piece.marks || []));
    const sought = fold([words, headline, names.join(" ")].join(" "));
    lines.push({ page, headline, words, names, sought });
  }

  window.summarise = {
    add(pages) {
      for (const page of [...pages].reverse()) {
        if (!/^\d{4}-\d\d-\d\d(-[0-9a-z]{1,60})?$/.test(page.name)) continue;
        for (const one of page.corrections || []) keep(page, page.headline, one.now);
        for (const told of page.stories || []) {
          for (const line of told.lines || []) keep(page, told.headline, line);
          for (const point of told.disputes || []) {
            for (const one of point.accounts || []) {
              const words = [point.about, one.label, one.quote].filter(Boolean).join(": ");
              keep(page, told.headline, { pieces: [{ text: words, marks: one.marks }] });
            }
          }
        }
      }
    },
  };

  function load(then) {
    if (!waiting.length) return then();
    const script = document.createElement("script");
    const next = () => load(then);
    script.src = "search/" + waiting.shift() + ".js";
    script.onload = next;
    script.onerror = () => { failed = true; next(); };
    document.head.append(script);
    return undefined;
  }

  function element(name, content, kind) {
    const one = document.createElement(name);
    if (kind) one.className = kind;
    one.dir = "auto";
    one.append(content);
    return one;
  }

  function hit(line) {
    const item = document.createElement("li");
    const link = element("a", line.headline || line.page.headline || line.page.name);
    link.href = "pages/" + line.page.name + ".html";
    const when = element("span", line.page.name.slice(0, 10) + " ", "when");
    item.append(when, link, element("p", line.words));
    if (line.names.length) item.append(element("p", line.names.join(", "), "voices"));
    return item;
  }

  function show() {
    const words = fold(box.value).split(/\s+/).filter(Boolean);
    const found = words.length ? lines.filter((one) => words.every((w) => one.sought.includes(w))) : [];
    list.replaceChildren(...found.slice(0, MOST).map(hit));
    const count = said.dataset.found.replace("{n}", found.length)
      .replace("{shown}", Math.min(found.length, MOST));
    const result = !words.length ? "" : found.length ? count : said.dataset.none;
    said.textContent = failed ? said.dataset.failed + ". " + result : result;
  }

  function search() {
    if (loading) return;
    if (!waiting.length) { show(); return; }
    loading = true;
    said.textContent = said.dataset.reading;
    load(() => { loading = false; show(); });
  }

  let pause;
  box.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(search, 120); });
  const asked = new URLSearchParams(location.hash.slice(1)).get("words");
  if (asked) { box.value = asked; search(); }
})();
