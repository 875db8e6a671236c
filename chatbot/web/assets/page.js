// Wires the scripts of the page to Gradio. A marker is a plain link, so without any of this it
// opens its article on a page of its own.
import { apply, known, onLosingTheServer, recover, send } from "./conversation.js";
import { onTaking } from "./answers.js";
import { clearSource, onEvidence } from "./evidence.js";
import { afterLoading, showKept } from "./history.js";
import { say } from "./notice.js";

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

window.guidelineChatbot = { known, reader, readBy, scoped, send };

export const connect = ({ changed, ...triggers }) => {
  server = triggers;
  changed((sent) => {
    if (!sent) return;
    const patch = JSON.parse(sent);
    if (patch.lost) recover(patch.question, server.reopen);
    else apply(patch);
  });
  afterLoading(server.reopen);
};

export const connectKept = (element) => showKept(element, (kept) => server.reopen(kept));

onEvidence();
onTaking();
onLosingTheServer();

document.addEventListener("click", (event) => {
  const next = event.target.closest?.(".ask-next");
  const within = event.target.closest?.(".within")?.value;
  if (next) server.ask({ question: next.value });
  if (within === undefined) return;
  scope = scope.includes(within) ? scope.filter((each) => each !== within) : [...scope, within];
  server.choose({ articles: scope });
});
