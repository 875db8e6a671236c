// Wires the scripts of the page to Gradio. A marker is a plain link, so without any of this it
// opens its article on a page of its own.
import { apply, known, onLosingTheServer, recover } from "./conversation.js";
import { onTaking } from "./answers.js";
import { onEvidence } from "./evidence.js";
import { afterLoading, showKept } from "./history.js";

window.guidelineChatbot = { known };

let server = null;

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
  const within = event.target.closest?.(".within");
  if (next) server.ask({ question: next.value });
  if (within) server.choose({ article: within.value });
});
