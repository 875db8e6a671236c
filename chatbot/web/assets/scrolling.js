// scrollIntoView would move the whole page on a phone; this moves only the box around an element.
export const bringToTop = (element, below = 0) => {
  let box = element.parentElement;
  while (box && !/(auto|scroll)/.test(getComputedStyle(box).overflowY)) box = box.parentElement;
  if (box) box.scrollTop += element.getBoundingClientRect().top - box.getBoundingClientRect().top - below;
};
