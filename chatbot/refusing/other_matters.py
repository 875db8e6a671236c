"""A question that is not about medicine, or an instruction to the program -> why not answered."""

import re

from chatbot.refusing.refusal import Reason, Refusal

_INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass|drop)\b[^.?!]{0,30}"
    r"\b(?:instructions?|rules?|prompts?|articles?|guidelines you|restrictions?|everything|above"
    r"|previous)\b|\b(?:system|hidden|secret|initial|original) prompt\b"
    r"|\b(?:reveal|print|show|repeat|output|display|leak)\b[^.?!]{0,30}"
    r"\b(?:prompt|instructions|configuration|config|rules|password|api key|source code)\b"
    r"|\byou are (?:now|no longer)\b|\b(?:act|behave|respond|answer) as (?:if you were |though )?"
    r"(?:an?|the) (?!outpatient|inpatient)\w+|\bpretend\b|\brole-?play\b|\bjailbreak\b"
    r"|\bdeveloper mode\b"
    r"|\bwithout any (?:limits?|restrictions?|rules)\b",
    re.IGNORECASE,
)
_TASK = re.compile(
    r"\b(?:write|compose|tell|sing|make up|draft|create|generate|give|draw|translate|fix|debug)\b"
    r"[^.?!]{0,25}\b(?:poem|joke|story|song|haiku|limerick|essay|novel|rap|riddle|tweet|email"
    r"|letter|cover letter|speech|code|function|script|program|sql|javascript|python|java|html|css"
    r"|regex|recipe|picture|image)\b|\b(?:javascript|typescript|python|sql|html|java|css|c\+\+"
    r"|php)\b",
    re.IGNORECASE,
)
_MATTER = re.compile(
    r"\b(?:weather|rain|snow|forecast|temperature outside|recipe|cook|bake|boil|fry|spaghetti|pasta"
    r"|cake|bread|pizza|football|soccer|tennis|basketball|world cup|olympics?|match|league|movie"
    r"|film|actor|actress|song|singer|lyrics|celebrity|president|prime minister|election|parliament"
    r"|capital (?:city )?of|population of|tallest|longest river|mountain|stock(?:s| market| price)"
    r"|bitcoin|crypto\w*|tax(?:es)?|mortgage|loan|insurance premium|hotel|flight|train|bus|ticket"
    r"|restaurant|holiday|vacation|car|phone|laptop|computer|wifi|password|homework|algebra"
    r"|equation|square root|prime number|horoscope|zodiac|joke|poem|chess|video game|time is it"
    r"|what day is|year did|who (?:won|wrote|invented|painted|discovered|is the)|lottery"
    r"|shopping|buy)\b",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"\b(?:patients?|treat\w*|therap\w+|drugs?|medicines?|medications?|dos(?:e|es|age|ing)|disease"
    r"|disorder|syndrome|symptoms?|diagnos\w+|clinical\w*|clinic|hospital|guidelines?|vaccin\w+"
    r"|surg\w+|infect\w+|blood|pain|risks?|adverse|side effects?|prognosis|relapses?|acute"
    r"|chronic|screen\w+|prevent\w*|prophyla\w+|monitor\w*|test\w*|mg|infusion|inject\w+)\b",
    re.IGNORECASE,
)
_NEAR = 0.35  # cosine from which a passage may well be about it
_FAR = 0.09  # cosine below which no passage is near


def refuse_instruction(question: str) -> Refusal | None:
    """Return why an instruction to the program is not followed, None for anything else."""
    if _INSTRUCTION.search(question):
        return Refusal(
            reason=Reason.NOT_MEDICAL,
            explanation=(
                "This is an instruction to the program, not a question about the articles; it "
                "only looks up what the articles say."
            ),
        )
    return None


def refuse_other_matter(question: str, *, names: int, similarity: float) -> Refusal | None:
    """Return why a question outside medicine is not answered, None for one that may be inside.

    `names` is the number of medical names in it, `similarity` the cosine of the passage that
    comes nearest.
    """
    if names or _FIELD.search(question):
        return None
    if similarity < (_NEAR if names_other_matter(question) else _FAR):
        return Refusal(
            reason=Reason.NOT_MEDICAL,
            explanation="This does not seem to be a medical question.",
        )
    return None


def names_other_matter(question: str) -> bool:
    """Tell whether `question` names something outside medicine: the weather, a poem."""
    return bool(_TASK.search(question) or _MATTER.search(question))
