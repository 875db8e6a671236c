// What is done with an answer: copied, exported, marked for the evaluators.
import { noteMark, questionsUpTo, recordOf, records } from "./conversation.js";
import { say } from "./notice.js";

const post = async (address, document) => {
  const reply = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(document),
  }).catch(() => {
    throw new Error("The server cannot be reached; is it still running?");
  });
  if (reply.ok) return reply;
  const refused = await reply.json().catch(() => null);
  throw new Error(refused?.problem ?? `The server refused this (${reply.status}).`);
};

const exported = (format, chosen) => post("/export", { format, records: chosen });

// Writing to the clipboard has to begin with the click; on plain http there is no clipboard but
// the old command.
const copy = async (chosen) => {
  const words = exported("markdown", chosen).then((reply) => reply.text());
  if (navigator.clipboard && window.ClipboardItem) {
    const blob = words.then((text) => new Blob([text], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
  } else {
    const box = Object.assign(document.createElement("textarea"), { value: await words });
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    if (!done) throw new Error("The browser did not allow copying; export it as Markdown instead.");
  }
  say("Copied, with its sources and the notice.");
};

const save = async (format, chosen) => {
  const reply = await exported(format, chosen);
  const name = /filename="([^"]+)"/.exec(reply.headers.get("Content-Disposition") ?? "")?.[1];
  const link = Object.assign(document.createElement("a"), {
    href: URL.createObjectURL(await reply.blob()),
    download: name ?? "guideline-chatbot",
  });
  link.click();
  URL.revokeObjectURL(link.href);
  say(`Saved as ${link.download}.`);
};

const ASKED = {
  helpful: "What helped? (optional)",
  not_helpful: "What was missing or wrong? (optional)",
  unsafe: "What is unsafe about it? (optional)",
};

const askForComment = (button) => {
  const actions = button.closest(".actions");
  actions.parentElement.querySelector(".feedback")?.remove();
  const form = document.createElement("form");
  form.className = "feedback";
  const before = actions.querySelector("[data-mark][aria-pressed=true]")?.textContent;
  const again = before ? `You have marked this answer “${before}” already. ` : "";
  form.innerHTML =
    '<label><span></span><textarea rows="2" maxlength="4000"></textarea></label>' +
    "<p>Sent with this answer and the questions before it to the evaluators' file on this server. " +
    "Leave out whatever tells who a patient is.</p>" +
    '<button type="submit">Send</button><button type="button">Cancel</button>';
  form.querySelector("span").textContent = again + ASKED[button.dataset.mark];
  actions.after(form);
  const field = form.querySelector("textarea");
  field.focus();
  const leave = () => { form.remove(); button.focus(); };
  form.querySelector("[type=button]").addEventListener("click", leave);
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") leave(); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(() => send(button, form, field.value));
  });
};

const send = async (button, form, comment) => {
  const record = recordOf(button);
  const mark = button.dataset.mark;
  await post("/feedback", { mark, comment, turns: questionsUpTo(record), answer: record.answer });
  noteMark(record, mark);
  form.remove();
  button.focus();
  say("Noted for the evaluators. Thank you.");
};

const attempt = async (work) => {
  try {
    await work();
  } catch (error) {
    say(error.message, { lasting: true });
  }
};

const menus = () => document.querySelectorAll("details.menu[open]");

export const onTaking = () => {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.menu[open]")) {
      event.target.lastElementChild.scrollIntoView({ block: "nearest" });
    }
  }, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-copy], [data-export], [data-mark]");
    if (!button) {
      for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
      return;
    }
    if (button.dataset.mark) return askForComment(button);
    const chosen = button.closest(".exchange") ? [recordOf(button)] : records();
    if (!chosen.length) return say("There is no answer yet; ask a question first.");
    button.closest("details")?.removeAttribute("open");
    attempt(() => (button.dataset.export ? save(button.dataset.export, chosen) : copy(chosen)));
  });
};
