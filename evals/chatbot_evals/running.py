"""Cases and a chatbot -> a run: every case asked, scored and recorded, resumable at any point."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from chatbot.answering.answer import Answer
from chatbot.chatbot import Chatbot
from chatbot.errors import EvaluationError
from chatbot.indexing.generation import Generation
from chatbot.question.turn import Turn
from chatbot.settings import Settings
from chatbot_evals.bootstrapping import SEED
from chatbot_evals.cases import Case, read_cases
from chatbot_evals.gating import GATES
from chatbot_evals.metrics.coverage import coverage_curve
from chatbot_evals.observation import Json, Observation
from chatbot_evals.page_summary import write_page_summary
from chatbot_evals.records import (
    RunRecord,
    case_digests,
    git_state,
    installed_packages,
    new_run_id,
    now,
    read_finished,
    read_record,
    this_machine,
    write_json,
)
from chatbot_evals.scoring import Figure, score_case, sum_up

Progress = Callable[[int, int], None]
Ask = Callable[[str, Sequence[Turn]], tuple[Answer, Turn]]
"""A question and the turns before it -> the answer and the turn for the next question."""


def run_cases(
    chatbot: Chatbot,
    settings: Settings,
    paths: Sequence[Path],
    runs: Path,
    *,
    repeat: int,
    gates: Path = GATES,
    resume: Path | None = None,
    progress: Progress = lambda done, total: None,
) -> tuple[Path, Json]:
    """Run the cases of `paths`; return the run's folder and its summary.

    Args:
        chatbot: the one to ask, over the index of `settings`.
        settings: kept in the record.
        paths: files of cases.
        runs: the folder in which a folder for this run is made.
        repeat: how often each conversation is held, to see that the answers are the same bytes.
        gates: the file of bounds by which the page judges the run; it may be missing.
        resume: the folder of a run that was stopped; its finished cases are not asked again.
        progress: called with the numbers of cases done and to do.

    Raises:
        CaseError: the cases are malformed or do not fit the indexed articles.
        EvaluationError: the run to be resumed is another one.

    """
    generation = chatbot.generation()
    articles = {name: generation.article(name).text for name in generation.articles}
    cases = read_cases(paths, articles)
    record = _new_record(generation, settings, paths, repeat)
    folder = resume or runs / record.run_id
    if resume:
        record = _taken_up(read_record(folder), record)
        _keep_finished(folder)
    folder.mkdir(parents=True, exist_ok=bool(resume))
    write_json(folder / "record.json", record.model_dump())
    chatbot.warm_up()
    done = {entry["id"]: entry for entry in read_finished(folder)}
    with (folder / "cases.jsonl").open("a", encoding="utf-8") as file:
        for number, case in enumerate(cases, start=1):
            if case.id not in done:
                done[case.id] = _entry(observe(chatbot.ask, case, articles, repeat))
                file.write(json.dumps(done[case.id], ensure_ascii=False) + "\n")
                file.flush()
            progress(number, len(cases))
    summary = summarise(record.run_id, [done[case.id] for case in cases], articles)
    _finish(folder, record, summary, gates)
    return folder, summary


def _finish(folder: Path, record: RunRecord, summary: Json, gates: Path) -> None:
    write_json(folder / "summary.json", summary)
    write_json(folder / "record.json", record.model_copy(update={"finished": now()}).model_dump())
    write_page_summary(folder, record, summary, gates)


def summarise(run_id: str, entries: Sequence[Json], articles: Mapping[str, str]) -> Json:
    """Return the run summary of the contract, with intervals and the coverage curve added."""
    scores = [entry["scores"] for entry in entries]
    tags = sorted({tag for entry in entries for tag in entry["case"]["tags"]})
    overall = sum_up(scores)
    observations = [_observation(entry, articles) for entry in entries]
    return {
        "run_id": run_id,
        "n": len(entries),
        "metrics": _values(overall),
        "intervals": _intervals(overall),
        "by_tag": {tag: _of_tag(entries, tag) for tag in tags},
        "coverage_curve": coverage_curve(observations),
        "cases": [_summary_of(entry) for entry in entries],
    }


def observe(ask: Ask, case: Case, articles: Mapping[str, str], repeat: int) -> Observation:
    """Hold the conversation of `case`, `repeat` times, and time the last answer of the first."""
    answer, seconds = _converse(ask, case.turns)
    again = [_converse(ask, case.turns)[0] for _ in range(repeat - 1)]
    same = [json.dumps(other) == json.dumps(answer) for other in again]
    return Observation(
        case=case,
        answer=answer,
        articles=articles,
        seconds=seconds,
        repeats=all(same) if same else None,
    )


def _converse(ask: Ask, questions: Sequence[str]) -> tuple[Json, float]:
    turns: list[Turn] = []
    for question in questions[:-1]:
        turns.append(ask(question, turns)[1])
    started = time.perf_counter()
    answer, _ = ask(questions[-1], turns)
    seconds = time.perf_counter() - started
    as_printed: Json = json.loads(json.dumps(answer.to_dict()))
    return as_printed, round(seconds, 6)


def _entry(observation: Observation) -> Json:
    """Return a finished case as it is kept in `cases.jsonl`."""
    return {
        "id": observation.case.id,
        "case": observation.case.model_dump(mode="json"),
        "scores": score_case(observation),
        "seconds": observation.seconds,
        "repeats": observation.repeats,
        "answer": observation.answer,
    }


def _observation(entry: Json, articles: Mapping[str, str]) -> Observation:
    return Observation(
        case=Case.model_validate(entry["case"]),
        answer=entry["answer"],
        articles=articles,
        seconds=entry["seconds"],
        repeats=entry["repeats"],
    )


def _summary_of(entry: Json) -> Json:
    scores = entry["scores"]
    verbatim = scores["verbatim_rate"]
    shown = scores["conflict_recall"]
    hit = scores["evidence_recall"]
    return {
        "id": entry["id"],
        "outcome": entry["answer"]["outcome"],
        "reason": entry["answer"]["reason"],
        "fact_recall": scores["fact_recall"],
        "evidence_hit": None if hit is None else hit == 1.0,
        "verbatim": None if verbatim is None else verbatim == 1.0,
        "conflict_shown": None if shown is None else shown == 1.0,
        "seconds": entry["seconds"],
        "answer": entry["answer"],
        "case": entry["case"],
        "scores": scores,
    }


def _of_tag(entries: Sequence[Json], tag: str) -> dict[str, float | int | None]:
    tagged = [entry["scores"] for entry in entries if tag in entry["case"]["tags"]]
    return {"n": len(tagged), **_values(sum_up(tagged))}


def _values(figures: Mapping[str, Figure]) -> dict[str, float | None]:
    return {name: figure.value for name, figure in figures.items()}


def _intervals(figures: Mapping[str, Figure]) -> Json:
    return {
        name: {"low": figure.low, "high": figure.high, "n": figure.n}
        for name, figure in figures.items()
    }


_WORDED_WITH = ("answer", "lines", "reader_clinician", "condense", "questions")
"""The prompts of an answer worded by a language model."""


def _new_record(
    generation: Generation, settings: Settings, paths: Sequence[Path], repeat: int
) -> RunRecord:
    from chatbot.answering.prompts import load_prompt

    commit, dirty = git_state(Path.cwd())
    names = ("disclaimer", *(_WORDED_WITH if settings.llm else ()))
    return RunRecord(
        run_id=new_run_id(),
        started=now(),
        commit=commit,
        dirty=dirty,
        packages=installed_packages(),
        machine=this_machine(),
        generation=generation.manifest.generation,
        embedding_model=generation.manifest.embedding_model,
        embedding_digest=generation.manifest.embedding_digest,
        prompts={name: load_prompt(name).label for name in names},
        settings={name: str(value) for name, value in settings.model_dump().items()},
        seed=SEED,
        repeat=repeat,
        cases=case_digests(paths),
    )


def _taken_up(old: RunRecord, new: RunRecord) -> RunRecord:
    """Return the record of a run that goes on; refuse to mix answers of two set-ups."""
    if old.is_whole:
        raise EvaluationError(f"run {old.run_id} is whole; there is nothing to resume")
    fields = ("generation", "cases", "packages", "prompts", "settings", "repeat", "commit", "dirty")
    for field in fields:
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            raise EvaluationError(
                f"run {old.run_id} cannot go on: its {field} was {before}, now it is {after}; "
                "start a new run"
            )
    return old.model_copy(update={"resumed": old.resumed + 1})


def _keep_finished(folder: Path) -> None:
    """Drop a line that a kill cut short, so that the next is not glued to it."""
    lines = [json.dumps(entry, ensure_ascii=False) + "\n" for entry in read_finished(folder)]
    (folder / "cases.jsonl").write_text("".join(lines), encoding="utf-8")
