"""Tests, devices and procedures: how their names end, and those that no ending tells.

In the lists, each line is one thing: its usual name, then other names for it;
an indented line goes on.
"""

ENDINGS = """
ectomy ostomy otomy oscopy plasty graphy centesis apheresis pheresis metry therapy
""".split()
"""Endings by which a word of six letters or more is taken for a procedure."""

NO_PROCEDURES = frozenset(
    """geography biography autobiography bibliography photography typography demography
    cartography calligraphy choreography topography stenography lexicography historiography
    pornography cryptography filmography symmetry asymmetry geometry trigonometry dichotomy
    therapy telemetry orthography oceanography
    cinematography ethnography phylogeography chromatography crystallography zymography
    stoichiometry midtherapy psychometry""".split()
)
"""Words with such an ending that are none."""

PROCEDURES = """
plasma exchange | plasmapheresis | plex | therapeutic plasma exchange | tpe | plasma exchanges
apheresis
immunoadsorption
dialysis | hemodialysis | haemodialysis | peritoneal dialysis
transfusion | blood transfusion
stem cell transplantation | bone marrow transplantation | stem cell transplant
    | bone marrow transplant
transplantation | transplant | organ transplant
mechanical ventilation | ventilator
intubation
cardiopulmonary resuscitation | cpr | resuscitation
defibrillation | defibrillator
cardioversion
pacemaker
stent
thrombolysis
thrombectomy
bypass surgery | coronary bypass
percutaneous coronary intervention | PCI | angioplasty
surgery
bariatric surgery
mastectomy
hysterectomy
cesarean section | caesarean section | c-section | cesarean delivery
mammography | mammogram
tomosynthesis
colonoscopy
sigmoidoscopy
fecal occult blood test | fobt | fecal immunochemical test | stool test
pap smear | pap test | cervical cytology | smear test
hpv test | hpv testing
psa test | prostate-specific antigen | psa | psa testing | psa screening
magnetic resonance imaging | mri
computed tomography | CT | ct scan
low-dose ct | ldct | low-dose computed tomography
x-ray | radiograph | radiography
ultrasound | ultrasonography | sonography
dexa | dxa | bone density scan | bone mineral density
electrocardiogram | ecg | ekg | electrocardiography
echocardiogram | echocardiography
exercise test | stress test
angiography | angiogram
electroencephalogram | eeg
electromyography | emg
evoked potential | visual evoked potential | visual-evoked potentials | evoked potentials | vep
lumbar puncture | spinal tap
biopsy
skin test | tuberculin skin test | mantoux
interferon-gamma release assay | igra
hba1c | glycated hemoglobin | a1c
blood glucose | blood sugar | fasting glucose
glucose tolerance test | ogtt
lipid panel | lipid profile | cholesterol test
liver function test | lft
full blood count | complete blood count | fbc | cbc
tpmt | tpmt testing | thiopurine methyltransferase
aqp4-igg | aqp4 | aquaporin-4 antibody | aqp4 antibody | anti-aqp4 | aquaporin-4
mog-igg | mog antibody | anti-mog
antiphospholipid antibody | antiphospholipid antibodies
cell-based assay
cd19 count | cd19 | cd20 count
genetic testing | brca testing
genetic counseling
visual field | visual fields | perimetry
visual acuity
funduscopy | fundoscopy | ophthalmoscopy
optical coherence tomography
eye examination | eye exam
pulse oximetry
spirometry
chemotherapy
radiotherapy | radiation therapy
radiation
immunotherapy
psychotherapy | cognitive behavioral therapy | cbt | cognitive behaviour therapy
physiotherapy | physical therapy
occupational therapy
acupuncture
hypnotherapy
oxygen therapy | supplemental oxygen
cpap | continuous positive airway pressure
catheter
central venous catheter | central line | venous catheter | central venous line
urinary catheter | catheterization | catheterisation
premedication
vaccine | vaccination | immunization | vaccinations
influenza vaccine | flu vaccine | flu shot | influenza vaccination
mmr vaccine | mmr | measles vaccine
hpv vaccine
hepatitis b vaccine
hepatitis b screening
pneumococcal vaccine
meningococcal vaccine
zoster vaccine | shingles vaccine
live vaccine
intrauterine device | iud
hearing aid
icu | intensive care | intensive care unit | critical care
skin examination | skin exam
breast self-examination | breast self-exam
pelvic examination | pelvic exam
clinical breast examination
digital rectal examination
newborn screening
gene therapy
hyperbaric oxygen
deep brain stimulation
electroconvulsive therapy | ECT
"""
