// The tabs by keyboard, which Gradio leaves out: Tab stops at the open one only; the arrow keys, Home
// and End go from there to the others, and open them.
const places = () => document.getElementById("places");
const tabs = () => [...places().querySelectorAll("[role=tablist] [role=tab]")];

const name = () => {
  for (const tab of tabs()) {
    tab.tabIndex = tab.ariaSelected === "true" ? 0 : -1;
    // A panel is made when it is opened for the first time.
    document.getElementById(tab.getAttribute("aria-controls"))?.setAttribute("aria-labelledby", tab.id);
  }
};

const onKey = (event) => {
  const at = event.target.closest?.("#places [role=tab]");
  if (!at || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const all = tabs();
  const here = all.indexOf(at);
  const to = { ArrowRight: (here + 1) % all.length, ArrowLeft: here - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  all.at(to).focus();
  all.at(to).click();
};

export const onTabs = () => {
  const list = places().querySelector("[role=tablist]");
  list.ariaLabel = "Parts of the page";
  name();
  const observer = new MutationObserver(name);
  observer.observe(list, { subtree: true, childList: true, attributeFilter: ["aria-selected"] });
  observer.observe(places(), { childList: true });
  list.addEventListener("keydown", onKey);
};
