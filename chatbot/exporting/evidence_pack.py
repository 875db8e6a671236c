"""Answers with all that they rest on -> one JSON document, to audit or repeat them.

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
from datetime import UTC, datetime
from typing import Any

from chatbot.exporting.sources import Checked, Material, Source, Sourced
from chatbot.version import __version__

FORMAT = "guideline-chatbot-evidence-pack"
FORMAT_VERSION = 1


def evidence_pack(material: Material, now: datetime) -> str:
    """Return the document; for the same records and articles it differs in the time alone."""
    document = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "exported": f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "version": __version__,
        "notice": material.notice,
        "disclaimer": material.disclaimer,
        "records": [_record(sourced) for sourced in material.records],
        "articles": [_article(source) for source in material.sources],
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _record(sourced: Sourced) -> dict[str, Any]:
    return {
        "answer": sourced.record.answer.to_dict(),
        "condensed": asdict(sourced.record.condensed),
        "considered": [asdict(each) for each in sourced.record.considered],
        "notice": sourced.notice,
        "doses_left_out": sourced.doses_left_out,
        "checks": [_check(checked) for checked in sourced.citations],
    }


def _check(checked: Checked) -> dict[str, Any]:
    cited = checked.citation
    return {
        "number": cited.number,
        "in": checked.place,
        "article_id": cited.article_id,
        "start": cited.start,
        "end": cited.end,
        "standing": checked.standing,
        "present_status": checked.present_status,
    }


def _article(source: Source) -> dict[str, Any]:
    cited = source.citation
    references = source.references
    return {
        "article_id": cited.article_id,
        "title": cited.article_title,
        "review_status": cited.review_status,
        "present_status": source.present_status,
        "updated": cited.updated,
        "kind": cited.kind,
        "jurisdiction": cited.jurisdiction,
        "superseded_by": cited.superseded_by,
        "replacements": [asdict(each) for each in cited.replacements],
        "digest": source.digest,
        "quoted": source.quoted,
        "answers": source.answers,
        "generations": source.generations,
        "references": None if references is None else [asdict(each) for each in references],
    }
