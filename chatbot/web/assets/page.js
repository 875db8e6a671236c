// Wires the scripts of the page to Gradio. A marker is a plain link, so without any of this it
// opens its article on a page of its own.
import { length } from "./conversation.js";
import { onTaking } from "./answers.js";
import { onChips } from "./chips.js";
import { clearSource, onEvidence } from "./evidence.js";
import { afterLoading, showKept } from "./history.js";
import { onMotion } from "./motion.js";
import { say } from "./notice.js";
import { ask, begin, onLosingTheServer, onServer, receive, reopen, start, stop } from "./sending.js";
import { onTabs } from "./tabs.js";
import { type } from "./typing.js";
import { present } from "./waiting.js";

const READER = "guideline-chatbot.reader";
const PATIENT = "patient_or_carer";
let server = null;

const reader = () => sessionStorage.getItem(READER) ?? "clinician";

// Who is shown no doses is shown none of earlier answers either.
const readBy = (now) => {
  const before = reader();
  sessionStorage.setItem(READER, now);
  document.body.classList.toggle("no-doses", now === PATIENT);
  if (now === PATIENT && before !== PATIENT && length()) {
    begin();
    say("A new conversation was begun, in which no doses are shown.");
  }
  if (now === PATIENT) clearSource();
  return now;
};

// A conversation goes on for the reader of its last answer, who therefore sees it whole.
const goOnWith = (records, marks) => {
  const last = records.at(-1)?.answer?.manifest?.audience;
  if (last) sessionStorage.setItem(READER, last);
  reopen(records, [], marks);
};

export const connect = async ({ changed, ...triggers }) => {
  await Promise.all(["#question textarea", "#notice"].map(present));
  server = triggers;
  onTabs();
  onChips();
  changed((sent) => { if (sent) receive(JSON.parse(sent)); });
  onServer(triggers);
  afterLoading(goOnWith);
  start();
};

export const connectKept = (element) => showKept(element);

onMotion();
onEvidence();
onTaking();
onLosingTheServer();

const askWhatIsTyped = () => {
  const field = document.querySelector("#question textarea");
  if (!field?.value.trim()) return;
  ask(field.value);
  type("");  // at once, so that what is typed meanwhile stays
};

// What was sent before this listened leaves the box; what is typed since stays in it.
const askWhatWasSent = () => {
  const typed = document.querySelector("#question textarea")?.value ?? "";
  ask(window.sentEarly);
  if (typed.startsWith(window.sentEarly)) type(typed.slice(window.sentEarly.length).trimStart());
};

if (window.sentEarly) askWhatWasSent();

document.addEventListener("keydown", (event) => {
  const sends = event.key === "Enter" && !event.shiftKey && !event.isComposing
    && event.target.closest?.("#question textarea");
  if (!sends) return;
  event.preventDefault();
  event.stopPropagation();
  askWhatIsTyped();
}, true);

// One choice is under way at a time, and what is clicked meanwhile waits: the server adds to or
// takes from the limit that the page shows, so each has to have the one before.
let clicked = [];
let choosing = false;

const choose = () => {
  choosing = clicked.length > 0;
  if (choosing) server.choose({ articles: clicked.splice(0) });
};

const within = (article) => {
  clicked.push(article);
  if (!choosing) choose();
};

window.guidelineChatbot = { readBy, chosen: choose };

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button");
  if (button?.id === "send") return askWhatIsTyped();
  if (!button || !server) return;
  if (button.id === "stop") stop();
  else if (button.id === "fresh") begin();
  else if (button.closest("#examples")) ask(button.textContent.trim());
  else if (button.matches(".ask-next")) ask(button.value);
  else if (button.matches(".within")) within(button.value);
});
