// Gradio puts its components on the page one by one, in the order in which their scripts arrive.
export const present = (selector) => new Promise((resolve) => {
  const look = () => {
    if (!document.querySelector(selector)) return;
    watching.disconnect();
    resolve();
  };
  const watching = new MutationObserver(look);
  watching.observe(document.body, { childList: true, subtree: true });
  look();
});
