"""Who is treated, and by which route.

Each line is one thing, then other names for the same; an indented line goes on.
"""

POPULATIONS = """
children | child | pediatric | pediatrics | paediatric | paediatrics | kid | kids | boy | boys
    | girl | girls | childhood | toddler | toddlers | school-age | schoolchildren
infants | infant | infancy | baby | babies
newborns | newborn | neonate | neonates | neonatal | preterm infant | preterm infants
    | premature infant
adolescents | adolescent | adolescence | teenager | teenagers | teen | teens | youth
young adults | young adult
adults | adult
elderly | older adult | older adults | older people | older person | older persons | older patient
    | older patients | elderly people | elderly patients | geriatric | old age | seniors
women | woman | female | females
men | man | male | males
pregnancy | pregnant | pregnant women | pregnant woman | pregnant person | pregnant persons
    | gestation | antenatal | prenatal | trimester | expecting mother
breastfeeding | breastfeed | breast-feeding | breast-feed | breastfed | lactation | lactating
    | nursing mother
postpartum | postnatal | puerperium
postmenopausal | postmenopausal women
premenopausal | premenopausal women
women of childbearing age | childbearing age | childbearing potential | reproductive age
    | childbearing | planning pregnancy | planning a pregnancy
renal impairment | kidney impairment | renal failure | kidney failure | renal insufficiency
    | impaired renal function | impaired kidney function | reduced kidney function
    | reduced renal function | renal disease | kidney disease | renal dysfunction | low egfr
    | poor renal function | poor kidney function | end-stage renal disease | esrd
hepatic impairment | liver impairment | liver failure | hepatic failure | hepatic insufficiency
    | impaired liver function | impaired hepatic function | liver disease | hepatic dysfunction
    | child-pugh
immunocompromised | immunosuppressed | immunodeficient | immunodeficiency | weakened immune system
transgender | trans women | trans men
smokers | smoker | people who smoke | current smokers
obese | obese patients | overweight
health care workers | healthcare workers | health care personnel | healthcare personnel
travelers | traveller | travellers | traveler
people who inject drugs | injection drug users
men who have sex with men | msm
african american | african americans
hispanic | latino
asian
american indian | alaska native | native american
"""

ROUTES = """
intravenous | intravenously | iv
oral | orally | by mouth | per os | po
oral | modified-release | extended-release | sustained-release | swallow | swallows | swallowed
subcutaneous | subcutaneously | sc | subcut | under the skin
intramuscular | intramuscularly | im
intrathecal | intrathecally
epidural
inhaled | inhalation | nebulized | nebulised | nebulizer | nebuliser | inhaler | by inhalation
intranasal | intranasally | nasal spray | nasally
topical | topically | ointment
transdermal
rectal | rectally | suppository | enema | per rectum
vaginal | vaginally | pessary
sublingual | sublingually | under the tongue
buccal
ophthalmic drops | eye drops
intravitreal | intravitreally
intraarticular | intra-articular
intradermal | intradermally
intraosseous
nasogastric | nasogastric tube | ng tube
"""

NO_NAMES = """
child-pugh score
oral health
oral cavity
oral examination
type iv
stage iv
grade iv
class iv
phase iv
factor iv
category iv
"""
"""Expressions that hold such a word without meaning it."""
