"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const survey = document.title;

  // Going to a page: its name in the title, the eye and the focus at its head.
  const arrive = (moved) => {
    const there = location.hash && $(decodeURIComponent(location.hash.slice(1)));
    const page = there && there.matches(".own") ? there : null;
    const head = page ? page.querySelector("h2") : null;
    document.title = head ? `${head.textContent} - ${survey}` : survey;
    if (head && moved) {
      scrollTo(0, 0);
      head.focus({ preventScroll: true });
    }
  };
  addEventListener("hashchange", () => arrive(true));
  arrive(false);
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    const head = document.querySelector(".own:target h2") || $("findings-h");
    head.focus();
    head.scrollIntoView();
  });

  // Finding a unit by typing.
  const input = $("find"), list = $("found"), tally = $("tally"), MOST = 12;
  const reasons = {};
  document.querySelectorAll("#why li").forEach((li) => {
    const mark = li.querySelector("b").textContent;
    reasons[mark] = li.textContent.replace(mark, mark.replace(/ \([a-z]\)$/, ""));
  });
  const units = [...$("tree").querySelectorAll("li:not(.rest)")].map((li) => {
    const first = li.firstElementChild;
    const link = first.matches("a") ? first : null;
    const name = link ? link.textContent : first.querySelector("b").textContent;
    const above = li.parentElement.closest("li");
    const over = above && above.firstElementChild;
    const within = over ? (over.querySelector("b") || over).textContent : "";
    const why = link ? null : first.querySelector("small");
    const closed = why ? reasons[why.textContent] || why.textContent : link ? "" : "No results of its own";
    return { name, within, closed, href: link && link.getAttribute("href"), text: plain(`${name} ${within}`), own: plain(name) };
  });
  let at = -1;
  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const point = (to) => {
    const options = list.children;
    if (!options.length) return;
    at = (to + options.length) % options.length;
    [...options].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    input.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  };
  const choose = (option) => {
    if (!option || !option.dataset.href) return;
    close();
    input.value = "";
    tally.textContent = "";
    location.hash = option.dataset.href;
  };
  const search = () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    list.replaceChildren();
    at = -1;
    input.removeAttribute("aria-activedescendant");
    if (!words.length) { tally.textContent = ""; return close(); }
    const hits = units.filter((unit) => words.every((word) => unit.text.includes(word)));
    hits.sort((a, b) => b.own.startsWith(words[0]) - a.own.startsWith(words[0]));
    hits.slice(0, MOST).forEach((unit, index) => {
      const option = document.createElement("li");
      option.id = `found-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = unit.name;
      if (unit.href) option.dataset.href = unit.href; else option.setAttribute("aria-disabled", "true");
      const more = [unit.within, unit.closed].filter(Boolean).join(". ");
      if (more) {
        const small = document.createElement("small");
        small.textContent = more;
        option.append(" ", small);
      }
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(option); });
      list.append(option);
    });
    tally.textContent = hits.length > MOST ? `${hits.length} found, the first ${MOST} shown` : `${hits.length} found`;
    list.hidden = !hits.length;
    input.setAttribute("aria-expanded", String(hits.length > 0));
  };
  input.addEventListener("input", search);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { input.value = ""; search(); }
    else if (event.key === "Enter") choose(list.children[Math.max(at, 0)]);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) search();
      point(event.key === "ArrowDown" ? at + 1 : at < 0 ? -1 : at - 1);
    }
  });
  document.querySelector(".find").hidden = false;

  // The map: one stop for the Tab key, arrow keys to the nearest dot that way, a line that reads the dot out.
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  document.querySelectorAll("#map .map").forEach((map) => {
    const dots = [...map.querySelectorAll(".plot a")], readout = map.querySelector(".readout");
    let chosen = null;
    readout.hidden = false;
    const show = (dot) => {
      dots.forEach((other) => { other.classList.toggle("on", other === dot); other.setAttribute("tabindex", other === dot ? "0" : "-1"); });
      readout.textContent = dot.getAttribute("aria-label");
    };
    dots.forEach((dot, index) => {
      dot.setAttribute("tabindex", index ? "-1" : "0");
      dot.addEventListener("pointerenter", () => show(dot));
      dot.addEventListener("focus", () => show(dot));
      // A finger cannot point without touching: the first touch reads a dot out, the second opens its page.
      let touched = false;
      dot.addEventListener("pointerdown", (event) => { touched = event.pointerType === "touch" && chosen !== dot; });
      dot.addEventListener("click", (event) => {
        if (touched) event.preventDefault();
        touched = false;
        chosen = dot;
      });
    });
    const middle = (dot) => {
      const box = dot.querySelector(".hit").getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    map.querySelector(".plot svg").addEventListener("keydown", (event) => {
      const way = ways[event.key], here = event.target.closest("a");
      if (!way || !here) return;
      event.preventDefault();
      const [x, y] = middle(here);
      let best = null, least = Infinity;
      for (const dot of dots) {
        const [across, down] = middle(dot), dx = across - x, dy = down - y;
        const along = dx * way[0] + dy * way[1], aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
        if (dot !== here && along > 0 && along + 2 * aside < least) { best = dot; least = along + 2 * aside; }
      }
      if (best) best.focus();
    });
  });
})();
