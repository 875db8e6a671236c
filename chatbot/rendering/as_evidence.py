"""A document with all that it rests on -> JSON, to audit its answers or repeat them.

    {
      "format": "guideline-chatbot-evidence-pack", "format_version": 1,
      "exported": "2026-11-21T13:42:00Z",          UTC
      "version": "...",                            of the program that exported
      "notice": "...", "disclaimer": "...",        notice: on the review of what is quoted, or ""
      "records": [{
        "answer": {...},                           as `chatbot ask --json` prints it
        "condensed": {...},                        how the question was understood, with its topics
        "considered": [{"article_id", "section", "start", "end", "score"}],   best first
        "notice": "...",
        "doses_left_out": false,
        "checks": [{"number", "in", "article_id", "start", "end", "standing", "present_status"}]
      }],
      "articles": [{"article_id", "title", "review_status", "present_status", "updated", "kind",
        "jurisdiction", "superseded_by", "replacements": [{"article_id", "article_title"}],
        "digest", "quoted", "answers", "generations",
        "references": [{"title", "kind", "source", "year", "number", "doi"}]}]
    }

`checks` has an entry for each citation of the answer: `in` names the list that holds it
("citations", "also_in_section", "nearest"), `standing` says what came of comparing its quote with
the article when this was exported: "verified" (letter by letter at its offsets), "moved" (other
words stand there now) or "gone" (the article could not be looked at). `digest` is the SHA-256 of
the article's text in UTF-8; it and `references` are null for an article that has gone.
`review_status` is as it was for the answer, `present_status` as it is now.

To repeat an answer, ask its questions in their order of the generation and the model that its
manifest names; `answer_id` is then the same.

Where the reader is shown no doses, they are left out of every string, and `doses_left_out` is true:
quotes then differ from the article where they say so, while their offsets and `standing` are
those of the quotes as the article has them. The person's own question stays as it was typed.
"""

import json
from dataclasses import asdict
from typing import Any

from chatbot.rendering.document import Document, Exchange, Reference, Source
from chatbot.version import __version__

FORMAT = "guideline-chatbot-evidence-pack"
FORMAT_VERSION = 1


def as_evidence(document: Document) -> str:
    """Return the pack; for the same records and articles it differs in the time alone."""
    pack = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "exported": f"{document.now:%Y-%m-%dT%H:%M:%SZ}",
        "version": __version__,
        "notice": document.disclaimer.notice,
        "disclaimer": document.disclaimer.words,
        "records": [_record(exchange) for exchange in document.exchanges],
        "articles": [_article(source) for source in document.sources],
    }
    return json.dumps(pack, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _record(exchange: Exchange) -> dict[str, Any]:
    return {
        "answer": exchange.record.answer.to_dict(),
        "condensed": asdict(exchange.record.condensed),
        "considered": [asdict(each) for each in exchange.record.considered],
        "notice": exchange.disclaimer.notice,
        "doses_left_out": exchange.doses_left_out,
        "checks": [_check(each) for each in exchange.references],
    }


def _check(reference: Reference) -> dict[str, Any]:
    return {
        "number": reference.citation.number,
        "in": reference.place,
        **_fields(reference.citation, "article_id", "start", "end"),
        **_fields(reference, "standing", "present_status"),
    }


def _article(source: Source) -> dict[str, Any]:
    cited, references = source.citation, source.references
    return {
        "article_id": cited.article_id,
        "title": cited.article_title,
        "review_status": cited.review_status,
        "present_status": source.present_status,
        **_fields(cited, "updated", "kind", "jurisdiction", "superseded_by"),
        "replacements": [asdict(each) for each in cited.replacements],
        **_fields(source, "digest", "quoted", "answers", "generations"),
        "references": None if references is None else [asdict(each) for each in references],
    }


def _fields(of: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(of, name) for name in names}
