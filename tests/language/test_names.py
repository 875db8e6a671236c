"""What a text names: medicines, conditions, procedures, populations and routes."""

from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.language.names import NameFinder, NameKind, find_names

ORDINARY = """
able about above accept across act actual address advance afternoon again age agree air allow
almost alone already also although always amount animal answer anyone apple april area aroma
around arrive art article ask aspiring attempt august author away back bad bank basis beautiful
because bed before begin believe best better big bird black blood blue body book born both box
bread break bring brother build business buy call camera capital careful carry cat cause center
century certain chair chance change cheap choose church city class clean clear climb close cold
college color come common company complete computer concept consider continue control cook cool
copy corner correct cost country couple course court cover create cross crowd cry culture cup
current cut dance dark data daughter dead deal decide deep design detail develop diploma dinner
direction discover distance doctor dog door double down dozen draw dream dress drink drive dry
during each early earn earth east easy eat economy edge education effort eight empathy empty
end enemy energy engine enjoy enough enter equal equine escape evening event ever every exact
example except excite expect explain express eye face fact fail fair family famous far farm fast
father favorite fear feel few field fight figure fill film final find fine finger finish fire
first fish floor flower fly follow food foot football force foreign forest forget form forward
four free fresh friend front fruit full future game garden general geography get gift give glass
goal gold good government great green ground group grow guess guide gun hair half hall hand
happen happy hard hat head hear heart heavy help high hill history hit hold home homeopathy hope
horse hot hotel hour house how huge human hundred husband ice idea imagine important include
increase indeed industry inside instead interest intercept ironic ironing island issue job join
judge jump just keep key kill kind king kitchen know lady lake land language large last laugh
law lay lead learn least leave leg less lesson letter level life light like line list listen
little live local long look lose lot love low machine mail main make many map market marry matter
maybe mean measure meet member mention metal middle migrant mile milk mind minute miss model
modern moment money month moon more morning most mother mountain mouth move much music name nation
near need never new news next nice night nine noise north nostalgia note nothing notice number
object ocean offer office often oil old only open opinion orange order other outside own page
paint pair paper parent park part party pass past pay peace pen people perhaps period person
phone photography pick picture piece place plan plane plant play please point police poor popular
position possible post pound power practice prepare present president press pretty price print
prison private prize probably problem process produce program promise proud prove public pull
pupil push put queen question quick quiet quite race radio rain raise reach read ready real
reason receive recent record red remain remember repeat reply report rest result return rich
ride right ring rise river road rock roll room round rule run safe sail salt same sand save say
school science sea season seat second secret see seem sell send sense separate serious serve set
seven several shape share sharp ship shirt shoe shop short should shoulder shout show side sign
silver similar simple since sing sister sit six size sky sleep slow small smile snow social soft
soldier some son song soon sort sound south space speak special speed spend sport spring square
stage stand star start state station statistic stay step stick still stone stop store story
strange street strong student study subject such sudden sugar suggest summer sun support sure
surprise sweet swim sympathy table take talk tall tax teach team telephone television tell ten
tennis test than thank theater thick thin thing think third though thousand three through throw
ticket tie time tired today together tomorrow tonight top total touch toward town trade train
travel tree trip trouble true trust try turn twelve twice uncle under understand unit until upon
use usual valley value various very view village visit voice wait walk wall want war warm wash
watch water wave way wear weather week weight welcome west wheel while white whole wide wife wild
win wind window wine winter wise wish wonder wood word work world worry write wrong yard year
yellow yes yesterday yet young
""".split()


def found(text: str) -> list[tuple[str, str]]:
    return [(name.kind.value, text[name.start : name.end]) for name in find_names(text)]


def keys(text: str) -> list[str]:
    return [name.key for name in find_names(text)]


def test_ordinary_words_are_no_medicines_or_conditions() -> None:
    forms = [form for word in ORDINARY for form in (word, word.title(), f"{word}s")]
    wrong = {NameKind.MEDICINE, NameKind.CONDITION}
    assert [form for form in forms for name in find_names(form) if name.kind in wrong] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IVMP", "methylprednisolone"),
        ("PLEX", "plasmapheresis"),
        ("PLEX", "plasma exchanges"),
        ("paediatric", "children"),
        ("acetaminophen", "paracetamol"),
        ("epinephrine", "Adrenaline"),
        ("anaemia", "anemia"),
        ("haemodialysis", "dialysis"),
        ("i.v.", "intravenously"),
        ("by mouth", "p.o."),
        ("heart attack", "myocardial infarction"),
        ("glomerulonephritis", "Glomerulonephritis"),
        ("oesophagitis", "esophagitis"),
        ("caesarean section", "cesarean section"),
        ("beta-blockers", "beta blocker"),
        ("Parkinson\u2019s disease", "Parkinson disease"),
        ("neuropathies", "neuropathy"),
        ("Guillain-Barré syndrome", "Guillain-Barre syndrome"),
    ],
)
def test_names_of_one_thing_share_their_key(one: str, other: str) -> None:
    assert keys(one) == keys(other)
    assert len(keys(one)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("prednisone", "prednisolone"),
        ("methylprednisolone", "prednisolone"),
        ("hypocalcemia", "hypercalcemia"),
        ("rituximab", "ravulizumab"),
        ("arthritis", "arteritis"),
        ("insulin", "insulin glargine"),
        ("type 1 diabetes", "type 2 diabetes"),
        ("children", "infants"),
    ],
)
def test_names_of_two_things_differ(one: str, other: str) -> None:
    assert keys(one) != keys(other)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("satralizumab", "medicine"),
        ("zanubrutinib", "medicine"),
        ("perindopril", "medicine"),
        ("irbesartan", "medicine"),
        ("pitavastatin", "medicine"),
        ("dolutegravir", "medicine"),
        ("isavuconazole", "medicine"),
        ("HBM9161", "medicine"),
        ("folic acid", "medicine"),
        ("NSAIDs", "medicine"),
        ("myelitis", "condition"),
        ("lupus", "condition"),
        ("gout", "condition"),
        ("cervical cancer", "condition"),
        ("MRI", "procedure"),
        ("splenectomy", "procedure"),
        ("vaccines", "procedure"),
        ("intrathecally", "route"),
        ("hepatic impairment", "population"),
    ],
)
def test_kinds(word: str, kind: str) -> None:
    assert found(f"About {word}, then.") == [(kind, word)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Women aged 40 to 49 years", ["women", "age 40-49"]),
        ("adults 65 years or older", ["adults", "age 65+"]),
        ("a 41-year-old man", ["age 41", "men"]),
        ("those under age 5", ["age -5"]),
        ("infants younger than 6 months of age", ["infants", "age -0.5"]),
        ("from 6 to 59 months of age", ["age 0.5-4.92"]),
        ("every 1 to 3 years", []),
        ("for over 2 years", []),
    ],
)
def test_ages(text: str, expected: list[str]) -> None:
    assert keys(text) == expected


def test_a_name_is_not_part_of_another_word() -> None:
    assert found("The diagnosis and prognosis at stage IV.") == []
    assert found("im seeing Prof. Ironside") == []
    assert found("0.5 mg im") == [("route", "im")]


def test_the_longest_name_counts() -> None:
    assert found("oral contraceptives") == [("medicine", "oral contraceptives")]
    assert found("IV immunoglobulin") == [("medicine", "IV immunoglobulin")]


def test_abbreviations_of_a_corpus_are_names() -> None:
    finder = NameFinder({"TTX": "teprotumumab", "XYZ": "quality of life"})
    assert [name.key for name in finder.find("TTX and XYZ")] == keys("teprotumumab")
    assert finder.find("ttx") == []


@given(st.text(max_size=200))
def test_names_are_in_order_and_do_not_overlap(text: str) -> None:
    names = find_names(text)
    assert all(0 <= name.start < name.end <= len(text) for name in names)
    assert all(a.end <= b.start for a, b in pairwise(names))


def test_a_line_takes_less_than_a_millisecond() -> None:
    line = "Begin with IV methylprednisolone 1 g daily for 5 days, then oral prednisone in women. "
    find_names(line)
    begin = perf_counter()
    for _ in range(100):
        find_names(line * 2)
    assert (perf_counter() - begin) / 100 < 0.01  # ten times the aim: the machine may be busy
