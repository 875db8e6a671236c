"""Words that ask for something of a thing without naming the thing.

"What is the usual dose?" has no head: nobody can tell of what. A question whose words are all in
here leans on the conversation. Compared as stems, so that one form stands for all of a word.
"""

from chatbot.language.tokens import STOP_WORDS, stem, words

_OF_A_THING = """
    dose dosage dosing duration length course route interval frequency timing schedule regimen
    amount rate share percentage percent proportion number figure level range limit limitation
    threshold cut-off size weight height age speed price cost fee charge pay payment budget
    effect event reaction complication harm benefit advantage disadvantage downside drawback risk
    danger hazard warning precaution caution contraindication interaction safety efficacy
    effectiveness evidence proof data study trial source reference
    symptom sign feature characteristic property quality criterion criteria indication cause
    reason purpose aim goal role function mechanism effect consequence result outcome prognosis
    impact importance significance relationship association connection link similarity difference
    comparison alternative option choice possibility opportunity exception condition requirement
    eligibility qualification qualify eligible step stage phase procedure process method approach
    technique strategy plan way manner means protocol algorithm rule guideline guidance
    recommendation advice tip instruction detail information background summary overview
    description explanation definition meaning example kind type sort category class group form
    version variety list item part piece component element aspect section portion half rest
    remainder majority minority most least average total sum
    name title author writer creator owner founder maker member person people someone anyone
    patient case individual user customer
    place location area region country site position direction distance address
    date day week month year hour minute second time moment period season century history origin
    beginning start end today now currently still later earlier recently ago
    treatment therapy management medication medicine drug agent intervention prevention
    test testing check examination exam screening monitoring monitor surveillance follow-up visit
    diagnosis response improvement recovery failure success worsening delay maintenance
    first-line second-line third-line line prophylaxis dietary
    problem issue question answer thing stuff matter topic subject point fact idea thought
    opinion story plot character action activity change development improvement increase decrease
    reduction growth
    team company organization program service system product tool feature application
    account place setting
    max maximum min minimum maximal minimal ceiling session cycle round visit tablet pill spray
    drop sachet vial ampoule unit mg mcg ml kg onset half-life peak trough target lab labs bloods
    lifelong level monitoring toxicity reversal antidote tapering taper titration
"""
_DONE_TO_A_THING = """
    give given take taken use used using get got getting make made do done doing go going went come
    came happen happened occur begin began stop stopped continue continued last keep kept put
    start work working help matter need needed want wanted like find found look see seen show
    shown know known mean meant think say said tell told ask asked speak talk explain describe
    discuss mention elaborate clarify call called
    recommend suggest advise consider prefer administer prescribe repeat treat manage measure
    assess evaluate detect identify diagnose prevent avoid reduce lower raise increase decrease
    improve worsen change differ vary depend affect cause lead respond fail tolerate switch adjust
    taper wait watch judge fall become turn remain stay leave include contain involve belong exist
    seem appear report space associate combine up
    follow compare choose select pick decide offer provide receive obtain apply create build set add
    remove try learn read write send pay buy sell cover support allow require
"""
_SAID_OF_A_THING = """
    common frequent side adverse usual typical normal rare likely unlikely possible available
    suitable
    appropriate effective safe dangerous harmful good better best bad worse worst high higher
    highest low lower lowest large larger great greater big small smaller short shorter long longer
    early late soon quick quickly fast slow old new recent other another else same different
    similar equal certain sure exact exactly main major minor primary secondary initial final
    first second third next previous last former latter single double many much several few enough
    aggressive prompt promptly strong weak solid robust less more little all any both each every
    some none only even again
    once twice often always never sometimes usually daily weekly monthly yearly annual once-daily
    mild moderate severe
    serious important interesting necessary essential useful special specific particular general
    overall standard recommended preferred required additional extra further optional free
    cheap expensive easy difficult hard simple famous popular successful well right wrong true
    false real okay ok fine yes no not please thanks thank really actually probably maybe perhaps
    anything something nothing everything there here two three four five six one ones lot bit
    over until since per within without instead besides except long-term short-term two-week
"""

GENERAL_STEMS = frozenset(
    stem(word)
    for listed in (_OF_A_THING, _DONE_TO_A_THING, _SAID_OF_A_THING)
    for word in listed.split()
)
_ATTRIBUTES = frozenset(_OF_A_THING.split())
_BONDS = frozenset(stem(word) for word in _DONE_TO_A_THING.split())


def is_name(word: str) -> bool:
    """Tell whether a normalised `word` names a thing, rather than what is asked of one."""
    return not (word in STOP_WORDS or word[0].isdigit() or stem(word) in GENERAL_STEMS)


def is_general(word: str) -> bool:
    """Tell whether a normalised `word` only says something of a thing: "safe", "often"."""
    return stem(word) in GENERAL_STEMS and not is_attribute(word)


def is_attribute(word: str) -> bool:
    """Tell whether a normalised `word` is something that is asked of a thing."""
    return word in _ATTRIBUTES or word.removesuffix("s") in _ATTRIBUTES


def is_bond(word: str) -> bool:
    """Tell whether a normalised `word` is what is done to a thing: it parts two phrases."""
    return stem(word) in _BONDS and not is_attribute(word)


def names_a_thing(text: str) -> bool:
    """Tell whether `text` names what it is about."""
    return any(is_name(word) for word in words(text))
