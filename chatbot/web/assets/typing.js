// Puts words into the question box as if they had been typed, for Gradio to know of them.
export const type = (words) => {
  const field = document.querySelector("#question textarea");
  if (!field) return;
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
