// One line above the conversation for what just happened; screen readers read it out.
let fading = 0;

export const say = (words, { lasting = false } = {}) => {
  const notice = document.getElementById("notice");
  if (!notice) return;
  clearTimeout(fading);
  notice.textContent = words;
  if (!lasting) fading = setTimeout(() => { notice.textContent = ""; }, 8000);
};
