"""What an answer was made from -> its manifest, which names it and what it takes to repeat it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from chatbot.answering.answer import AnswerManifest, Audience
from chatbot.answering.prompts import Prompt, load_prompt
from chatbot.answering.steps import Asking
from chatbot.indexing.fingerprinting import program_digest
from chatbot.retrieval.limiting import Limits
from chatbot.version import __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What is the same for every answer of one chatbot over one generation.

    `model` is the language model that may be asked, None if there is none.
    """

    generation: str
    embedding_model: str
    reranker: str | None
    model: str | None
    limits: Limits
    weakest_score: float
    disclaimer: Prompt


def make_manifest(
    origin: Origin, asking: Asking, *, rewritten: bool, sent: Sequence[Prompt]
) -> AnswerManifest:
    """Return the manifest of the answer to `asking`.

    `rewritten` says whether the model was asked to condense the question, `sent` are the prompts
    that it was asked to word the answer with.
    """
    prompts = [*sent, *(_condensing() if rewritten else ())]
    llm = origin.model if prompts else None
    prompts += [] if asking.audience.sees_doses else [load_prompt("patient_notice")]
    within = asdict(origin.limits.within) if origin.limits.within else None
    show = "approved" if origin.limits.hidden else "all"
    identity = "\0".join(_identity(origin, asking, llm, prompts, [show, repr(within)]))
    return AnswerManifest(
        answer_id=hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        generation=origin.generation,
        embedding_model=origin.embedding_model,
        reranker=origin.reranker,
        llm=llm,
        prompts={prompt.name: prompt.label for prompt in (origin.disclaimer, *prompts)},
        version=__version__,
        show=show,
        within=within,
        audience=asking.audience.value,
        code=program_digest(),
        weakest_score=origin.weakest_score,
    )


def _condensing() -> tuple[Prompt, Prompt]:
    return load_prompt("condense"), load_prompt("questions")


def _identity(
    origin: Origin,
    asking: Asking,
    llm: str | None,
    prompts: Sequence[Prompt],
    limits: Sequence[str],
) -> Iterator[str]:
    """Yield all that an answer depends on."""
    yield origin.generation
    yield program_digest()
    yield repr(origin.weakest_score)
    yield origin.disclaimer.label
    yield from (turn.question for turn in asking.turns)
    yield asking.question
    if origin.reranker:
        yield origin.reranker
    if origin.limits:
        yield from limits
    if llm:
        yield llm
        yield from (prompt.label for prompt in prompts)
    if asking.audience is not Audience.CLINICIAN:
        yield asking.audience.value
