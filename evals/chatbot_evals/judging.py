"""A finished run and a language model -> ratings of its answers, and what they are worth.

Optional, and no metric of the run: the deterministic metrics decide. The judge rates
groundedness (does the answer follow from its quotes) and completeness (does it say what the
gold says) from 1 to 5. Whatever cannot be rated is unscored, never 0: a refusal, completeness
without gold, a reply that is not exactly what was asked for, an error, a time-out.

What is sent: the questions, the answer, its quotes and the gold of each case.
"""

import json
import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chatbot.answering.prompts import Prompt, load_prompt
from chatbot.errors import EvaluationError
from chatbot_evals.agreement import Agreement, cohens_kappa, raw_agreement, spearman
from chatbot_evals.bootstrapping import interval
from chatbot_evals.disarming import as_data
from chatbot_evals.observation import Json
from chatbot_evals.records import now, read_finished, read_record, write_json

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Progress = Callable[[int, int], None]
Rating = Annotated[int, Field(strict=True, ge=1, le=5)]

_PAIRS = (("groundedness", "citation_recall"), ("completeness", "fact_recall"))
_GOOD = 4
"""The least rating that counts as a yes."""
_LONGEST_REPLY = 200
_KEPT = 500
"""Characters of a reply or an error that are kept."""
_TIMEOUT = 60.0
_HOPELESS = 5
"""So many errors and no reply, from the start: the model cannot be reached."""
_PACKAGE = re.compile(r"requires the (\S+) package")


class Reply(BaseModel):
    """What the model has to reply: this JSON object and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    groundedness: Rating
    completeness: Rating


class Verdict(BaseModel):
    """What became of one answer that was sent to the judge; `problem` says why it is unscored.

    `reply` is the start of what the model said.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    groundedness: int | None = None
    completeness: int | None = None
    problem: str | None = None
    reply: str | None = None


class RatingFigure(BaseModel):
    """A mean rating (None if nothing was rated), its bootstrap 95 % interval, and `n`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: float | None
    low: float | None
    high: float | None
    n: int


class Judgement(BaseModel):
    """The verdicts on a run. `n_refused` + `n_judged` + `n_unreadable` + `n_failed` = `n`.

    `n` counts the finished cases that were gone through, `n_unreadable` the replies that were
    not what was asked for, `n_failed` the calls that gave no reply.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    run_id: str
    run_is_whole: bool
    judged: str
    """When, in UTC."""
    model: str
    prompt: str
    """Version and digest of the wording."""
    limit: int | None
    n: int
    n_refused: int
    n_judged: int
    n_unreadable: int
    n_failed: int
    ratings: dict[str, RatingFigure]
    agreement: tuple[Agreement, ...]
    verdicts: tuple[Verdict, ...]


def load_judge(name: str, *, base_url: str | None = None) -> "BaseChatModel":
    """Return the chat model `name`, "provider:model"; keys come from the environment alone.

    Args:
        name: as LangChain's `init_chat_model` takes it, for example "openai:gpt-5".
        base_url: of an OpenAI-compatible server, in place of the provider's own.

    Raises:
        EvaluationError: the name is no "provider:model", the provider is unknown, its package
            is not installed, or it refuses the set-up (no key in the environment, for example).

    """
    if not all(name.partition(":")):
        raise EvaluationError(f'the judge "{name}" is not named as provider:model')

    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"timeout": _TIMEOUT, "max_retries": 2}
    if base_url is not None:
        options["base_url"] = base_url
    try:
        judge: BaseChatModel = init_chat_model(name, **options)
    except ImportError as error:
        package = match[1] if (match := _PACKAGE.search(str(error))) else "its LangChain package"
        raise EvaluationError(
            f'the judge "{name}" needs a package that is not installed: pip install {package}'
        ) from error
    except Exception as error:
        # Each provider has errors of its own, without a common base.
        raise EvaluationError(
            f'the judge "{name}" cannot be set up ({_first_line(error)}); '
            "name it as provider:model, with its key in the environment"
        ) from error
    return judge


def judge_run(
    folder: Path,
    model: "BaseChatModel",
    *,
    limit: int | None = None,
    timeout: float = 2 * _TIMEOUT,
    progress: Progress = lambda done, total: None,
) -> Judgement:
    """Have `model` rate the finished cases of a run; write `judge.json` into its folder.

    Args:
        folder: of the run.
        model: the judge.
        limit: go through the first `limit` finished cases only.
        timeout: seconds after which a call is given up.
        progress: called with the numbers of cases done and to do.

    Raises:
        EvaluationError: there is no run, or no finished case, or the model cannot be reached.

    """
    record = read_record(folder)
    entries = _to_judge(folder, limit)
    prompt = load_prompt("judge")
    verdicts: list[Verdict] = []
    for number, entry in enumerate(entries, start=1):
        if entry["answer"]["outcome"] == "answered":
            verdicts.append(judge_case(entry, model, prompt, timeout=timeout))
            _check_hope(verdicts, model)
        progress(number, len(entries))
    judgement = Judgement(
        run_id=record.run_id,
        run_is_whole=record.is_whole,
        judged=now(),
        model=_name_of(model),
        prompt=prompt.label,
        limit=limit,
        n=len(entries),
        n_refused=len(entries) - len(verdicts),
        n_judged=sum(verdict.problem is None for verdict in verdicts),
        n_unreadable=sum(_is_unreadable(verdict) for verdict in verdicts),
        n_failed=sum(_has_failed(verdict) for verdict in verdicts),
        ratings={rating: _figure(rating, verdicts) for rating, _ in _PAIRS},
        agreement=agreements(verdicts, entries),
        verdicts=tuple(verdicts),
    )
    write_json(folder / "judge.json", judgement.model_dump(mode="json"))
    return judgement


def _to_judge(folder: Path, limit: int | None) -> list[Json]:
    if limit is not None and limit < 1:
        raise EvaluationError(f"the limit is {limit}; judge at least one case")
    entries = list(read_finished(folder))[:limit]
    if not entries:
        raise EvaluationError(f"{folder}: no case of this run is finished; there is none to judge")
    return entries


def judge_case(
    entry: Json, model: "BaseChatModel", prompt: Prompt, *, timeout: float = 2 * _TIMEOUT
) -> Verdict:
    """Have `model` rate one answered case, in the form in which a run keeps it."""
    name = entry["id"]
    text = prompt.fill(**as_data(entry))
    try:
        said = _within(timeout, lambda: str(model.invoke(text).text))
    except TimeoutError:
        return Verdict(id=name, problem="the model did not reply in time")
    except Exception as error:  # noqa: BLE001 - each provider has its own, without a common base
        return Verdict(id=name, problem=f"the model failed: {_first_line(error)}")
    reply = read_reply(said)
    if reply is None:
        return Verdict(id=name, problem="the reply is not what was asked for", reply=said[:_KEPT])
    return Verdict(
        id=name,
        groundedness=reply.groundedness,
        completeness=reply.completeness if entry["case"]["gold"] else None,
        reply=said,
    )


def read_reply(said: str) -> Reply | None:
    """Return the ratings; None if `said` is anything but the one JSON object asked for."""
    if len(said) > _LONGEST_REPLY:
        return None
    try:
        return Reply.model_validate(json.loads(said, object_pairs_hook=_without_repeats))
    except (ValueError, ValidationError):
        return None


def agreements(verdicts: Sequence[Verdict], entries: Sequence[Json]) -> tuple[Agreement, ...]:
    """Return how far the ratings agree with the metrics that ask nearly the same.

    Groundedness is compared with citation recall, completeness with fact recall: in rank, and
    as yes and no, where a yes is a rating of 4 or 5 and a score of 1.
    """
    scores = {entry["id"]: entry["scores"] for entry in entries}
    return tuple(_agreement(rating, metric, verdicts, scores) for rating, metric in _PAIRS)


def judgement_table(judgement: Judgement) -> str:
    """Return the judgement as Markdown: the counts, the ratings, the agreement."""
    lines = [
        f"Judge {judgement.model}, prompt {judgement.prompt}: {judgement.n} cases, "
        f"{judgement.n_judged} judged, {judgement.n_refused} refusals not judged, "
        f"{judgement.n_unreadable} replies unreadable, {judgement.n_failed} calls failed.\n",
        "| rating, 1 to 5 | mean | 95 % interval | n |",
        "|---|---|---|---|",
    ]
    for name, figure in judgement.ratings.items():
        span = "–" if figure.low is None else f"{figure.low:.2f} to {figure.high:.2f}"
        lines.append(f"| {name} | {_shown(figure.value, 2)} | {span} | {figure.n} |")
    lines += [
        "\n| rating against metric | Spearman | raw agreement | Cohen's kappa | n |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {each.rating} against {each.metric} | {_shown(each.spearman, 3)} "
        f"| {_shown(each.raw, 3)} | {_shown(each.kappa, 3)} | {each.n} |"
        for each in judgement.agreement
    ]
    return "\n".join(lines)


def _agreement(
    rating: str, metric: str, verdicts: Sequence[Verdict], scores: dict[str, Json]
) -> Agreement:
    pairs = [
        (rated, score)
        for verdict in verdicts
        if (rated := getattr(verdict, rating)) is not None
        and (score := scores[verdict.id].get(metric)) is not None
    ]
    rated, scored = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    yes, ought = [value >= _GOOD for value in rated], [value >= 1.0 for value in scored]
    return Agreement(
        rating=rating,
        metric=metric,
        n=len(pairs),
        spearman=spearman(rated, scored),
        raw=raw_agreement(yes, ought),
        kappa=cohens_kappa(yes, ought),
    )


def _figure(rating: str, verdicts: Sequence[Verdict]) -> RatingFigure:
    rated = [value for each in verdicts if (value := getattr(each, rating)) is not None]
    if not rated:
        return RatingFigure(value=None, low=None, high=None, n=0)
    low, high = interval(rated) or (None, None)
    return RatingFigure(value=round(sum(rated) / len(rated), 6), low=low, high=high, n=len(rated))


def _within(seconds: float, call: Callable[[], str]) -> str:
    """Return what `call` returns; give it up after `seconds`.

    A client's own time-out counts from byte to byte and is not known for every provider.
    """
    future: Future[str] = Future()

    def work() -> None:
        try:
            future.set_result(call())
        except BaseException as error:  # noqa: BLE001 - handed over to the caller
            future.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    return future.result(timeout=seconds)


def _check_hope(verdicts: Sequence[Verdict], model: "BaseChatModel") -> None:
    if len(verdicts) == _HOPELESS and all(map(_has_failed, verdicts)):
        raise EvaluationError(
            f"the judge {_name_of(model)} gave no reply to the first {_HOPELESS} cases "
            f"({verdicts[-1].problem}); see that it can be reached"
        )


def _is_unreadable(verdict: Verdict) -> bool:
    return verdict.problem is not None and verdict.reply is not None


def _has_failed(verdict: Verdict) -> bool:
    return verdict.problem is not None and verdict.reply is None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a field stands twice")
    return dict(pairs)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [""])[0][:_KEPT] or type(error).__name__


def _name_of(model: "BaseChatModel") -> str:
    """Return the class and, where the model knows it, the name of what it calls."""
    names = [getattr(model, field, None) for field in ("model_name", "model")]
    name = next((name for name in names if isinstance(name, str) and name), None)
    return f"{type(model).__name__}:{name}" if name else type(model).__name__


def _shown(value: float | None, places: int) -> str:
    return "–" if value is None else f"{value:.{places}f}"
