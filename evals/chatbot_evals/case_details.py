"""A case of a run -> its expandable entry in the HTML report; every word of it is escaped."""

import json
import re
from html import escape

from chatbot_evals.cases import Case, Gold
from chatbot_evals.failing import failures
from chatbot_evals.metrics.fact_recall import normalise
from chatbot_evals.metrics.overlap import LEAST_SHARE
from chatbot_evals.observation import Json, Observation
from chatbot_evals.wording import score_text

_INLINE = re.compile(r"\\([^\w\s])|\*\*(.+?)\*\*|\*([^*\s][^*]*)\*|\[(\d+)\]")
_RULE = "---"


def case_details(entry: Json) -> str:
    """Return the `<details>` of `entry`, a case of a run's summary."""
    failed = failures(entry)
    case = entry["case"]
    words = " · ".join(case["tags"])
    badge = '<b class="badge bad">fails</b>' if failed else '<b class="badge good">right</b>'
    what = f'<span class="what">{escape("; ".join(failed))}</span>' if failed else ""
    return (
        f'<details class="case" data-fails="{int(bool(failed))}" '
        f'data-tags="{escape(json.dumps(case["tags"]))}">'
        f'<summary>{badge}<span class="line"><code>{escape(entry["id"])}</code> '
        f'<span class="ask" dir="auto">{escape(case["turns"][-1])}</span>{what}'
        f'<span class="tags">{escape(words)}</span></span></summary>'
        f'<div class="body">{_body(entry)}</div></details>'
    )


def answer_markup(text: str) -> str:
    """Return the Markdown that answers are made of as HTML: paragraphs, lists, bold, italics."""
    answer, _, notice = text.partition(f"\n\n{_RULE}\n\n")
    small = f'<div class="notice">{_paragraphs(notice)}</div>' if notice else ""
    return _paragraphs(answer) + small


def covers(citation: Json, gold: Gold) -> bool:
    """Tell whether `citation` covers `gold`, from the two texts alone.

    As `metrics.overlap.covers`, which has the article's text; two stretches of one text overlap
    as the one inside the other, or as the end of one and the start of the other.
    """
    if citation["article_id"] != gold.article:
        return False
    quote = citation["quote"]
    return _shared(quote, gold.quote) >= LEAST_SHARE * min(len(quote), len(gold.quote))


def _shared(first: str, second: str) -> int:
    short, long = sorted((first, second), key=len)
    if short in long:
        return len(short)
    lengths = range(len(short) - 1, 0, -1)
    return next((n for n in lengths if long.endswith(short[:n]) or long.startswith(short[-n:])), 0)


def _body(entry: Json) -> str:
    case = Case.model_validate(entry["case"])
    answer = entry["answer"]
    expected = f"expected <b>{case.expect}</b>, was <b>{escape(entry['outcome'])}</b>"
    reason = f" ({escape(entry['reason'])})" if entry["reason"] else ""
    parts = [
        f'<p class="soft">{expected}{reason} in {1000 * entry["seconds"]:.0f} ms</p>',
        _section("Conversation", _conversation(case, answer)),
        _section("Answer", f'<div class="answer" dir="auto">{answer_markup(answer["text"])}</div>'),
        _section("Disagreements shown", _conflicts(answer)),
        _section("Quotes", "".join(_quote(c, case) for c in answer["citations"])),
        _closest(answer, case),
        _section("Gold", _gold(case, answer)),
        _section("Facts", _facts(case, entry)),
        _section("Scores", _scores(entry["scores"])),
    ]
    return "".join(parts)


def _section(title: str, content: str) -> str:
    return f"<section><h3>{title}</h3>{content}</section>" if content else ""


def _conversation(case: Case, answer: Json) -> str:
    turns = "".join(f'<li dir="auto">{escape(turn)}</li>' for turn in case.turns)
    searched = answer["condensed_question"]
    note = ""
    if searched and searched != case.turns[-1]:
        note = f'<p class="soft">searched as: {escape(searched)}</p>'
    return f'<ol class="turns">{turns}</ol>{note}'


def _conflicts(answer: Json) -> str:
    lines = [
        f"<li>{escape(conflict['subject'])}: {escape(' / '.join(conflict['values']))} "
        f"{escape(' '.join(f'[{n}]' for n in conflict['citations']))}</li>"
        for conflict in answer["conflicts"]
    ]
    return f"<ul>{''.join(lines)}</ul>" if lines else ""


def _quote(citation: Json, case: Case) -> str:
    place = f"{citation['article_id']}:{citation['start']}–{citation['end']}"
    path = " › ".join([citation["article_title"], *citation["section"]])
    state = f"{citation['review_status']} · updated {citation['updated'] or 'unknown'}"
    return (
        f"<figure><figcaption><b>[{escape(str(citation['number']))}]</b> <code>{escape(place)}"
        f'</code> <span class="soft">{escape(path)} ({escape(state)})</span></figcaption>'
        f'<blockquote dir="auto">{_with_gold(citation, case)}</blockquote></figure>'
    )


def _with_gold(citation: Json, case: Case) -> str:
    """Escape the quote, with the first gold passage inside it marked."""
    quote = str(citation["quote"])
    for gold in case.gold:
        if gold.article == citation["article_id"] and gold.quote in quote:
            before, after = quote.split(gold.quote, 1)
            return f"{escape(before)}<mark>{escape(gold.quote)}</mark>{escape(after)}"
    return escape(quote)


def _closest(answer: Json, case: Case) -> str:
    quotes = "".join(_quote(citation, case) for citation in answer["nearest"])
    if not quotes:
        return ""
    n = len(answer["nearest"])
    passages = "1 closest passage" if n == 1 else f"{n} closest passages"
    return f'<details class="closest"><summary>{passages}, no answer</summary>{quotes}</details>'


def _gold(case: Case, answer: Json) -> str:
    lines = [
        _found(
            any(covers(citation, gold) for citation in answer["citations"]),
            f"<code>{escape(gold.article)}</code> {escape(gold.quote)}",
        )
        for gold in case.gold
    ]
    if not lines:
        return ""
    wanted = "all of them" if case.expect == "conflict" else "any of them"
    note = f'<p class="soft">wanted: {wanted}</p>' if len(lines) > 1 else ""
    return f'{note}<ul class="checks">{"".join(lines)}</ul>'


def _facts(case: Case, entry: Json) -> str:
    seen = Observation(case=case, answer=entry["answer"], articles={}, seconds=entry["seconds"])
    said = normalise(seen.said)
    lines = [
        _found(any(normalise(words) in said for words in fact), escape(" or ".join(fact)))
        for fact in case.facts
    ]
    return f'<ul class="checks">{"".join(lines)}</ul>' if lines else ""


def _found(found: bool, content: str) -> str:
    style, word = ("good", "found") if found else ("bad", "missing")
    return f'<li><b class="badge {style}">{word}</b> <span>{content}</span></li>'


def _scores(scores: dict[str, float | None]) -> str:
    pairs = [
        f"<div><dt>{escape(name.replace('_', ' '))}</dt><dd>{score_text(name, value)}</dd></div>"
        for name, value in scores.items()
        if name != "latency_p95"  # of one case, the same as latency_p50
    ]
    return f'<dl class="scores">{"".join(pairs).replace("latency p50", "latency")}</dl>'


def _paragraphs(text: str) -> str:
    return "".join(_block(block) for block in re.split(r"\n{2,}", text.strip()) if block)


def _block(block: str) -> str:
    lines = block.split("\n")
    if all(line.lstrip().startswith("- ") for line in lines):
        return f"<ul>{''.join(f'<li>{_inline(line.lstrip()[2:])}</li>' for line in lines)}</ul>"
    return f"<p>{'<br>'.join(_inline(line.strip()) for line in lines)}</p>"


def _inline(text: str) -> str:
    done, at = [], 0
    for match in _INLINE.finditer(text):
        done += [escape(text[at : match.start()]), _emphasis(match)]
        at = match.end()
    return "".join([*done, escape(text[at:])])


def _emphasis(match: re.Match[str]) -> str:
    literal, bold, italic, number = match.groups()
    if literal is not None:
        return escape(literal)
    if number is not None:
        return f'<b class="marker">[{number}]</b>'
    return (
        f"<strong>{_inline(bold)}</strong>" if bold is not None else f"<em>{_inline(italic)}</em>"
    )
