// The style sheet stops what moves by itself for those who want no motion; this stops what a script
// moves, such as the lists of Gradio's that drop down.
const still = matchMedia("(prefers-reduced-motion: reduce)");
const animate = Element.prototype.animate;

export const onMotion = () => {
  Element.prototype.animate = function (frames, timing) {
    return animate.call(this, frames, still.matches ? { ...timing, duration: 0, delay: 0 } : timing);
  };
};
