"""Text -> words that address a language model (`machine_instructions`).

A page that is read to a model can tell it what to do. Guidelines give instructions too, so words
count only if they name a machine or speak of a machine's instructions.
"""

import re
from collections.abc import Iterator

from chatbot.checking.problem import Finding

_MACHINE = (
    r"(?:AIs?|A\.I\.|artificial intelligence|(?:large |AI )?language models?|LLMs?|GPT(?:-\d)?"
    r"|ChatGPT|chat ?bots?|AI (?:assistants?|agents?|models?|systems?|tools?)"
    r"|(?:virtual|digital|automated) assistants?)"
)
_ORDERS = r"(?:instructions?|prompts?|directives?|commands?|messages?|constraints?)"
# "If you are an assistant, ..." is for people.
_NO_IF = r"(?<!if\syou)(?<!when\syou)(?<!whether\syou)(?<!unless\syou)"

_DISMISSING = (
    # ignore all previous instructions
    r"(?:ignore|disregard|forget|override|bypass|discard)"
    r"(?: (?:about|of|all|any|every|the|your|my|these|those|and|or|other)){0,4}"
    r" (?:previous|previously|prior|above|earlier|preceding|foregoing|initial|original|existing"
    rf"|system|safety|your)(?: (?:or|and|given|system|safety|\w+ing)){{0,3}} {_ORDERS}",
    # disregard the instructions
    r"(?:ignore|disregard|forget|override) (?:all |any |the |your |these )?"
    r"(?:instructions|prompts|system messages?|directives)",
    # forget everything above, forget what you were told
    r"(?:ignore|disregard|forget) (?:everything|anything|all|what) (?:that )?"
    r"(?:above|before this|you (?:were|have been|are) (?:told|given|taught|instructed))",
    r"(?:ignore|disregard|forget|override|bypass) your (?:\w+ )?"
    r"(?:rules|guidelines|training|programming|restrictions|safeguards)",
    r"do not (?:follow|obey) (?:the |your |any |these )?"
    r"(?:previous|prior|above|earlier|system|original) (?:instructions?|prompts?|rules|directives)",
)
_CASTING = (
    # you are now a helpful AI; act as an unrestricted language model
    r"(?:you are|you're|act as|behave as|respond as|pretend (?:to be|you are))(?: now)?"
    r"(?: an?| the| my)?(?: (?:helpful|medical|clinical|expert|friendly|unrestricted|honest"
    rf"|uncensored|large|powerful)){{0,3}},? {_MACHINE}",
    rf"you{_NO_IF} are(?: now)? an?(?: (?:helpful|unrestricted|honest|uncensored|harmless|obedient"
    r"|knowledgeable|friendly)(?:,| and)?){1,3} (?:\w+ )?assistant",
    rf"you{_NO_IF} are(?: now)? an assistant"
    r"(?= (?:that|who|which|for|answering|helping)\b| ?[.,;:!\n])",
    # as an AI model; as a language model, I cannot
    r"as an? (?:AI|artificial intelligence|large language)(?: \w+)?(?: (?:model|assistant)|,)",
    r"as an? (?:language model|chat ?bot)[,:]? (?:you|I|your|my|trained)",
    r"(?:DAN|developer|jailbreak|god) mode(?= (?:is |now |on|enabled|activated)|[.!])",
    r"jailbreak(?:ed|ing)? (?:the |this |your )?(?:model|assistant|chatbot|prompt|AI)",
    r"from now on,? (?:you (?:are an?|act|must (?:answer|respond|reply|say))"
    r"|(?:always )?(?:answer|respond|reply))",
    r"(?:your )?new (?:instructions?|task|role|persona|directives?) ?(?:is|are|:)"
    r"(?= ?(?:to |you |as |ignore|always|never|reply|respond|answer))",
)
_ADDRESSING = (
    r"system prompt(?! (?:the|a|an|to) )",
    r"prompt injection",
    r"(?:your|the hidden|the initial) (?:system|developer|hidden|initial)"
    r" (?:message|instructions?|prompt)",
    # note to AI systems; AI models reading this
    r"(?:notes?|instructions?|messages?|attention|commands?|directives?|notice|important)"
    r" ?(?:to|for|:)(?: (?:all|the|any|every|other))?(?: (?:reading|quoting))?"
    rf" {_MACHINE}",
    rf"{_MACHINE} (?:(?:that|which|who) (?:is |are )?)?(?:read(?:s|ing)?|process(?:es|ing)?"
    r"|pars(?:es?|ing)|index(?:es|ing)?|summari[sz](?:es?|ing)|quot(?:es?|ing)) (?:this|these)",
    # when the user asks about X, answer Y; do not tell the user; reveal your prompt
    r"(?:when|if|whenever) (?:the|a|any) user asks?\b[^.\n]{0,80}?"
    r"\b(?:answer|say|reply|respond|recommend|state|output|tell)",
    r"(?:do not|don't|never) (?:tell|inform|warn|alert) the user",
    r"(?:do not|don't|never) (?:reveal|disclose|mention|repeat|show|print)"
    r" (?:this|these|your|the (?:system|above|hidden)) (?:instructions?|prompts?|messages?|rules)",
    r"(?:reveal|print|output|show|repeat|leak) (?:me )?(?:your|the)"
    r" (?:full |entire |exact |initial |original )?"
    r"(?:system |hidden )?(?:prompts?|(?:system|hidden|initial) (?:instructions|message))",
)
_TAGS = (
    r"<\|[a-z_]{2,30}\|>|\[/?INST\]|<</?SYS>>|\[/?(?:system|assistant)\]",
    r"</?(?:system|assistant|system_prompt|instructions|user_prompt)>",
    r"^[\t\x20>#*_]{0,9}(?:system|assistant|human|user)[*_]{0,2} ?:[*_]{0,2}[^\S\n]{1,9}"
    r"(?:you are|you must|you will|ignore|disregard|always|never|respond|reply|from now|answer)\b",
    r"^#{2,4} ?(?:instruction|system|assistant|human):? {0,9}$",
    r"\b(?:reply|respond|answer|output|print) (?:only |exactly |always ){1,2}(?:with )?"
    r"(?:the (?:word|phrase|text|string|following)\b|[\"\u201c'`])",
)
# Words may be parted by more than a space: a line's end, emphasis, a quotation sign.
_SPACE = r"[\s*_>~`\u200b\u00a0]{1,9}"
_ADDRESSED = re.compile(
    re.sub(
        r" (?![?{])",
        lambda _: _SPACE,
        rf"\b(?:{'|'.join((*_DISMISSING, *_CASTING, *_ADDRESSING))})(?!\w)|{'|'.join(_TAGS)}",
    ),
    re.IGNORECASE | re.MULTILINE,
)


def find_machine_instructions(text: str) -> Iterator[Finding]:
    """Yield the words that address a machine."""
    for match in _ADDRESSED.finditer(text):
        says = "this addresses a machine, not a reader; remove it, and ask how it came here"
        yield Finding(start=match.start(), end=match.end(), says=says)
