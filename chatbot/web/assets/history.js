// Conversations kept in this browser, only if the person has said so; the server keeps none.
import { say } from "./notice.js";
import { type } from "./typing.js";

const SWITCH = "guideline-chatbot.keep";
const PREFIX = "guideline-chatbot.conversation.";
const CURRENT = "guideline-chatbot.current";
const AT = "guideline-chatbot.at";
const HANDED_OVER = "guideline-chatbot.handed-over";
let current = null;  // the conversation on the page, as it was last kept
let container = null;
let reopen = null;

const keeping = () => localStorage.getItem(SWITCH) === "yes";
const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
};
const titled = ({ title, records }) => {
  const first = records[0]?.answer?.question;
  return [title, first].find((each) => typeof each === "string" && each.trim())?.slice(0, 120) ?? "Without a title";
};
const kept = () =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map(read)
    .filter((each) => each?.id && Array.isArray(each.records))
    .map((each) => ({ ...each, title: titled(each) }))
    .sort((one, other) => other.changed - one.changed);

const write = (conversation) => {
  try {
    localStorage.setItem(PREFIX + conversation.id, JSON.stringify(conversation));
    return true;
  } catch {
    say("This browser has no room left for conversations; delete some under History.", { lasting: true });
    return false;
  }
};

const begin = (records) => ({
  id: `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`,
  title: records[0].answer.question.slice(0, 80),
});

export const keep = (records, marks) => {
  if (!keeping() || !records.length) return;
  const before = current && read(PREFIX + current.id);
  const elsewhere = before && before.changed !== current.changed;
  if (elsewhere) say("This conversation went on in another tab; this one is kept beside it.");
  const base = before && !elsewhere ? before : begin(records);
  const now = { ...base, changed: Date.now(), records, marks: { ...base.marks, ...marks } };
  if (!write(now)) return;
  current = { id: now.id, changed: now.changed };
  sessionStorage.setItem(CURRENT, now.id);
  draw();
};

// Only where the marked answer is kept itself; "changed" is of its words.
export const keepMarks = (marks) => {
  const before = keeping() && current && read(PREFIX + current.id);
  if (before) write({ ...before, marks: { ...before.marks, ...marks } });
};

// Drawing a conversation clears the page first; from then on it is this one that goes on.
let opening = null;

const open = (conversation) => {
  opening = { id: conversation.id, changed: conversation.changed };
  reopen(conversation.records, conversation.marks);
};

export const forget = () => {
  current = opening;
  opening = null;
  if (current) sessionStorage.setItem(CURRENT, current.id);
  else sessionStorage.removeItem(CURRENT);
};

// What could not be reopened is left as it is: nothing that follows is kept in its place.
export const giveUp = () => { opening = null; };

export const goOn = () => { opening = current; };

// Gradio loads the page again when it finds the server started anew: nobody asked for that, so what
// the page holds goes with it, once, whether conversations are kept or not.
export const handOver = (records, marks, draft, unanswered) => {
  try {
    sessionStorage.setItem(HANDED_OVER, JSON.stringify({ records, marks, draft, unanswered, current }));
  } catch {
    sessionStorage.removeItem(HANDED_OVER);  // no room: it begins anew, and says so
  }
};

const takeOver = () => {
  const given = sessionStorage.getItem(HANDED_OVER);
  sessionStorage.removeItem(HANDED_OVER);
  if (!given) return false;
  const { records, marks, draft, unanswered, current: before } = JSON.parse(given);
  sessionStorage.removeItem(AT);
  opening = before;
  if (records.length) reopen(records, marks);
  if (draft) type(draft);
  const back = unanswered ? " What was not answered yet is back in the box; please ask it again." : "";
  say(`The server was started anew; the conversation goes on from what this page held.${back}`, { lasting: true });
  return true;
};

export const afterLoading = (reopening) => {
  reopen = reopening;
  if (takeOver()) return;
  const last = keeping() && read(PREFIX + sessionStorage.getItem(CURRENT));
  const at = sessionStorage.getItem(AT);
  sessionStorage.removeItem(AT);
  if (last?.records?.length) {
    open(last);
    say(at === "answering"
      ? "The page was loaded again before the last answer was complete; please ask that question again."
      : "The page was loaded again; the conversation was reopened.");
  } else if (at) {
    say(
      `The page was loaded again${at === "answering" ? " before an answer was complete" : ""}, and ` +
      "the conversation was not kept. History can keep conversations in this browser.",
      { lasting: true },
    );
  }
};

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

export const showKept = (where) => {
  container = where.querySelector("#kept");
  addEventListener("storage", draw);  // another tab
  draw();
};

const draw = () => {
  if (!container?.isConnected) return;
  const switched = element("input", { type: "checkbox", checked: keeping(), id: "keep-switch" });
  switched.addEventListener("change", () => toggle(switched.checked));
  const listed = kept();
  container.replaceChildren(
    element("h2", { textContent: "History" }),
    element("label", { className: "keep" }, switched, " Keep my conversations in this browser"),
    element("p", {
      className: "hint",
      textContent: "Leave this off on computers that others use too. Kept conversations stay in this browser alone; the server keeps none. Switching it off deletes them.",
    }),
    element("ul", { className: "kept" }, ...listed.map(item)),
  );
  if (keeping() && !listed.length) {
    container.append(element("p", { className: "hint", textContent: "None yet: your next answer will be kept." }));
  }
};

const toggle = (on) => {
  if (!on && kept().length && !container.dataset.sure) return askBeforeDeleting();
  delete container.dataset.sure;
  if (on) {
    localStorage.setItem(SWITCH, "yes");
    say("Conversations are kept in this browser from the next answer on.");
  } else {
    localStorage.removeItem(SWITCH);
    Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => localStorage.removeItem(key));
    forget();
    say("Nothing is kept any more, and what was kept has been deleted.");
  }
  draw();
  document.getElementById("keep-switch")?.focus();
};

const askBeforeDeleting = () => {
  const number = kept().length;
  draw();  // the switch stays on until this is answered
  const yes = element("button", { type: "button", textContent: "Delete them and switch off" });
  const no = element("button", { type: "button", textContent: "Keep them" });
  yes.addEventListener("click", () => { container.dataset.sure = "yes"; toggle(false); });
  no.addEventListener("click", () => { draw(); document.getElementById("keep-switch").focus(); });
  const question = number === 1 ? "One kept conversation will be deleted. " : `${number} kept conversations will be deleted. `;
  container.querySelector(".kept").before(element("p", { className: "sure" }, question, yes, " ", no));
  yes.focus();
};

const item = (conversation) => {
  const button = (words, act) => {
    const made = element("button", { type: "button", textContent: words });
    made.setAttribute("aria-label", `${words}: ${conversation.title}`);
    made.addEventListener("click", () => act(made));
    return made;
  };
  const opening = element("button", { type: "button", className: "title", textContent: conversation.title });
  opening.dataset.id = conversation.id;
  opening.addEventListener("click", () => open(conversation));
  const number = conversation.records.length;
  const when = new Date(conversation.changed).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  const line = element("li", {},
    opening,
    element("span", { className: "hint", textContent: `${number} ${number === 1 ? "answer" : "answers"}, ${when}` }),
    button("Rename", () => rename(line, conversation)),
    button("Delete", (made) => remove(made, conversation)),
  );
  return line;
};

const rename = (line, conversation) => {
  const field = element("input", { value: conversation.title, maxLength: 120 });
  field.setAttribute("aria-label", "New name");
  const form = element("form", {}, field, element("button", { type: "submit", textContent: "Save" }));
  const done = () => {
    draw();
    const titles = [...container.querySelectorAll(".title")];
    titles.find((each) => each.dataset.id === conversation.id)?.focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const title = field.value.trim();
    const now = read(PREFIX + conversation.id);
    if (title && now) write({ ...now, title });
    done();
  });
  field.addEventListener("keydown", (event) => { if (event.key === "Escape") done(); });
  line.replaceChildren(form);
  field.select();
};

const remove = (button, conversation) => {
  if (button.dataset.sure !== "yes") {
    button.dataset.sure = "yes";
    button.textContent = "Delete for good?";
    button.setAttribute("aria-label", `Delete for good? ${conversation.title}`);
    say(`Press again to delete “${conversation.title}” for good.`);
    button.addEventListener("blur", draw, { once: true });
    return;
  }
  localStorage.removeItem(PREFIX + conversation.id);
  if (current?.id === conversation.id) forget();
  draw();
  say("Deleted.");
  document.getElementById("keep-switch")?.focus();
};
