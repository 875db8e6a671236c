"""Words that clinicians use for the same thing: a small table, written for this project.

Each group lists interchangeable expressions. The table widens a query; it never changes a
quote. Names of medicines are kept out but for exact equivalents: two drugs are never one.
"""

GROUPS: tuple[tuple[str, ...], ...] = (
    ("adverse event", "adverse effect", "adverse reaction", "side effect", "complication",
     "toxicity", "harm"),
    ("dose", "dosage", "dosing", "posology"),
    ("treatment", "therapy", "management", "treat", "manage"),
    ("first-line", "initial", "begin", "start", "initiate", "first"),
    ("alternative", "second-line", "second line", "other option", "instead"),
    ("maintenance", "long-term", "long term", "disease-modifying"),
    ("relapse", "recurrence"),
    ("flare", "attack", "exacerbation", "acute episode"),
    ("monitor", "monitoring", "surveillance", "follow-up", "watch", "check"),
    ("prevent", "prevention", "prophylaxis"),
    ("prognosis", "outcome"),
    ("distinguish", "differentiate", "tell apart", "distinct", "different disease"),
    ("stop", "discontinue", "discontinuation", "withdraw"),
    ("corticosteroid", "steroid", "glucocorticoid", "corticoid"),
    ("plasma exchange", "plasmapheresis", "plex", "therapeutic plasma exchange", "tpe"),
    ("methylprednisolone", "ivmp", "methylpred"),
    ("intravenous", "intravenously", "iv", "i.v"),
    ("oral", "orally", "by mouth", "po", "p.o"),
    ("subcutaneous", "subcutaneously", "sc", "s.c"),
    ("intramuscular", "intramuscularly", "im", "i.m"),
    ("hypotension", "low blood pressure"),
    ("hypertension", "high blood pressure", "raised blood pressure"),
    ("hypocalcemia", "low calcium"),
    ("hyperglycemia", "high blood sugar", "high blood glucose", "raised blood glucose"),
    ("hypoglycemia", "low blood sugar", "low blood glucose"),
    ("hypofibrinogenemia", "low fibrinogen"),
    ("hyperkalemia", "high potassium"),
    ("hypokalemia", "low potassium"),
    ("anemia", "low hemoglobin"),
    ("pyrexia", "fever"),
    ("dyspnea", "shortness of breath", "breathlessness"),
    ("myocardial infarction", "heart attack"),
    ("cerebrovascular accident", "stroke"),
    ("renal", "kidney"),
    ("hepatic", "liver"),
    ("cardiac", "heart"),
    ("neoplasm", "cancer", "malignancy", "tumor"),
    ("pediatric", "children", "child"),
    ("pregnancy", "pregnant"),
    ("older adult", "elderly", "older person", "older people"),
    ("vision", "visual", "eyesight", "sight"),
    ("eye", "ophthalmological", "ophthalmic", "ocular"),
    ("sphincter", "bladder"),
    ("infection", "infections"),
    ("test", "testing", "screening"),
    ("risk factor", "factors associated", "features linked"),
    ("vaccine", "vaccination", "immunization"),
    ("smoking", "tobacco"),
    ("hemorrhage", "bleeding", "bleed"),
    ("intensive care", "icu", "intensive care unit", "critical care"),
    ("titrate", "titration", "adjust", "adjustment"),
    ("mistake", "error", "pitfall", "blunder"),
    ("experimental", "investigational", "under investigation", "emerging"),
)  # fmt: skip
"""Groups of interchangeable expressions."""

KINDS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("corticosteroid", "steroid", "glucocorticoid", "corticoid"),
        ("methylprednisolone", "ivmp", "methylpred", "prednisolone", "prednisone",
         "dexamethasone", "hydrocortisone"),
    ),
    (
        ("immunosuppressant", "immunosuppressive", "immunosuppression"),
        ("azathioprine", "mycophenolate", "rituximab", "cyclophosphamide", "methotrexate",
         "tacrolimus", "ciclosporin", "cyclosporine"),
    ),
    (
        ("laboratory value", "lab value", "blood value", "laboratory test", "lab test",
         "laboratory parameter", "laboratory finding"),
        ("level", "blood level", "concentration", "blood count"),
    ),
    (("apheresis",), ("plasma exchange", "plasmapheresis", "plex", "therapeutic plasma exchange")),
)  # fmt: skip
"""Classes and their members. Who asks for the class is answered by a member, never the reverse."""

WIDER: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("angina", "myocardial infarction", "heart attack", "coronary artery disease",
         "coronary heart disease", "ischemic heart disease"),
        ("coronary disease", "heart disease", "cardiac disease", "cardiovascular disease"),
    ),
    (
        ("heart failure", "congestive heart failure", "atrial fibrillation"),
        ("heart disease", "cardiac disease", "cardiovascular disease"),
    ),
    (
        ("copd", "chronic obstructive pulmonary disease", "emphysema"),
        ("lung disease", "pulmonary disease", "respiratory disease"),
    ),
)  # fmt: skip
"""Conditions, and wider ones: what an article says of the wider holds for who has the narrower."""

SITUATIONS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("not suitable", "unsuitable", "contraindicated", "not tolerated", "cannot tolerate",
         "intolerance", "intolerant", "not available", "cannot take", "cannot be given",
         "cannot be used", "can't take", "can't have", "refuses", "not an option"),
        ("alternative", "second-line", "second line", "other option", "options"),
    ),
    (
        ("no response", "not respond", "no improvement", "not improve", "not improving",
         "doesn't work", "does not work", "not work", "doesn't help", "fails", "failed",
         "failure", "not responding", "doesn't respond", "not better", "unresponsive",
         "refractory", "gets worse", "worsens", "worsening"),
        ("no improvement", "nothing improved", "inadequate response", "response falls short",
         "not adequate effect", "not done enough", "worsening", "worsen", "gets worse",
         "get worse", "not responding", "no response"),
    ),
)  # fmt: skip
"""What a question describes, and the words with which articles answer it."""
