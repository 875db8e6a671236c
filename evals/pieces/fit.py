"""Fit by which map of their states word pieces are compared, and which of a question weigh most.

`python evals/pieces/fit.py QUESTIONS=ARTICLES ... FOLDER ...`, in the repository, asks the sets as
`chatbot eval fit` does. It prints for each corpus left out in turn in what share the gold line is
first, and among five, without pieces and with them; then it writes what the product loads, fitted
to all: `chatbot/indexing/piece_map.npz`. The order of statements is fitted as a whole, the other
traits with the pieces, by listwise logistic regression (ListNet, Cao et al. 2007).
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from chatbot.answering.steps import Asking, Refused
from chatbot.assembling import load_embedder
from chatbot.chatbot import Chatbot
from chatbot.errors import ChatbotError
from chatbot.indexing.chunking import embedded_span, head_end
from chatbot.indexing.embedding import BundledEmbedder
from chatbot.indexing.pieces import FITTED, SIZE, ranges_of
from chatbot.language.reading import Reader
from chatbot.question.turn import Turn
from chatbot.refusing.deciding import Refuser
from chatbot.retrieval.ranking import STATEMENT_TRAITS
from chatbot.settings import Settings, load_settings
from chatbot_evals.answer_sets import AskedQuestion
from chatbot_evals.evaluating_answers import open_set
from chatbot_evals.fitting import is_gold

MOST = 1200  # questions of a set, every nth
ROUNDS, RATE, RATE_OF_TRAITS, BATCH = 1, 5e-4, 0.02, 16
SHOWN = 5
WITHOUT = [n for n, trait in enumerate(STATEMENT_TRAITS) if "pieces" not in trait]
STATES = 384
NONE = -1.0  # below any cosine


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was found for a question.

    `pieces` are the states of the question's, `states` those of all chunks found; `own` and `head`
    (statements, most) say which of the latter are in a statement and in its chunk's head, one past
    the last where none is. `traits` are the other ones.
    """

    pieces: Tensor
    states: list[Tensor]
    own: Tensor
    head: Tensor
    traits: Tensor
    gold: Tensor

    @property
    def tells(self) -> bool:
        """Whether the order of its statements can be learned from."""
        return bool(self.gold.any()) and not bool(self.gold.all())


class Blend(torch.nn.Module):
    """The order of statements by their traits and their pieces."""

    def __init__(self, start: Tensor) -> None:
        super().__init__()
        self.map = torch.nn.Parameter(start.clone())
        self.weight = torch.nn.Parameter(torch.zeros(STATES))
        self.bias = torch.nn.Parameter(torch.tensor(0.5))
        self.traits = torch.nn.Parameter(torch.ones(len(WITHOUT)))
        self.near = torch.nn.Parameter(torch.ones(1))

    def pieces(self, asked: Asked) -> Tensor:
        """Return how near each statement is by its pieces: shape (statements, 1)."""
        mapped = functional.normalize(torch.cat(asked.states).float() @ self.map, dim=-1)
        cosines = functional.normalize(asked.pieces @ self.map, dim=-1) @ mapped.T
        cosines = functional.pad(cosines, (0, 1), value=NONE)
        best = torch.maximum(cosines[:, asked.own].amax(-1), cosines[:, asked.head].amax(-1))
        weights = functional.softplus(asked.pieces @ self.weight + self.bias)
        return (weights @ best.clamp(min=0) / weights.sum())[:, None]

    def forward(self, asked: Asked) -> Tensor:
        """Return the score of each statement."""
        return asked.traits @ self.traits + self.pieces(asked) @ self.near


def gather(chatbot: Chatbot, settings: Settings, questions: Sequence[AskedQuestion]) -> list[Asked]:
    """Return what is found for the questions that can be answered."""
    generation, steps = chatbot.generation(), chatbot.pipeline().steps
    embedder = load_embedder(settings)
    if not isinstance(embedder, BundledEmbedder):
        raise TypeError("only the bundled model's pieces are mapped")
    reader = Reader(generation.abbreviations, generation.medicines)
    refuser = Refuser(generation, embedder, reader, 0.0)
    begins = generation.array("statements.begins.npy")
    found = []
    for question in questions[:: max(1, len(questions) // MOST)]:
        turns: list[Turn] = []
        for earlier in question.turns[:-1]:
            turns.append(chatbot.ask(earlier, turns)[1])
        understood = steps.understand(Asking(question=question.turns[-1], turns=tuple(turns)))
        if question.gold and not isinstance(understood, Refused):
            ranked = steps.find(understood).ranked
            lacks = refuser.lacks(understood.condensed.question, understood.query, ranked)
            if lacks:
                found.append((question, understood.query.text, ranked[: len(lacks)], lacks))
    rows_of = [
        np.searchsorted(begins, [each.place for each in ranked], side="right") - 1
        for _, _, ranked, _ in found
    ]
    rows = sorted({int(row) for rows in rows_of for row in rows})
    chunks = {row: generation.chunks[row] for row in rows}
    states = {
        rows[n]: (places, torch.from_numpy(hidden.astype(np.float16)))
        for n, places, hidden in embedder.states([chunks[row].embedded for row in rows])
    }
    asked = {n: hidden for n, _, hidden in embedder.states([text for _, text, _, _ in found])}
    gathered = []
    for number, (question, _, ranked, lacks) in enumerate(found):
        own, head = [], []
        firsts: dict[int, int] = {}
        held: list[Tensor] = []
        for each, row in zip(ranked, map(int, rows_of[number]), strict=True):
            places, hidden = states[row]
            if row not in firsts:
                firsts[row] = sum(map(len, held))
                held.append(hidden)
            spans = [(0, head_end(chunks[row])), embedded_span(chunks[row], each.statement)]
            of_head, of_own = firsts[row] + ranges_of(places, spans)
            own.append(of_own)
            head.append(of_head)
        traits = [(*each.traits, *lacking) for each, lacking in zip(ranked, lacks, strict=True)]
        gathered.append(
            Asked(
                pieces=torch.from_numpy(asked[number]),
                states=held,
                own=_padded(own, sum(map(len, held))),
                head=_padded(head, sum(map(len, held))),
                traits=torch.tensor(np.array(traits, dtype=np.float32)[:, WITHOUT]),
                gold=torch.tensor([is_gold(question, each) for each in ranked]),
            )
        )
    return [each for each in gathered if len(each.pieces)]


def _padded(ranges: Sequence[npt.NDArray[np.int32]], last: int) -> Tensor:
    most = max(1, *(int(end - start) for start, end in ranges))
    found = torch.full((len(ranges), most), last)
    for row, (start, end) in enumerate(ranges):
        found[row, : end - start] = torch.arange(start, end)
    return found


def fitted(sets: Sequence[Sequence[Asked]], *, pieces: bool = True) -> Blend:
    """Return the blend fitted to `sets`, each weighing the same; the traits alone if not `pieces`.

    The map starts as the directions in which the states vary most.
    """
    sample = [each.states[0].float() for asked in sets for each in asked[::5]]
    states = functional.normalize(torch.cat(sample), dim=-1)
    blend = Blend(torch.linalg.eigh(states.T @ states)[1].flip(1)[:, :SIZE])
    kept = [[each for each in asked if each.tells] for asked in sets]
    rows = [(each, 1 / len(asked)) for asked in kept for each in asked]
    if not pieces:
        blend.near.data.zero_()
    _fit_traits(blend, rows, pieces=pieces)
    if pieces:
        _fit_map(blend, rows)
        _fit_traits(blend, rows, pieces=pieces)
    return blend


def _loss(scores: Tensor, gold: Tensor) -> Tensor:
    return torch.logsumexp(scores, 0) - torch.logsumexp(scores[gold], 0)


def _fit_map(blend: Blend, rows: Sequence[tuple[Asked, float]]) -> None:
    of_map = [blend.map, blend.weight, blend.bias]
    of_traits = [blend.traits, blend.near]
    optimiser = torch.optim.Adam([{"params": of_map}, {"params": of_traits}])
    chance = np.random.default_rng(0)
    batches = [
        order[first : first + BATCH]
        for order in (chance.permutation(len(rows)) for _ in range(ROUNDS))
        for first in range(0, len(order), BATCH)
    ]
    for step, batch in enumerate(batches):
        left = 1 - step / len(batches)
        for group, rate in zip(optimiser.param_groups, (RATE, RATE_OF_TRAITS), strict=True):
            group["lr"] = rate * left
        losses = [_loss(blend(rows[n][0]), rows[n][0].gold) * rows[n][1] for n in batch]
        optimiser.zero_grad()
        (torch.stack(losses).sum() / sum(rows[n][1] for n in batch)).backward()
        optimiser.step()


def _fit_traits(blend: Blend, rows: Sequence[tuple[Asked, float]], *, pieces: bool) -> None:
    """Fit what the traits and the pieces weigh, the map as it is."""
    scored = []
    with torch.no_grad():
        for each, weight in rows:
            near = blend.pieces(each) if pieces else torch.zeros(len(each.gold), 1)
            scored.append((torch.cat([each.traits, near], dim=1), each.gold, weight))
    weights = torch.cat([blend.traits, blend.near]).detach().clone().requires_grad_()
    optimiser = torch.optim.LBFGS([weights], max_iter=100)

    def closure() -> Tensor:
        optimiser.zero_grad()
        losses = [_loss(traits @ weights, gold) * weight for traits, gold, weight in scored]
        loss = torch.stack(losses).sum() + 1e-3 * weights @ weights
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    blend.traits.data, blend.near.data = weights.detach()[:-1], weights.detach()[-1:]


def judged(blend: Blend, asked: Sequence[Asked]) -> tuple[float, float]:
    """Return in what share a gold line is first, and among those shown."""
    with torch.no_grad():
        orders = [each.gold[blend(each).argsort(descending=True, stable=True)] for each in asked]
    return (
        float(np.mean([bool(order[:1].any()) for order in orders])),
        float(np.mean([bool(order[:SHOWN].any()) for order in orders])),
    )


def corpora(named: Sequence[str]) -> Iterator[tuple[str, list[Asked]]]:
    """Yield what is found for the sets, those over the same articles together."""
    settings = load_settings()
    together: dict[str, list[Asked]] = defaultdict(list)
    for name in named:
        path, _, articles = name.partition("=")
        within = settings.model_copy(update={"corpus": Path(articles)} if articles else {})
        chatbot, questions = open_set(
            Path(path), within, articles=bool(articles), report=lambda *_: None
        )
        together[articles or path] += gather(chatbot, settings, questions)
    yield from together.items()


def main() -> None:
    """Measure and write."""
    sets = dict(corpora(sys.argv[1:]))
    for name, asked in sets.items():
        others = [each for other, each in sets.items() if other != name]
        for pieces in (False, True):
            first, shown = judged(fitted(others, pieces=pieces), asked)
            said = "with pieces" if pieces else "without"
            print(f"{name}, n {len(asked)}, {said}: first {first:.3f}, shown {shown:.3f}")
    blend = fitted(list(sets.values()))
    np.savez(
        FITTED,
        map=blend.map.detach().numpy().astype(np.float16),
        weight=blend.weight.detach().numpy().astype(np.float16),
        bias=blend.bias.item(),
    )


if __name__ == "__main__":
    try:
        main()
    except ChatbotError as error:
        sys.exit(str(error))
