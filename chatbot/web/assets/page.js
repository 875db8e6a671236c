// Opens the passage behind a marker in the source panel. One listener for the whole page; a
// marker is a plain link, so without this script it opens the article on a page of its own.
(() => {
  const isMarker = (link) => link && new URL(link.href, location.href).pathname === "/source";
  const panel = () => document.getElementById("evidence-panel");
  const content = () => document.getElementById("evidence-content");
  let latest = 0;

  // scrollIntoView would move the whole page on a phone; this moves only the box around it.
  const bringToTop = (element, below = 0) => {
    let box = element.parentElement;
    while (box && !/(auto|scroll)/.test(getComputedStyle(box).overflowY)) box = box.parentElement;
    if (box) box.scrollTop += element.getBoundingClientRect().top - box.getBoundingClientRect().top - below;
  };

  const say = (words) => {
    content().replaceChildren(Object.assign(document.createElement("p"), { textContent: words, className: "hint" }));
  };

  const open = async (link, { focus = true } = {}) => {
    const wanted = ++latest;
    document.querySelectorAll("#history a.open").forEach((other) => other.classList.remove("open"));
    link.classList.add("open");
    try {
      const reply = await fetch(link.href, { headers: { "X-Fragment": "1" } });
      const html = await reply.text();
      if (wanted !== latest) return;
      content().innerHTML = html;
    } catch {
      say("The source could not be loaded; is the server still running?");
    }
    if (focus) document.body.classList.add("source-open");
    const quote = content().querySelector("mark");
    const head = content().querySelector(".source-head");
    if (quote) bringToTop(quote, (head?.offsetHeight ?? 0) + 60);
    else panel().scrollTop = 0;
    if (focus) panel().focus({ preventScroll: true });
  };

  const close = () => {
    document.body.classList.remove("source-open");
    document.querySelector("#history a.open")?.focus();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a");
    if (isMarker(link) && !event.ctrlKey && !event.metaKey && event.button === 0) {
      event.preventDefault();
      event.stopPropagation();
      open(link);
    } else if (event.target.closest?.("#evidence-close")) {
      close();
    }
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.body.classList.contains("source-open")) close();
  });

  window.guidelineChatbot = {
    openLatest() {
      const replies = document.querySelectorAll("#history .bot");
      const reply = replies[replies.length - 1];
      const questions = document.querySelectorAll("#history .user");
      const asked = questions[questions.length - 1] ?? reply;
      if (asked) bringToTop(asked);
      if (reply && document.activeElement === document.body) {  // a suggested question was chosen
        reply.tabIndex = -1;
        reply.focus({ preventScroll: true });
      }
      const link = reply?.querySelector("a[href*='/source?']");
      if (link) open(link, { focus: false });
    },
    clear() {
      document.body.classList.remove("source-open");
      say("Choose a marker such as [1] in an answer to read the passage in its article.");
    },
  };
})();
