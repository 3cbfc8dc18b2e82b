"use strict";
(async () => {
  const SHOWN = 30;
  const at = (id) => document.getElementById(id);
  const element = (name, text, link) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (link) made.href = link;
    return made;
  };
  const bytes = Uint8Array.from(atob(at("data").textContent.trim()), (one) => one.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const data = JSON.parse(await new Response(stream).text());
  const kinds = {
    model: { names: data.models, pairs: data.models.map(() => []), own: 1, other: 0, otherKind: "repository" },
    repository: { names: data.repositories, pairs: data.repositories.map(() => []), own: 0, other: 1, otherKind: "model" },
  };
  for (const pair of data.pairs) {
    kinds.repository.pairs[pair[0]].push(pair);
    kinds.model.pairs[pair[1]].push(pair);
  }
  const word = (number) => (number < 0 ? "no licence" : data.words[number]);
  const counted = (number, kind) =>
    number === 1 ? "1 " + kind : number.toLocaleString("en") + (kind === "model" ? " models" : " repositories");
  const hash = (kind, name) => "#" + kind + "=" + encodeURIComponent(name);

  function place(pair, [path, line, code, address]) {
    const item = element("li");
    const prefix = data.prefixes[pair[0]];
    const text = data.paths[path] + ":" + line;
    const link = address === undefined ? prefix + data.paths[path] + "#L" + line : address;
    item.append(link ? element("a", text, link) : text, " ", element("code", code < 0 ? "" : data.codes[code]));
    return item;
  }

  function article(pair, kind) {
    const made = element("article");
    const name = kinds[kind.otherKind].names[pair[kind.other]];
    const licence = word(pair[kind.other === 0 ? 5 : 4]);
    const verdict = pair[3] < 0 ? "" : ", licences: " + data.words[pair[3]].replaceAll("_", " ");
    const list = element("ul");
    list.append(...pair[7].map((one) => place(pair, one)));
    made.append(element("a", name, hash(kind.otherKind, name)));
    made.append(element("div", (pair[2] < 0 ? "" : data.words[pair[2]] + ", ") + licence + verdict), list);
    made.children[1].className = "soft";
    const left = pair[6] - pair[7].length;
    const places = left === 1 ? "1 place" : left.toLocaleString("en") + " places";
    if (left > 0) list.append(element("li", pair[7].length ? places + " more" : places + " whose line is not known"));
    return made;
  }

  function detail(name, kind) {
    const number = kind.names.indexOf(name);
    const section = at("detail");
    section.replaceChildren(element("h3", name));
    if (number < 0) return section.append(element("p", "Not used, or not in this page."));
    const pairs = kind.pairs[number];
    section.append(element("p", counted(pairs.length, kind.otherKind) + "; " + word(pairs[0][kind.own === 1 ? 4 : 5])));
    const more = element("button");
    let next = 0;
    const add = () => {
      for (const pair of pairs.slice(next, next + SHOWN)) more.before(article(pair, kind));
      next += SHOWN;
      more.hidden = next >= pairs.length;
      more.textContent = "more (" + (pairs.length - next).toLocaleString("en") + ")";
    };
    more.type = "button";
    more.addEventListener("click", add);
    section.append(more);
    add();
  }

  function search(text) {
    const wanted = text.trim().toLowerCase();
    const found = [];
    for (const [kind, one] of Object.entries(kinds)) {
      one.names.forEach((name, number) => {
        if (wanted && name.toLowerCase().includes(wanted)) found.push([name, kind, one.pairs[number].length, one.otherKind]);
      });
    }
    found.sort((a, b) => (b[0].toLowerCase() === wanted) - (a[0].toLowerCase() === wanted) || b[2] - a[2] || (a[0] < b[0] ? -1 : 1));
    at("count").textContent = wanted ? found.length.toLocaleString("en") + " found" + (found.length > SHOWN ? ", the first " + SHOWN + " shown" : "") : "";
    at("results").replaceChildren(...found.slice(0, SHOWN).map(([name, kind, number, other]) => {
      const item = element("li");
      item.append(element("a", name, hash(kind, name)), " (" + kind + ", " + counted(number, other) + ")");
      return item;
    }));
  }

  function go() {
    const [, kind, text] = /^#(q|model|repository)=(.*)$/s.exec(location.hash) || [];
    if (!kind) return;
    let name = text;
    try { name = decodeURIComponent(text); } catch { /* as it is written */ }
    at("q").value = name;
    search(name);
    if (kind === "q") return at("detail").replaceChildren();
    detail(name, kinds[kind]);
    at("search").scrollIntoView();
  }

  at("q").addEventListener("input", () => { search(at("q").value); at("detail").replaceChildren(); });
  addEventListener("hashchange", go);
  go();
  document.body.dataset.ready = "yes";
})();
