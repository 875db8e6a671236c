// The source panel: opens the passage behind a marker, goes to the next one, previews a quote.
import { bringToTop } from "./scrolling.js";

const HINT = "Choose a marker such as [1] in an answer to read the passage in its article.";
const NOTHING = "No passage answers this question. Choose a marker to read one of the closest.";
const panel = () => document.getElementById("evidence-panel");
const content = () => document.getElementById("evidence-content");
const isSource = (link) => link && new URL(link.href, location.href).pathname === "/source";
// Who is shown no doses is shown none in an article either, wherever its link stands.
const READER = "guideline-chatbot.reader";
const PATIENT = "patient_or_carer";
const forReader = (link) => {
  const address = new URL(link.href, location.href);
  const reader = sessionStorage.getItem(READER);
  if (reader === PATIENT) address.searchParams.set("reader", reader);
  else address.searchParams.delete("reader");
  if (address.href !== link.href) link.href = address.href;
};
const canHover = matchMedia("(hover: hover)");
let latest = 0;
let opened = null;

const say = (words) => {
  content().replaceChildren(Object.assign(document.createElement("p"), { textContent: words, className: "hint" }));
};

export const openSource = async (link, { focus = true } = {}) => {
  const wanted = ++latest;
  forReader(link);
  document.querySelectorAll("a.open").forEach((other) => other.classList.remove("open"));
  link.classList.add("open");
  opened = link;
  place();
  try {
    const reply = await fetch(link.href, { headers: { "X-Fragment": "1" } });
    const html = await reply.text();
    if (wanted !== latest) return;
    content().innerHTML = html;
  } catch {
    if (wanted !== latest) return;
    say("The source could not be loaded; is the server still running?");
  }
  if (focus) drawer(true);
  const quote = content().querySelector("mark");
  const head = content().querySelector(".source-head");
  if (quote) bringToTop(quote, (head?.offsetHeight ?? 0) + 40);
  else content().scrollTop = 0;
  if (focus) content().focus({ preventScroll: true });
};

export const clearSource = (refused = false) => {
  latest++;
  opened = null;
  document.querySelectorAll("a.open").forEach((link) => link.classList.remove("open"));
  drawer(false);
  place();
  say(refused ? NOTHING : HINT);
};

// The markers of the answer whose source is open, each passage once.
const around = () => {
  const reply = opened?.closest(".bot");
  const links = [...(reply?.querySelectorAll("a[href*='/source?']") ?? [])];
  return links.filter((link, at) => links.findIndex((other) => other.href === link.href) === at);
};

const place = () => {
  const links = around();
  const at = links.findIndex((link) => link.href === opened?.href);
  document.getElementById("evidence-place").textContent = at < 0 ? "" : `${links[at].textContent}: ${at + 1} of ${links.length}`;
  // Not "disabled", which would take the focus away from whoever goes on by keyboard.
  document.getElementById("evidence-previous").setAttribute("aria-disabled", at <= 0);
  document.getElementById("evidence-next").setAttribute("aria-disabled", at < 0 || at === links.length - 1);
  panel().classList.toggle("one-of-many", links.length > 1);
};

const step = (by) => {
  const links = around();
  const next = links[links.findIndex((link) => link.href === opened?.href) + by];
  if (!next) return;
  const fromMarker = isSource(document.activeElement) && document.activeElement.closest("#log");
  const fromButton = document.activeElement?.closest?.("#evidence-bar");
  next.closest("details")?.setAttribute("open", "");
  openSource(next, { focus: !fromMarker && !fromButton });
  if (fromMarker) next.focus();
};

// On a phone the source lies over the page, which then is out of reach of the keyboard too.
const narrow = matchMedia("(max-width: 900px)");
const drawer = (shown) => {
  document.body.classList.toggle("source-open", shown);
  for (const below of document.querySelectorAll("#talk, #disclaimer")) {
    below.inert = shown && narrow.matches;
  }
};

const close = () => {
  drawer(false);
  document.querySelector("a.open")?.focus();
};

const onClick = (event) => {
  const link = event.target.closest?.("a");
  const button = event.target.closest?.("#evidence-bar button");
  if (isSource(link) && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    event.stopPropagation();
    openSource(link);
  } else if (button?.id === "evidence-close") close();
  else if (button) step(button.id === "evidence-next" ? 1 : -1);
};

// Arrow keys only where a citation has the focus, so that no reader's own shortcut is taken.
const onKey = (event) => {
  if (event.key === "Escape" && hidePreview()) return;
  if (event.key === "Escape" && document.body.classList.contains("source-open")) return close();
  const at = document.activeElement;
  const onCitation = panel()?.contains(at) || (isSource(at) && at.closest("#log"));
  if (!onCitation || event.altKey || event.ctrlKey || event.metaKey) return;
  if (isSource(at) && at.closest("#log") && at !== opened) opened = at;
  if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    event.preventDefault();
    step(event.key === "ArrowRight" ? 1 : -1);
  }
};

let previewed = null;
let leaving = 0;

const preview = () => {
  const made = document.getElementById("preview");
  if (made) return made;
  const box = Object.assign(document.createElement("div"), { id: "preview", hidden: true });
  box.setAttribute("role", "tooltip");
  (document.querySelector("main") ?? document.body).append(box);
  return box;
};

const showPreview = (link) => {
  clearTimeout(leaving);
  if (link === previewed) return;
  hidePreview();
  if (link.title) {  // else the browser would show it a second time
    link.dataset.preview = link.title;
    link.removeAttribute("title");
  }
  if (!link.dataset.preview) return;
  previewed = link;
  const box = preview();
  box.textContent = link.dataset.preview;
  box.hidden = false;
  link.setAttribute("aria-describedby", "preview");
  placePreview(link, box);
};

const placePreview = (link, box) => {
  const at = link.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left - 20), innerWidth - box.offsetWidth - 8);
  const above = at.bottom + box.offsetHeight + 12 > innerHeight;
  box.style.left = `${left}px`;
  box.style.top = `${above ? at.top - box.offsetHeight - 6 : at.bottom + 6}px`;
};

const hidePreview = () => {
  if (!previewed) return false;
  previewed.removeAttribute("aria-describedby");
  previewed = null;
  preview().hidden = true;
  return true;
};

const hidePreviewSoon = () => {
  clearTimeout(leaving);
  leaving = setTimeout(hidePreview, 200);  // time to move the pointer onto it
};

const marker = (target) => {
  const link = target.closest?.("#log a");
  return isSource(link) ? link : null;
};

export const onEvidence = () => {
  narrow.addEventListener("change", () => drawer(document.body.classList.contains("source-open")));
  document.addEventListener("click", onClick, true);
  for (const before of ["pointerdown", "focusin"]) {  // whichever way a link may be opened
    document.addEventListener(before, (event) => {
      const link = event.target.closest?.("a");
      if (isSource(link)) forReader(link);
    }, true);
  }
  document.addEventListener("keydown", onKey);
  document.addEventListener("mouseover", (event) => {
    if (!canHover.matches) return;
    const link = marker(event.target);
    if (link) showPreview(link);
    else if (event.target.id === "preview") clearTimeout(leaving);
    else hidePreviewSoon();
  });
  document.addEventListener("focusin", (event) => {
    const link = marker(event.target);
    if (link?.matches(":focus-visible")) showPreview(link);
    else hidePreview();
  });
  document.addEventListener("scroll", () => {  // a marker that gets the focus is scrolled to
    if (previewed?.matches(":focus-visible")) placePreview(previewed, preview());
    else hidePreview();
  }, true);
};
