"""Conditions: how their names end, and those that no ending tells.

In the lists, each line is one thing: its usual name, then other names for it;
an indented line goes on.
"""

ENDINGS = """
itis osis asis emia aemia oma oncoma pathy algia uria penia plegia rrhea rrhoea rrhage rrhagia
megaly dynia ectasis cytosis philia paresis phagia plasia trophy pnea pnoea spasm thorax
""".split()
"""Endings by which a word of six letters or more is taken for a condition."""

NO_CONDITIONS = frozenset(
    """diagnosis overdiagnosis misdiagnosis underdiagnosis prognosis osmosis hypnosis apoptosis
    mitosis meiosis symbiosis metamorphosis phagocytosis endocytosis exocytosis academia aroma
    diploma stroma chroma soma oklahoma tacoma empathy sympathy apathy telepathy homeopathy
    osteopathy naturopathy nostalgia trophy oasis basis homeostasis hemostasis haemostasis
    emphasis stasis bohemia eurasia fantasia bibliophilia reemphasis
    overemphasis kinesis malaysia australasia manchuria
    theobroma sonoma tahoma thorax kurtosis catabasis epistasis allostasis glycemia glycaemia
    hybridoma zoonosis artemia anastomosis""".split()
)
"""Words with such an ending that are none."""

CONDITIONS = """
asthma | status asthmaticus
chronic obstructive pulmonary disease | copd | emphysema
lupus | systemic lupus erythematosus | sle | lupus erythematosus
stroke | cerebrovascular accident | cva
transient ischemic attack | TIA
myocardial infarction | heart attack | stemi | nstemi
acute coronary syndrome
angina
coronary artery disease | coronary heart disease | ischemic heart disease | chd
cardiovascular disease | cvd
heart failure | congestive heart failure | chf
cardiac arrest
atrial fibrillation | afib
arrhythmia | dysrhythmia
aortic aneurysm | abdominal aortic aneurysm | aaa
peripheral artery disease | peripheral arterial disease | PAD
venous thromboembolism | vte
deep vein thrombosis | dvt | deep venous thrombosis
pulmonary embolism
pulmonary embolus
hypertension | high blood pressure | raised blood pressure
hypotension | low blood pressure
pulmonary hypertension
pulmonary edema
measles | rubeola
mumps
rubella | german measles
chickenpox | varicella
shingles | herpes zoster | zoster
herpes simplex
genital herpes
smallpox
mpox | monkeypox
polio | poliomyelitis
diphtheria
tetanus
pertussis | whooping cough
influenza | flu
covid-19 | covid | coronavirus disease
severe acute respiratory syndrome | SARS
middle east respiratory syndrome | MERS
rsv | respiratory syncytial virus
common cold
pneumonia
tuberculosis | tb
latent tuberculosis
hiv | human immunodeficiency virus | hiv infection
AIDS | acquired immunodeficiency syndrome
hepatitis a
hepatitis b | hbv | hep b
hepatitis c | hcv | hep c
hepatitis e
cytomegalovirus | cmv
epstein-barr virus | ebv
human papillomavirus | hpv
syphilis
gonorrhea | gonorrhoea
chlamydia
trichomonas
bacterial vaginosis
pelvic inflammatory disease
sexually transmitted infection | STD | STI | sexually transmitted disease
malaria
dengue
zika
ebola
yellow fever
typhoid
cholera
rabies
anthrax
plague
botulism
lyme disease | borreliosis
q fever
scabies
head lice
ringworm
impetigo
sepsis | septic shock | septicemia
urinary tract infection | uti
clostridioides difficile | clostridium difficile
mrsa
norovirus
rotavirus
progressive multifocal leukoencephalopathy | pml
gout
osteoporosis
fracture | fractures
hip fracture
low back pain | back pain
sprain | ankle sprain
fibromyalgia
rheumatoid arthritis
osteoarthritis
psoriatic arthritis
ankylosing spondylitis
juvenile idiopathic arthritis
systemic sclerosis | scleroderma
sjogren syndrome | sjogren's syndrome | sjogren
giant cell arteritis
polymyalgia rheumatica
behcet disease | behcet's disease | behcet
sarcoidosis
antiphospholipid syndrome
lupus nephritis
neuromyelitis optica | nmo | nmosd | neuromyelitis optica spectrum disorder
    | neuromyelitis optica spectrum disorders | devic disease
multiple sclerosis | MS
mogad | mog antibody disease | mog antibody-associated disease
optic neuritis
transverse myelitis
acute disseminated encephalomyelitis | adem
myasthenia gravis | myasthenic crisis
guillain-barre syndrome | guillain-barre | gbs
cidp | chronic inflammatory demyelinating polyneuropathy
amyotrophic lateral sclerosis | motor neuron disease | motor neurone disease
parkinson disease | parkinson's disease | parkinson
alzheimer disease | alzheimer's disease | alzheimer
dementia
cognitive impairment
huntington disease | huntington's disease
epilepsy
status epilepticus
seizure | convulsion
migraine
headache
vertigo
neuropathic pain
chronic pain
concussion
traumatic brain injury | head injury
spinal cord injury
cerebral palsy
bell palsy | bell's palsy
spinal muscular atrophy
coma
depression | depressive disorder | major depressive disorder
bipolar disorder
schizophrenia
anxiety | anxiety disorder
ptsd | post-traumatic stress disorder
obsessive-compulsive disorder
eating disorder | anorexia nervosa | bulimia
adhd | attention deficit hyperactivity disorder
autism | autism spectrum disorder
suicide | suicidality | suicide risk
insomnia
sleep apnea | obstructive sleep apnea | sleep apnoea
delirium
substance use disorder | drug use disorder | illicit drug use
opioid use disorder | opioid addiction | opioid dependence
alcohol use disorder | unhealthy alcohol use | alcohol misuse | alcoholism
alcohol withdrawal
overdose | poisoning
intimate partner violence
child abuse | child maltreatment
diabetes | diabetes mellitus
type 1 diabetes
type 2 diabetes
gestational diabetes
prediabetes
diabetic ketoacidosis | dka
diabetic foot
hyperglycemia | high blood sugar | high blood glucose | raised blood glucose
    | steroid-induced hyperglycemia
hypoglycemia | low blood sugar | low blood glucose
hypocalcemia | low calcium
hypofibrinogenemia | low fibrinogen
hyperkalemia | high potassium
hypokalemia | low potassium
hyponatremia | low sodium
hypothyroidism | underactive thyroid
hyperthyroidism | overactive thyroid
graves disease | graves' disease
adrenal insufficiency | addison disease | addison's disease
cushing syndrome | cushing's syndrome
obesity
metabolic syndrome
hyperlipidemia | dyslipidemia | high cholesterol
familial hypercholesterolemia
vitamin d deficiency
iron deficiency
anemia | low hemoglobin
iron deficiency anemia
sickle cell disease | sickle cell anemia
thalassemia
hemophilia
thrombotic thrombocytopenic purpura | ttp
immune thrombocytopenia | itp
chronic kidney disease | ckd
acute kidney injury | aki
nephrotic syndrome
kidney stone | kidney stones | renal calculi
urinary retention | retention of urine
urinary incontinence
constipation
overactive bladder
benign prostatic hyperplasia | bph
erectile dysfunction
infertility
menopause
polycystic ovary syndrome | pcos
preeclampsia | pre-eclampsia
eclampsia
preterm birth | preterm labor
neural tube defect | spina bifida
miscarriage
postpartum hemorrhage
perinatal depression | postpartum depression | postnatal depression
crohn disease | crohn's disease | crohn
ulcerative colitis
inflammatory bowel disease | ibd
irritable bowel syndrome | ibs
celiac disease | coeliac disease
gastroesophageal reflux | gerd | gord | reflux disease
peptic ulcer | gastric ulcer | duodenal ulcer
gastrointestinal bleeding | gi bleeding
bleeding | major bleeding
cirrhosis
fatty liver
liver failure
gallstones | gallstone
bowel obstruction
hemorrhoids
cancer | malignancy | neoplasm | tumor | tumour
breast cancer
ovarian cancer
cervical cancer | cervix cancer
endometrial cancer
prostate cancer
testicular cancer
bladder cancer
kidney cancer
lung cancer
colorectal cancer | colon cancer | bowel cancer
pancreatic cancer
liver cancer
stomach cancer | gastric cancer
esophageal cancer
skin cancer
oral cancer
thyroid cancer
leukemia
lymphoma
melanoma
multiple myeloma | myeloma
tumor lysis syndrome
eczema
psoriasis
acne
rosacea
urticaria | hives
cellulitis
pressure ulcer | pressure sore
burns | burn injury
allergy | allergic reaction
anaphylaxis | anaphylactic shock | anaphylactic reaction
infusion reaction
cataract
glaucoma
macular degeneration
amblyopia
diabetic retinopathy
visual impairment | vision impairment | impaired vision
hearing loss
otitis media
tinnitus
strep throat
croup
bronchiolitis
cystic fibrosis
pneumothorax
respiratory failure
dental caries | tooth decay
scoliosis
falls
frailty
shock | cardiogenic shock
dehydration
fever | pyrexia
infection | infections
lead poisoning | elevated blood lead level
rh incompatibility | rhesus incompatibility
developmental dysplasia of the hip
speech delay
"""
