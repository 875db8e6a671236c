(() => {
  const form = document.getElementById("filter");
  const words = document.getElementById("filter-words");
  const tag = document.getElementById("filter-tag");
  const failing = document.getElementById("filter-failing");
  const count = document.getElementById("filter-count");
  const cases = [...document.querySelectorAll("details.case")].map((entry) => ({
    entry,
    text: entry.textContent.toLowerCase(),
    tags: JSON.parse(entry.dataset.tags),
    fails: entry.dataset.fails === "1",
  }));
  const apply = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const one of cases) {
      const fits = wanted.every((word) => one.text.includes(word))
        && (!tag.value || one.tags.includes(tag.value))
        && (!failing.checked || one.fails);
      one.entry.hidden = !fits;
      shown += fits;
    }
    count.textContent = `${shown} of ${cases.length} cases`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
})();
