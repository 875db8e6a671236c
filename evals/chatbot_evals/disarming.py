"""A finished case -> the variables of the judge's prompt, out of which nothing can break."""

from chatbot.answering.delimiting import neutralised
from chatbot_evals.observation import Json


def as_data(entry: Json) -> dict[str, str]:
    """Return the variables of the prompt for one case, each fit to stand as data."""
    case, answer = entry["case"], entry["answer"]
    statements = [
        f"{each['text']} {''.join(f'[{number}]' for number in each['citations'])}"
        for each in answer["statements"]
    ]
    quotes = [f"[{each['number']}] {each['quote']}" for each in answer["citations"]]
    kind = "needed passage" if case["expect"] == "conflict" else "passage"
    gold = [f"{kind}: {each['quote']}" for each in case["gold"]]
    facts = [f"must say: {' / or: '.join(alternatives)}" for alternatives in case["facts"]]
    earlier = [f"asked before: {turn}" for turn in case["turns"][:-1]]
    return {
        "question": neutralised([*earlier, f"asked now: {case['turns'][-1]}"]),
        "answer": neutralised(statements),
        "evidence": neutralised(quotes),
        "gold": neutralised([*gold, *facts]),
    }
