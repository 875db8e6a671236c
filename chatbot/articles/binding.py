"""The words before a bare number -> whether they count, compare or name it.

A number that such words bind is a value ("PEEP 5", "herpes simplex virus 2"), never a reference
mark. Quotes must not lose a figure, so words that may do either are taken to bind it.
"""

import re

# Grammar: what can only go on with the number.
_GRAMMAR = frozenset(
    """a about above across after against all although among an and another any approximately
    approx. are around as at be because been before being below between beyond both but by ca. can
    circa could despite did do does during each either equals every exactly except exceed exceeded
    exceeding exceeds extra few fewer first for from further greater had has have his if in inside
    into is its just last least less many may might minus more most must my near nearly next no
    no. nor nos. not of on only onto or other our outside over per plus previous roughly second
    shall should since so some than that the their then these third this those through throughout
    times to toward towards under until up upon upto versus via vs vs. was were what when where
    whereas whether which while will with within without would your""".split()
)
# Verbs that take a number of something.
_VERBS = frozenset(
    """add administer allow apply average averaged averages choose collect complete consider
    contain contains draw gave get gets give gives got include included includes including infuse
    inhale inject insert keep lasted lasting lasts need needs obtain offer order perform place
    prescribe reach reached reaches receive receives remains repeat require requires scored
    scoring select spend start stayed stays swallow take takes took totalled totalling totals
    transfuse treat try use uses wait""".split()
)
# The same in the past; in the passive ("if needed", "was given") no number of things follows.
_PAST_VERBS = frozenset(
    """added allowed completed considered given infused injected needed obtained performed
    received repeated required taken used waited""".split()
)
_PASSIVE = re.compile(
    r"\b(?:also|are|as|be|been|being|commonly|if|is|not|often|rarely|usually|was|were|when)\s\S+\Z",
    re.IGNORECASE,
)
# Things that are numbered, and quantities that are stated as a bare number.
_NUMBERED = frozenset(
    """age aged appendix arm attachment bed box bullet case category chapter class cohort criteria
    criterion cycle day dose edition eq. equation example fig fig. figure footnote form gravida
    grade group hour index interval item level limit max maximum min minimum minute model month
    note number numbers option p. page panel para parity part patient person phase point pp.
    protocol question range ratio reason ref ref. refs. regimen round rule scale schedule score
    second section stage step study subject supplement table target threshold tier titer titre
    total trial trimester value ver. version visit vol. week worker year zone january february
    march april may june july august september october november december""".split()
)
# Names in biology that end in a number.
_NAMED = frozenset(
    """alpha angiotensin antigen aquaporin beta channel chromosome clade claudin codon coenzyme
    collagen complement connexin covid delta diabetes digit endothelin epsilon exon factor finger
    gamma gene genogroup genotype globulin hepatitis histamine hormone immunoglobulin integrin
    interferon interleukin intron isoform isotype kappa keratin lambda lead ligand lineage
    metatarsal metacarpal mucin neurofibromatosis nerve omega parainfluenza peptide phenotype
    protein receptor rib segment selectin serogroup serotonin serotype sigma strain subtype
    subunit toe toxin transporter trisomy tyrosinemia tyrosinaemia type vertebra vitamin \u03b1
    \u03b2 \u03b3 \u03b4 \u03ba \u03bb \u03c9 5-ht bcl bmp brca caspase chek cox ctla dpp fgf fgfr
    gad glp glut hdac her hhv hiv hla hpv hsv htlv ifn igf il jak jcv kcnq lag lrp mapk mmp mody
    msh muc nod notch palb parp pcsk pd pd-l pde pms sars-cov scn sglt smad sox sstr stat tgf tlr
    tnf tyk vegf vegfr""".split()
)
# Laboratory values, settings of a ventilator and other measurements.
_MEASURED = frozenset(
    """a1c afp albumin ammonia amylase anc anti-xa bicarbonate bilirubin bmi bnp bun calcium cea
    cd cd4 ck chloride cholesterol count cpap creatinine crp cvp d-dimer dimer egfr epap esr etco2
    ferritin fibrinogen fio2 ggt glucose haematocrit haemoglobin hb hba1c hct hdl hdl-c hematocrit
    hemoglobin hgb inr ipap k+ lactate ldh ldl ldl-c lithium lvef magnesium na+ non-hdl paco2 pao2
    pco2 peak peep ph phosphate phosphorus platelets po2 potassium procalcitonin psa pth sao2
    sodium spo2 t-score triglyceride triglycerides troponin trough tsh urate urea wbc wcc
    z-score""".split()
)
# Scores, classifications and the bodies that grade under their own name.
_GRADED = frozenset(
    """abcd2 akin apache apgar apri arbor asdas barthel basdai bethesda binet bishop bosniak
    braden centor cha2ds2-va cha2ds2-vasc child-pugh child-turcotte-pugh ckd clavien-dindo curb
    curb-65 das28 dindo dlqi ecog edss fib-4 figo fisher fitzpatrick fontaine forrest gad-7 gcs
    geneva gleason glasgow has-bled hunt-hess icd ishak isup karnofsky kdigo killip lansky
    mallampati mascc mayo meld meld-na metavir mmrc mmse moca mrc mrs news2 nihss norton nrs nyha
    pasi pesi phq-2 phq-9 qsofa ranson rass rutherford sledai sofa spesi tanner timi wells who-fc
    wong-baker""".split()
)
# Acronyms that in small letters are other words, or that cite in small letters.
_ACRONYMS = frozenset(
    """AKI ALP ALT ASA AST AT CAT CI CIN CMT COR COX CTCAE DM DSM EASI FOUR GOLD GRACE GSD HER HR
    HT IGA IR LOE MAP MEN MPS NEWS NF NNH NNT POEM RAI RECIST RR SCA SD SMA TIM VAS VIN
    WHO""".split()
)
_WORDS = _GRAMMAR | _VERBS | _NUMBERED | _NAMED | _MEASURED | _GRADED
# "alcohol use 4": the noun, which takes no number.
_NOUN_USE = re.compile(
    r"\b(?:alcohol|antibiotic|cannabis|condom|contraceptive|device|drug|in|its|medication|nicotine|of"
    r"|off-label|opioid|oxygen|statin|steroid|substance|the|their|tobacco) use\Z",
    re.IGNORECASE,
)
_ENDINGS = re.compile(
    r"(?:virus|globin|globulin|protein|peptide|receptor|antigen|kinase|oxygenase|oxidase|peptidase"
    r"|esterase|polymerase|transferase|reductase|synthase|hydroxylase|dehydrogenase|protease"
    r"|interleukin|-rads|\bcyp\w*|(?<!blood )\bpressure|\buric acid|\bprogrammed (?:cell )?death"
    r"|\bneeded to harm|\b(?:clotting|coagulation) factors"
    r"|\b(?:certainty|class|grade|level|quality|strength) of (?:evidence|recommendation))\Z",
    re.IGNORECASE,
)
_IN_PLURAL = frozenset(
    """chapter chromosome class cycle day dose exon figure genotype grade group hour level minute
    month phase question section serotype stage step subtype table type visit week
    year""".split()
)
# "vitamin B 6" and "vertebra L 5" name; "hepatitis B 1" and "influenza A 1" cite.
_LETTER = re.compile(r"\b[a-z]\Z", re.IGNORECASE)
_NAMED_BY_LETTER = re.compile(
    r"\b(?:hepatitis|influenza|ha?emophilia|class|group|grade|type) [A-Z]\Z", re.IGNORECASE
)
# "for 3 weeks 1" cites; "day 3" and "weeks 2" name a point in time.
_TIME_SPENT = re.compile(
    r"(?:\d|\bone|\bfew|\bseveral|\btwo|\bthree)[ \u00a0-]"
    r"(?:second|minute|hour|day|week|month|year|time)s?$"
)


def binds_a_number(before: str) -> bool:
    """Tell whether the words `before` a number bind it; `before` ends where they end."""
    printed = before.split()[-1].lstrip("(")
    word = printed.casefold()
    if _NOUN_USE.search(before):
        return False
    if word in _WORDS or word.removesuffix("s") in _IN_PLURAL:
        return _TIME_SPENT.search(before) is None
    if word in _PAST_VERBS:
        return _PASSIVE.search(before) is None
    if _LETTER.fullmatch(word):
        return _NAMED_BY_LETTER.search(before) is None
    return printed in _ACRONYMS or _ENDINGS.search(before) is not None
