"""The steps as a LangGraph graph, for LangChain users and for what streams LangGraph."""

from collections.abc import Callable, Iterator
from typing import Any, Required, TypedDict, TypeVar

from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from chatbot.answering.answer import Answer, Audience
from chatbot.answering.pipeline import Pipeline
from chatbot.answering.steps import (
    Answered,
    Asking,
    Chosen,
    Found,
    Quoted,
    Refused,
    Sentences,
    Steps,
    Understood,
)
from chatbot.question.turn import Condensed, Turn
from chatbot.retrieval.passage import Passage

Come = Understood | Found | Chosen | Refused | Quoted | Answered
_Come = TypeVar("_Come", Understood, Found, Chosen, Refused, Quoted)


class State(TypedDict, total=False):
    """What goes into the graph and what comes out, as LangGraph wants it.

    `question`, `turns` and, if it is not a clinician, `audience` go in; `answer`, `condensed` and
    the `passages` weighed come out. `at` is what the last step came to.
    """

    question: Required[str]
    turns: Required[tuple[Turn, ...]]
    audience: Audience
    at: Come
    answer: Answer
    condensed: Condensed
    passages: tuple[Passage, ...]


Chain = CompiledStateGraph[State, Any, State, State]
Node = Callable[[State], dict[str, Any]]


def build_chain(pipeline: Pipeline) -> Chain:
    """Return the graph of the steps of `pipeline`.

    Invoke it with `{"question": "...", "turns": ()}`, for another reader than a clinician also
    `"audience"`; the result holds `"answer"` (an `Answer`) and `"condensed"`, from which the `Turn`
    for the next question is made. With a language model, the stream mode "custom" gives what may
    be shown so far: the sentences that have passed the gate, as statements.
    """
    graph = StateGraph(State)
    nodes = _nodes(pipeline.steps)
    for name, node in nodes.items():
        added: Any = node
        graph.add_node(name, added)
    names = [name for name in nodes if name != "refuse"]
    graph.add_edge(START, names[0])
    for name, following in zip(names, [*names[1:], END], strict=True):
        graph.add_conditional_edges(name, _onward(following), ["refuse", following])
    graph.add_edge("refuse", END)
    return graph.compile(name="guideline-chatbot")


def _nodes(steps: Steps) -> dict[str, Node]:
    """Return the steps as nodes, in order; after any of them a refusal leads to "refuse"."""
    nodes: dict[str, Node] = {
        "condense": lambda state: _at(steps.understand(_asking(state))),
        "retrieve": lambda state: _at(steps.find(_come_to(state, Understood))),
        "choose": lambda state: _at(steps.choose(_come_to(state, Found))),
        "answer": lambda state: _at(steps.quote(_come_to(state, Chosen))),
        "refuse": lambda state: _at(steps.refuse(_come_to(state, Refused))),
    }
    if steps.word:
        word = steps.word
        nodes["word"] = lambda state: _streamed(word(_come_to(state, Quoted)))
    return nodes


def _asking(state: State) -> Asking:
    return Asking(
        question=state["question"],
        turns=tuple(state["turns"]),
        audience=state.get("audience", Audience.CLINICIAN),
    )


def _come_to(state: State, kind: type[_Come]) -> _Come:
    """Return what the last step came to, which the edges lead on with only if it is a `kind`."""
    at = state["at"]
    assert isinstance(at, kind)
    return at


def _at(come_to: Come) -> dict[str, Any]:
    """Return what a step adds to the state."""
    added: dict[str, Any] = {"at": come_to}
    if isinstance(come_to, Understood | Refused):
        added["condensed"] = come_to.condensed
    if isinstance(come_to, Found):
        added["passages"] = come_to.passages
    if isinstance(come_to, Quoted):
        added["answer"] = come_to.answered.answer
    if isinstance(come_to, Answered):
        added["answer"] = come_to.answer
    return added


def _streamed(events: Iterator[Sentences | Answered]) -> dict[str, Any]:
    """Give what may be shown so far to the stream; return what the last event adds."""
    tell = get_stream_writer()
    added: dict[str, Any] = {}
    for event in events:
        if isinstance(event, Sentences):
            tell(event.statements)
        else:
            added = _at(event)
    return added


def _onward(following: str) -> Any:
    return lambda state: "refuse" if isinstance(state["at"], Refused) else following
