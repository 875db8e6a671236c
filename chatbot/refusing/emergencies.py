"""A question asked in an emergency -> the reply that sends for help first.

"How is status epilepticus treated?" is a question; "my patient is seizing now" is an emergency:
something acute that happens to a person at this moment.
"""

import re

from chatbot.refusing.refusal import Reason, Refusal

_ACUTE = re.compile(
    r"\b(?:seiz(?:ing|ure)|convuls\w+|fitting\b|stopped breathing|not breathing|isn't breathing"
    r"|(?:can't|cannot|can not|can barely|unable to) breathe|(?:struggling|gasping) (?:to|for) \w+"
    r"|chok(?:ing|es)|(?:turning|turned|going|gone) (?:blue|gr[ae]y)|cyanotic|unconscious"
    r"|unresponsive|not responding to (?:voice|pain)|not (?:waking|rousable)|collaps\w+"
    r"|passed out|fainted|cardiac arrest|arresting|no pulse|pulseless|coding|crashing"
    r"|chest (?:pain|pressure|tightness)|heart attack|having a stroke|face (?:is )?droop\w*"
    r"|anaphyla\w+|throat (?:is )?(?:closing|swelling)|airway (?:is )?(?:closing|swelling|blocked)"
    r"|bleeding (?:out|heavily|to death|profusely|badly)|h(?:a)?emorrhag(?:ing|e)"
    r"|ha?emorrhagic shock"
    r"|(?:massive|heavy|severe) bleed(?:ing)?|overdos\w+|swallowed|poison(?:ed|ing)"
    r"|tak(?:en|ing) (?:too many|all (?:his|her|my|the)|a whole)|kill (?:myself|himself|herself)"
    r"|suicidal|ruptur(?:ing|ed)|in shock|going into \w*\s?shock|septic shock|dying"
    r"|(?:pressure|saturation|sats|bp) (?:is |are )?(?:dropping|falling|crashing|unrecordable))",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\bright now\b|\b(?:seizing|breathing|bleeding|pain|happening|unconscious|it|shock|arrest"
    r"|convulsing|unresponsive|pulse) now\b|\bat this (?:very )?moment\b|\bas we speak\b"
    r"|\b(?:has|have|is|was|'s|and|she|he|i|patient) just\b|\bjust (?:now|this (?:minute|second))"
    r"|\bhelp(?: me| us)?\b(?=\W*(?:now|please|quick\w*|!|$))|\bquick(?:ly)?[,!]|\burgent(?:ly)?!"
    r"|\bwhat (?:do|should|can|must) (?:i|we) (?:do|give|take)(?: (?:now|first"
    r"|immediately))?\s*\W*$"
    r"|\bwhat now\b|\bsince (?:\w+ )?(?:minutes|an hour|half an hour)\b"
    r"|\bfor (?:the (?:last|past) )?\w+ minutes\b|!!|\bcall (?:911|112|999)\b",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"\b(?:my|our|i|i'm|i am|he|she|he's|she's|his|her|him|we|the (?:patient|woman|man|boy|girl"
    r"|lady|gentleman|child|baby|wom[ae]n in|man in)|this (?:patient|man|woman|child|lady)|mr|mrs"
    r"|ms|someone|somebody|a (?:colleague|visitor|relative|man|woman|child) here)\b|^patient\b",
    re.IGNORECASE,
)
_UNDER_WAY = re.compile(
    r"\b(?:is|are|am|'s|'m|’s|’m|i think i'm|going) (?:\w+ly )?(?:seizing|convulsing|fitting"
    r"|choking"
    r"|not breathing|bleeding|turning|going|unconscious|unresponsive|having|dying|arresting"
    r"|crashing|coding|collapsing|gasping|struggling|rupturing|in shock|suicidal)"
    r"|\b(?:can't|cannot) breathe|\bgoing into\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:(?<!minutes )(?<!minute )(?<!hours )(?<!hour )ago|yesterday"
    r"|last (?:week|month|year|night)|in the past|previous(?:ly)?|history of"
    r"|recovered|since then|years? earlier)\b",
    re.IGNORECASE,
)
_HARMED = re.compile(
    r"\b(?:kill(?:s|ing)?|hurt(?:s|ing)?|harm(?:s|ing)?) (?:my|him|her|them)sel(?:f|ves)\b"
    r"|\bend(?:s|ing)? (?:my|his|her|their) (?:own )?li(?:fe|ves)\b|\bwants? to die\b"
    r"|\b(?:took|taken|swallow(?:ed|s)|drank|drunk|ate|eaten|ingested|injected) (?:\w+ ){0,3}?"
    r"(?:\d{2,}|too (?:many|much)|all (?:of )?(?:my|his|her|their|the)|a (?:whole|full|bottle|box"
    r"|pack|handful)|an overdose|dozens|bleach|antifreeze|detergent|pesticide|poison"
    r"|(?:a |button )?batter(?:y|ies))\b|\boverdosed\b",
    re.IGNORECASE,
)
"""What somebody does to themselves, or has taken: it needs help whether it is said "now" or not."""
_FIRST = (
    "This sounds like an emergency. Follow your local emergency procedure or call the emergency "
    "number now; this chatbot is no help in an emergency and does not advise on this one."
)


def refuse_emergency(question: str) -> Refusal | None:
    """Return the reply to a question asked in an emergency, None for any other."""
    plain = question.replace("\u2019", "'")
    if _PAST.search(plain) and not re.search(r"\bnow\b", plain, re.IGNORECASE):
        return None
    somebody = bool(_SOMEBODY.search(plain))
    if somebody and _HARMED.search(plain):
        return _REPLY
    if not _ACUTE.search(plain):
        return None
    if (somebody or not plain.rstrip().endswith("?")) and _NOW.search(plain):
        return _REPLY
    return _REPLY if somebody and _UNDER_WAY.search(plain) else None


_REPLY = Refusal(reason=Reason.EMERGENCY, explanation=_FIRST)
