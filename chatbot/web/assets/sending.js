// What goes to the server and what comes back. Questions go one by one, each to its place, again
// until it is seen there; the page names its conversation, so that nothing late from another enters
// it. Of two patches at once Gradio passes on the later alone: what is missing then is asked for.
import { clear, expectMarks, length, marksGiven, records, show, unanswered } from "./conversation.js";
import { giveUp, goOn, handOver } from "./history.js";
import { say } from "./notice.js";
import { type } from "./typing.js";

const SILENT = 3000;  // ms without a word from the server, after which it is asked again
const SILENT_AT_MOST = 60000;
const FAILED = "The conversation could not be reopened; please try again.";

const name = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");

let server = null;
let conversation = name();
let seen = 0;  // the revision of the conversation up to which the page has it
let outbox = [];  // questions not yet in their places, the first of them under way
let asked = null;  // the place of that one
let called = false;  // the server is called to answer what waits
let missing = false;  // something is asked for again
let stopping = false;
let opening = null;  // the conversation that is being reopened, and what is asked in it next
let lost = 0;  // since when the server is, until it answers again
let leaving = false;  // the page, which ends its connections by itself
let silence = SILENT;
let timer = 0;

export const onServer = (triggers) => {
  server = triggers;
};

// What was asked before is sent now, to the conversation that is going on.
export const start = () => next();

export const ask = (question) => {
  if (!question.trim()) return;
  (opening?.questions ?? outbox).push(question);
  next();
};

const next = () => {
  if (!server || !outbox.length || asked !== null || stopping || opening) return;
  asked = length();
  put();
  listen();
};

const put = () => server.ask({ conversation, seen, place: asked, question: outbox[0] });

export const stop = () => {
  stopping = true;
  withdraw([...outbox.splice(asked === null ? 0 : 1), ...takeNext()]);
  server.halt({ conversation, seen });
  listen();
};

const startAnew = (id = name(), questions = []) => {
  conversation = id;
  seen = 0;
  outbox = questions;
  asked = opening = null;
  called = missing = stopping = false;
  clear();
};

// What was asked in the conversation that is being reopened, and is not sent.
const takeNext = () => opening?.questions.splice(0) ?? [];

export const begin = () => {
  giveUp();
  withdraw(takeNext());
  startAnew();
  server.begin({ conversation });
};

export const reopen = (kept, questions = [], marks = {}) => {
  const waiting = takeNext();
  if (asked === null) waiting.push(...outbox.splice(0));  // else it is under way in the old one
  opening = { conversation: name(), questions: [...questions, ...waiting], marks };
  server.reopen({ conversation: opening.conversation, records: kept });
  listen();
};

export const receive = (patch) => {
  lost = 0;
  silence = SILENT;
  if (patch.conversation === opening?.conversation) opened(patch);
  else if (patch.conversation === conversation) came(patch);
  listen();
  next();
};

const opened = (patch) => {
  if (patch.problem || patch.lost) {
    outbox = [...outbox, ...opening.questions];
    opening = null;
    giveUp();
    return say(patch.problem ?? FAILED, { lasting: true });
  }
  expectMarks(opening.marks);
  startAnew(opening.conversation, opening.questions);
  came(patch, true);
};

const came = (patch, whole = false) => {
  if (patch.lost) return recover();
  if (patch.after > seen) {
    if (!missing) catchUp();
    return;
  }
  missing = false;
  seen = Math.max(seen, patch.revision);
  show(patch.exchanges, whole);
  const taken = asked !== null && length() > asked;
  if (taken) {
    outbox.shift();
    asked = null;
  }
  if (patch.answering) called = false;
  const waiting = unanswered().length > 0;
  if (stopping && waiting && taken) server.halt({ conversation, seen });
  stopping &&= waiting || asked !== null;
  if (waiting && !stopping && !patch.answering && !called) answer();
};

const answer = () => {
  called = true;
  server.answer();
};

const catchUp = () => {
  missing = true;
  server.catch_up({ conversation, seen });
};

// Whatever went astray, the server is asked again; it does nothing twice.
const listen = () => {
  clearTimeout(timer);
  if (!opening && !stopping && asked === null && !unanswered().length) return;
  timer = setTimeout(() => {
    silence = Math.min(2 * silence, SILENT_AT_MOST);
    called = false;
    if (opening) server.catch_up({ conversation: opening.conversation, seen: 0 });
    else if (stopping) server.halt({ conversation, seen });
    else if (asked !== null) put();
    else catchUp();
    listen();
  }, silence);
};

// The server has nothing of this conversation: it gets the records of it.
const recover = () => {
  const kept = records();
  const again = stopping ? [] : outbox;
  const back = stopping ? [...unanswered(), ...outbox] : unanswered();
  goOn();
  if (kept.length) {
    outbox = [];
    asked = null;
    reopen(kept, again, marksGiven());
  } else {
    back.push(...takeNext());
    startAnew(name(), again);
  }
  withdraw(back);
  say(`The server had been started anew; the conversation goes on from what this page holds.${
    back.length ? " What was not answered is back in the box." : ""}`);
};

const box = () => document.querySelector("#question textarea");
const inBox = (questions) => [...questions, box()?.value].filter(Boolean).join("\n");

const withdraw = (questions) => {
  if (questions.length && box()) type(inBox(questions));
};

const putBack = () => {
  withdraw([...outbox, ...takeNext()]);
  outbox = [];
  asked = null;
};

export const onLosingTheServer = () => {
  new MutationObserver(() => {
    const said = document.querySelector("[data-testid='toast-body']")?.textContent ?? "";
    if (!/connection/i.test(said)) return;
    if (!leaving && /lost/i.test(said)) lost ||= performance.now();
    putBack();
  }).observe(document.body, { childList: true, subtree: true });
  addEventListener("beforeunload", ({ timeStamp }) => {
    leaving = true;
    if (lost >= timeStamp) lost = 0;  // by a listener before this one, which ends the connections
  });
  addEventListener("pagehide", () => {
    if (!lost) return;
    const back = inBox([...unanswered(), ...outbox, ...takeNext()]);
    handOver(records(), marksGiven(), back, unanswered().length);
  });
};
