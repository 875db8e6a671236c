// Wires the scripts of the page to Gradio. A marker is a plain link, so without any of this it
// opens its article on a page of its own.
import { apply, expectMarks, known, onLosingTheServer, recover, send } from "./conversation.js";
import { onTaking } from "./answers.js";
import { onChips } from "./chips.js";
import { clearSource, onEvidence } from "./evidence.js";
import { afterLoading, showKept } from "./history.js";
import { onMotion } from "./motion.js";
import { say } from "./notice.js";
import { onTabs } from "./tabs.js";
import { type } from "./typing.js";

const READER = "guideline-chatbot.reader";
const PATIENT = "patient_or_carer";
let server = null;
let scope = [];

const scoped = (now) => {
  scope = now ?? [];
  return [scope];  // of one input
};

const reader = () => sessionStorage.getItem(READER) ?? "clinician";

// Who is shown no doses is shown none of earlier answers either.
const readBy = (now) => {
  const before = reader();
  sessionStorage.setItem(READER, now);
  if (now === PATIENT && before !== PATIENT && known()) {
    document.querySelector("#fresh").click();
    say("A new conversation was begun, in which no doses are shown.");
  }
  if (now === PATIENT) clearSource();
  return now;
};

window.guidelineChatbot = { known, readBy, scoped, send };

// A conversation goes on for the reader of its last answer, who therefore sees it whole.
const reopen = ({ marks, ...conversation }) => {
  const last = conversation.records.at(-1)?.answer?.manifest?.audience;
  if (last) sessionStorage.setItem(READER, last);
  expectMarks(marks);
  server.reopen(conversation);
};

export const connect = ({ changed, ...triggers }) => {
  server = triggers;
  onTabs();
  onChips();
  changed((sent) => {
    if (!sent) return;
    const patch = JSON.parse(sent);
    if (patch.lost) recover(patch.question, reopen);
    else apply(patch);
  });
  afterLoading(reopen);
};

export const connectKept = (element) => showKept(element);

onMotion();
onEvidence();
onTaking();
onLosingTheServer();

// Gradio would empty the box a moment later, and with it whatever has been typed by then.
document.addEventListener("keydown", (event) => {
  const field = event.key === "Enter" && !event.shiftKey && !event.isComposing
    && event.target.closest?.("#question textarea");
  if (!field || !server) return;
  event.preventDefault();
  event.stopPropagation();
  const question = field.value;
  if (!question.trim()) return;
  send(question);
  type("");
  server.ask({ question });
}, true);

document.addEventListener("click", (event) => {
  const next = event.target.closest?.(".ask-next");
  const within = event.target.closest?.(".within")?.value;
  if (next) server.ask({ question: next.value });
  if (within === undefined) return;
  scope = scope.includes(within) ? scope.filter((each) => each !== within) : [...scope, within];
  server.choose({ articles: scope });
});
