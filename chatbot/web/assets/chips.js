// The chips of "Search only in" without eyes or a mouse: Gradio calls their buttons "Remove 0",
// "Remove 1", takes no space bar there, and leaves the focus nowhere when one of them goes.
const buttons = () => [...document.querySelectorAll("#scope .token .token-remove")];
let focused = null;

const call = (button, name) => {
  if (button.title === name && button.ariaLabel === name) return;
  button.title = name;
  button.ariaLabel = name;
};

const onChange = () => {
  for (const button of buttons()) call(button, `Remove ${button.previousElementSibling.textContent}`);
  const all = document.querySelector("#scope .remove-all");
  if (all) call(all, "Remove all");
  if (!focused || focused.isConnected) return;
  focused = null;
  if (document.activeElement !== document.body) return;
  (buttons().at(-1) ?? document.querySelector("#question textarea")).focus();
};

export const onChips = () => {
  new MutationObserver(onChange).observe(document.getElementById("talk"), {
    subtree: true, childList: true, characterData: true, attributeFilter: ["title"],
  });
  document.addEventListener("focusin", (event) => {
    focused = event.target.closest?.("#scope .token-remove");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches?.("#scope .token-remove")) return;
    event.preventDefault();
    event.target.click();
  });
};
