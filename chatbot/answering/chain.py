"""The pipeline as a LangGraph graph, for LangChain users and for streaming pages."""

from typing import Any

from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from chatbot.answering.pipeline import Pipeline, State

Chain = CompiledStateGraph[State, Any, State, State]


def build_chain(pipeline: Pipeline) -> Chain:
    """Return the graph of the steps of `pipeline`.

    Invoke it with `{"question": "...", "turns": ()}`, for another reader than a clinician also
    `"audience"`; the result holds `"answer"` (an `Answer`) and `"condensed"`, from which the `Turn`
    for the next question is made. With a language model, the stream mode "custom" gives what may
    be shown so far: the sentences that have passed the gate, as statements.
    """
    graph = StateGraph(State)
    steps = pipeline.steps()
    names = list(steps)
    for name, step in steps.items():
        node: Any = _streamed(pipeline) if name == "word" else step
        graph.add_node(name, node)
    graph.add_node("refuse", pipeline.refuse)
    graph.add_edge(START, names[0])
    for name, following in zip(names, [*names[1:], END], strict=True):
        graph.add_conditional_edges(name, _onward(following), ["refuse", following])
    graph.add_edge("refuse", END)
    return graph.compile(name="guideline-chatbot")


def _streamed(pipeline: Pipeline) -> Any:
    return lambda state: pipeline.word(state, get_stream_writer())


def _onward(following: str) -> Any:
    return lambda state: "refuse" if state.get("refusal") else following
