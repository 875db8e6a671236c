// The conversation: puts the server's patches in their places, and nothing else is drawn anew.
import { clearSource, openSource } from "./evidence.js";
import { forget, keep, keepMarks } from "./history.js";
import { bringToTop } from "./scrolling.js";

const log = () => document.getElementById("log");
let exchanges = [];
let marks = {};  // the readers' of this conversation's answers, by the ids of these
let coming = {};  // those of a conversation that is about to be drawn

export const length = () => exchanges.length;
export const records = () => exchanges.flatMap((each) => each.record ?? []);
export const recordOf = (element) => exchanges[element.closest(".exchange").dataset.place]?.record;
export const questionsUpTo = (record) => {
  const all = records();
  return all.slice(0, all.indexOf(record) + 1).map((each) => each.answer.question);
};

const idOf = (record) => record?.answer.manifest.answer_id;
export const noteMark = (record, mark) => {
  marks[idOf(record)] = mark;
  exchanges.forEach(showMark);
  keepMarks(marks);
};
export const marksGiven = () => marks;
export const expectMarks = (expected) => { coming = { ...expected }; };

export const unanswered = () =>
  exchanges.filter((each) => !each.done).map((each) => each.section.querySelector(".user").textContent);

export const show = (given, whole) => {
  for (const exchange of given) put(exchange, whole);
  mark();
  if (whole && exchanges.length) log().scrollTop = log().scrollHeight;
};

export const clear = () => {
  forget();
  marks = coming;
  expectMarks();
  exchanges = [];
  log().querySelectorAll(".exchange").forEach((section) => section.remove());
  clearSource();
  mark();
};

const put = (given, whole) => {
  const before = exchanges[given.place];
  if (before?.revision >= given.revision) return;
  const section = before?.section ?? begin(given.place);
  const reply = section.querySelector(".bot");
  if (before?.question !== given.question) section.querySelector(".user").innerHTML = given.question;
  if (before?.answer !== given.answer) reply.innerHTML = given.answer;
  section.querySelector(".bot-row").hidden = !given.answer;
  exchanges[given.place] = { ...given, section };
  showMark(exchanges[given.place]);
  if (!before && !whole) bringToTop(section);
  if (given.done && !before?.done) finish(section, given, whole);
};

const showMark = ({ section, record }) => {
  for (const button of section.querySelectorAll("[data-mark]")) {
    button.ariaPressed = button.dataset.mark === marks[idOf(record)];
  }
};

const begin = (place) => {
  const section = document.createElement("section");
  section.className = "exchange";
  section.dataset.place = place;
  section.innerHTML =
    '<div class="message-row user-row"><h2 class="user message" dir="auto"></h2></div>' +
    '<div class="message-row bot-row"><div class="bot message"></div></div>';
  log().append(section);
  return section;
};

const finish = (section, { record }, whole) => {
  if (whole) return;
  if (record) keep(records(), marks);
  const reply = section.querySelector(".bot");
  if (section === log().lastElementChild) bringToTop(section);
  if (document.activeElement === document.body) {  // the button of a suggested question has gone
    reply.tabIndex = -1;
    reply.focus({ preventScroll: true });
  }
  if (section === log().lastElementChild) openFirst(reply, record);
};

// Beside a refusal nothing is highlighted, as nothing answers; patients and carers open a source,
// which has doses, themselves.
const openFirst = (reply, record) => {
  const link = reply.querySelector("a[href*='/source?']");
  const answered = record?.answer.outcome === "answered";
  const sees = record?.answer.manifest.audience !== "patient_or_carer";
  if (link && answered && sees) openSource(link, { focus: false });
  else clearSource(record && !answered);
};

const mark = () => {
  const answering = exchanges.some((each) => !each.done);
  document.body.classList.toggle("talking", exchanges.length > 0);
  document.body.classList.toggle("answering", answering);
  log().setAttribute("aria-busy", answering);
  sessionStorage.setItem("guideline-chatbot.at", answering ? "answering" : exchanges.length ? "talking" : "");
};
