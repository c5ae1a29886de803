// Finding practices: by words, by who starts them, by what is in the way, by what is known. Without it, the whole list is there.
(() => {
  const form = document.querySelector(".choose"), tally = document.getElementById("tally");
  const items = [...document.querySelectorAll(".practices > li[data-who]")];
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const found = items.map((item) => plain(`${item.textContent} ${item.dataset.words}`));
  const [find, ...selects] = ["find", "who", "obstacle", "evidence"].map((id) => document.getElementById(id));
  const choose = () => {
    const asked = plain(find.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    items.forEach((item, at) => {
      const fits = asked.every((word) => found[at].includes(word))
        && selects.every((select) => !select.value || item.dataset[select.id].split(" ").includes(select.value));
      item.hidden = !fits;
      shown += fits;
    });
    document.querySelectorAll(".part").forEach((part) => { part.hidden = !part.querySelector("li:not([hidden])"); });
    tally.textContent = shown === items.length ? "" : shown ? `${shown} of ${items.length} practices` : "No practice fits. Take one of the choices back.";
  };
  form.hidden = false;
  form.addEventListener("input", choose);
  form.addEventListener("submit", (event) => event.preventDefault());
})();
