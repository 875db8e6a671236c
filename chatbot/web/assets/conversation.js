// The conversation: puts the server's patches in their places, and nothing else is drawn anew.
import { clearSource, openSource } from "./evidence.js";
import { forget, giveUp, goOn, handOver, keep, keepMarks } from "./history.js";
import { say } from "./notice.js";
import { bringToTop } from "./scrolling.js";
import { type } from "./typing.js";

const log = () => document.getElementById("log");
let exchanges = [];
let marks = {};  // the readers' of this conversation's answers, by the ids of these
let coming = {};  // those of a conversation that is about to be drawn

export const known = () => exchanges.length;
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
export const expectMarks = (given) => { coming = { ...given }; };

// What was typed goes out at once, so that what is typed meanwhile stays in the box; until the
// server has it, it is kept here.
let sending = "";
let lost = false;  // the server, until it answers again
export const send = (words) => {
  if (words.trim()) sending = words;
  return [words, ""];
};

export const apply = (patch) => {
  sending = "";
  lost = false;
  if (patch.problem) {
    giveUp();
    expectMarks();
    return say(patch.problem, { lasting: true });
  }
  if (patch.whole) clear();
  for (const exchange of patch.exchanges) show(exchange, patch.whole);
  mark();
  if (patch.whole && exchanges.length) log().scrollTop = log().scrollHeight;
};

export const recover = (question, reopen) => {
  const kept = records();
  goOn();
  if (kept.length) reopen({ records: kept, question, marks });
  else {
    clear();
    type(question);
  }
  say(kept.length
    ? "The server had been started anew; the conversation goes on from what this page holds."
    : "The server had been started anew; please ask again.");
};

const clear = () => {
  forget();
  marks = coming;
  expectMarks();
  exchanges = [];
  log().querySelectorAll(".exchange").forEach((section) => section.remove());
  clearSource();
};

const show = (given, whole) => {
  const before = exchanges[given.place];
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

const box = () => document.querySelector("#question textarea");

const putBack = () => {
  if (!sending || !box() || box().value) return;
  type(sending);
  sending = "";
};

export const onLosingTheServer = () => {
  new MutationObserver(() => {
    const said = document.querySelector("[data-testid='toast-body']")?.textContent ?? "";
    if (!/connection/i.test(said)) return;
    lost ||= /lost/i.test(said);
    putBack();
  }).observe(document.body, { childList: true, subtree: true });
  addEventListener("pagehide", () => {
    if (lost) handOver(records(), marks, box()?.value ?? "");
  });
};
