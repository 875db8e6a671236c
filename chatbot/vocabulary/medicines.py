"""Medicines and classes of medicines: how their names end, and those that no ending tells.

The endings are stems of the WHO's international nonproprietary names ("Stem Book", WHO/EMP,
2018).

In the lists, each line is one thing: its usual name, then other names for it;
an indented line goes on.
"""

ENDINGS = """
mab nib ciclib zomib parib lisib degib clax tinib rafenib metinib
pril sartan olol dipine statin fibrate semide thiazide vaptan
cillin bactam penem cycline floxacin mycin conazole nidazole bendazole prazole azole fungin
vir vudine citabine ciclovir
gliptin gliflozin glutide glitazone glinide
parin xaban gatran
zepam zolam barbital caine setron triptan tidine lukast
sone solone nolone onide
fenac profen coxib
oxetine triptyline pramine azepine zapine piprazole peridol peridone promazine perazine
afil zosin losin tropium
platin rubicin taxel tecan mustine trexate trexed
grastim poetin kinra nercept tacept bercept
olimus oprost relix quine dronate dronic
oxifene estrant rozole steride gestrel estradiol
calcet lutamide domide curonium fentanil codone morphone pitant racetam gabalin
zolamide suximide nersen siran temcel leucel parvovec
""".split()
"""Endings by which a word of six letters or more is taken for a medicine."""

NO_MEDICINES = frozenset(
    """april cystatin somatostatin follistatin oncostatin azole triazole pyrazole imidazole
    indazole isoxazole thiazole cholesterol equine histidine cytidine glucuronide metavir triumvir
    decemvir sansone cycline fibrate statin""".split()
)
"""Words with such an ending that are none, or that a list below has."""

MEDICINES = """
prednisone
prednisolone
methylprednisolone | ivmp | methylpred | solumedrol | solu-medrol
dexamethasone
hydrocortisone | cortisol replacement
cortisone
fludrocortisone
budesonide
metformin
insulin | insulins
insulin glargine
insulin lispro
insulin aspart
insulin degludec
insulin detemir
gliclazide
glipizide
glyburide | glibenclamide
glimepiride
acarbose
aspirin | acetylsalicylic acid
paracetamol | acetaminophen
ibuprofen
naproxen
indomethacin | indometacin
ketorolac
colchicine
allopurinol
febuxostat
probenecid
heparin | unfractionated heparin | ufh
low molecular weight heparin | lmwh
warfarin
vitamin k antagonist | vka
clopidogrel
ticagrelor
prasugrel
dipyridamole
alteplase | tissue plasminogen activator | TPA | rtpa
tenecteplase
streptokinase
tranexamic acid
protamine
lithium
levothyroxine | thyroxine
liothyronine
carbimazole
methimazole | thiamazole
propylthiouracil
naloxone
naltrexone
nalmefene
buprenorphine
methadone
morphine
diamorphine | heroin
codeine
fentanyl
tramadol
tapentadol
pethidine | meperidine
hydromorphone
ketamine
propofol
etomidate
thiopental
nitrous oxide
tamoxifen
raloxifene
anastrozole
letrozole
exemestane
azathioprine | aza
mercaptopurine
mycophenolate | mycophenolate mofetil | mmf
mycophenolic acid | mycophenolate sodium
cyclophosphamide
ifosfamide
methotrexate | mtx
ciclosporin | cyclosporine | cyclosporin
tacrolimus
leflunomide
teriflunomide
sulfasalazine
mesalazine | mesalamine
hydroxychloroquine
chloroquine
penicillamine
rituximab | rtx
eculizumab
mitoxantrone
cladribine
fingolimod
siponimod
dimethyl fumarate
glatiramer | glatiramer acetate
interferon
interferon beta
intravenous immunoglobulin | ivig | immune globulin intravenous | iv immunoglobulin
    | intravenous immune globulin
immunoglobulin | immune globulin | immunoglobulin therapy
albumin infusion | human albumin
fresh frozen plasma
folic acid | folate supplement
folinic acid | leucovorin
iron | ferrous sulfate | ferrous fumarate | iron supplement
vitamin a
vitamin b12 | cobalamin | cyanocobalamin | hydroxocobalamin
vitamin c | ascorbic acid
vitamin d | cholecalciferol | colecalciferol | ergocalciferol
vitamin e
vitamin k | phytomenadione | phytonadione
thiamine | vitamin b1
pyridoxine | vitamin b6
beta carotene
multivitamin
zinc supplement
calcium gluconate
calcium chloride
calcium carbonate
calcium supplement | calcium supplementation
potassium chloride
potassium iodide
magnesium sulfate
sodium bicarbonate
sodium valproate | valproate | valproic acid | divalproex
phenytoin | fosphenytoin
carbamazepine
oxcarbazepine
lamotrigine
topiramate
levetiracetam
gabapentin
pregabalin
phenobarbital | phenobarbitone
ethosuximide
lacosamide
zonisamide
vigabatrin
clobazam
diazepam
lorazepam
midazolam
zolpidem
zopiclone
melatonin
sertraline
citalopram
escitalopram
fluvoxamine
paroxetine
venlafaxine
duloxetine
mirtazapine
bupropion
trazodone
amitriptyline
nortriptyline
imipramine
clomipramine
clozapine
olanzapine
quetiapine
risperidone
haloperidol
chlorpromazine
methylphenidate
atomoxetine
amphetamine | amfetamine
modafinil
donepezil
rivastigmine
galantamine
memantine
levodopa | co-careldopa | carbidopa-levodopa
ropinirole
pramipexole
amantadine
baclofen
tizanidine
dantrolene
botulinum toxin | botox
pyridostigmine
neostigmine
edrophonium
riluzole
atropine
glycopyrronium | glycopyrrolate
adrenaline | epinephrine
noradrenaline | norepinephrine
dopamine
dobutamine
vasopressin
terlipressin
desmopressin
oxytocin
misoprostol
mifepristone
ergometrine | methylergometrine
carboprost
digoxin
amiodarone
flecainide
adenosine
verapamil
diltiazem
amlodipine
nifedipine
hydralazine
minoxidil
methyldopa
clonidine
doxazosin
spironolactone
eplerenone
furosemide | frusemide
bumetanide
torsemide | torasemide
hydrochlorothiazide
chlorthalidone | chlortalidone
indapamide
acetazolamide
mannitol
glyceryl trinitrate | nitroglycerin | gtn
isosorbide mononitrate
isosorbide dinitrate
nitroprusside
ivabradine
ranolazine
sacubitril
ezetimibe
gemfibrozil
niacin | nicotinic acid
cholestyramine | colestyramine
salbutamol | albuterol
salmeterol
formoterol
terbutaline
ipratropium
tiotropium
theophylline | aminophylline
montelukast
cromoglycate | cromolyn
roflumilast
cetirizine
loratadine
fexofenadine
chlorphenamine | chlorpheniramine
diphenhydramine
promethazine
hydroxyzine
omeprazole
ranitidine
famotidine
cimetidine
sucralfate
metoclopramide
domperidone
ondansetron
prochlorperazine
loperamide
lactulose
polyethylene glycol | macrogol
senna
bisacodyl
oxybutynin
tolterodine
solifenacin
mirabegron
bethanechol
tamsulosin
finasteride
sildenafil
testosterone
oestrogen | estrogen
progesterone
progestogen | progestin
medroxyprogesterone
levonorgestrel
ulipristal
clomiphene | clomifene
growth hormone | somatropin
octreotide
cabergoline
bromocriptine
alendronate | alendronic acid
zoledronic acid | zoledronate
denosumab
teriparatide
calcitriol
penicillin | penicillin g | benzylpenicillin | benzathine penicillin
amoxicillin | amoxycillin
amoxicillin-clavulanate | co-amoxiclav | amoxicillin clavulanic acid
flucloxacillin
piperacillin-tazobactam
cefalexin | cephalexin
cefazolin
cefixime
cefotaxime
ceftazidime
ceftriaxone
cefuroxime
cefepime
meropenem
gentamicin
tobramycin
amikacin
streptomycin
vancomycin
teicoplanin
linezolid
daptomycin
clindamycin
erythromycin
clarithromycin
azithromycin
doxycycline
tetracycline
tigecycline
ciprofloxacin
levofloxacin
moxifloxacin
trimethoprim
trimethoprim-sulfamethoxazole | co-trimoxazole | cotrimoxazole | tmp-smx
sulfadiazine
dapsone
nitrofurantoin
fosfomycin
metronidazole
chloramphenicol
colistin
rifampicin | rifampin
rifabutin
rifapentine
rifaximin
isoniazid
pyrazinamide
ethambutol
bedaquiline
fluconazole
amphotericin | amphotericin b
nystatin
terbinafine
griseofulvin
aciclovir | acyclovir
valaciclovir | valacyclovir
ganciclovir
oseltamivir
ribavirin
foscarnet
zidovudine
lamivudine
tenofovir
emtricitabine
efavirenz
nevirapine
artesunate
artemether
quinine
mefloquine
primaquine
atovaquone
ivermectin
albendazole
praziquantel
pentamidine
bleomycin
busulfan
chlorambucil
melphalan
cytarabine
fluorouracil | 5-fu
capecitabine
gemcitabine
cisplatin
carboplatin
doxorubicin
etoposide
paclitaxel
vincristine
vinblastine
hydroxyurea | hydroxycarbamide
tretinoin
isotretinoin
acitretin
thalidomide
bortezomib
imatinib
bicalutamide
goserelin
leuprolide | leuprorelin
erythropoietin | epoetin
filgrastim | g-csf
varenicline
cytisine
nicotine replacement | nicotine patch | nicotine gum | nicotine lozenge
disulfiram
acamprosate
flumazenil
acetylcysteine | n-acetylcysteine
activated charcoal
glucagon
dextrose | glucose infusion
lidocaine | lignocaine
bupivacaine
benzocaine
capsaicin
suxamethonium | succinylcholine
rocuronium
benzoyl peroxide
clotrimazole
permethrin
chlorhexidine
povidone-iodine
latanoprost
timolol
orlistat
phentermine
semaglutide
liraglutide
cannabidiol | cannabis | marijuana
fluoride varnish | fluoride supplement
palivizumab
hbm9161 | batoclimab
methylene blue | methylthioninium
deferoxamine | desferrioxamine
edaravone
nusinersen
"""

CLASSES = """
statin
fibrate
nsaid | non-steroidal anti-inflammatory drug | nonsteroidal anti-inflammatory drug
    | anti-inflammatory drug | non-steroidal anti-inflammatory | nonsteroidal anti-inflammatory
ssri | selective serotonin reuptake inhibitor
snri | serotonin norepinephrine reuptake inhibitor
tricyclic | tricyclic antidepressant
maoi | monoamine oxidase inhibitor
antidepressant
antipsychotic | neuroleptic
opioid | opiate
benzodiazepine
barbiturate
antiepileptic | anticonvulsant | antiseizure | antiepileptic drug | antiseizure medication
    | antiseizure medicine
corticosteroid | steroid | glucocorticoid | corticoid
inhaled corticosteroid | ICS | inhaled steroid
mineralocorticoid
immunosuppressant | immunosuppressive | immunosuppression | immunosuppressive drug
biologic | biologics
ace inhibitor | acei | angiotensin converting enzyme inhibitor
angiotensin receptor blocker | arb | angiotensin ii receptor blocker
beta blocker | beta-blocker | betablocker | beta-adrenergic blocker
calcium channel blocker | ccb
alpha blocker
diuretic
loop diuretic
thiazide
nitrate
antiplatelet | antiplatelet agent
anticoagulant | blood thinner | anticoagulation
doac | noac | direct oral anticoagulant | novel oral anticoagulant
thrombolytic | fibrinolytic
antibiotic | antibacterial
cephalosporin
macrolide
fluoroquinolone | quinolone
aminoglycoside
carbapenem
sulfonamide
antiviral
antiretroviral | antiretroviral therapy | ART
antifungal
antimalarial
anthelmintic
antihistamine
bronchodilator
beta agonist | beta2 agonist | laba | saba
proton pump inhibitor | ppi
h2 blocker | h2 antagonist | h2 receptor antagonist
antacid
laxative
antiemetic
sulfonylurea | sulphonylurea
sglt2 inhibitor
glp-1 agonist | glp-1 receptor agonist | glp1 agonist
dpp-4 inhibitor
bisphosphonate
contraceptive pill | oral contraceptive | birth control pill | combined pill | contraceptive
    | contraception
hormone therapy | hormone replacement therapy | hrt | menopausal hormone therapy
aromatase inhibitor
5-alpha reductase inhibitor
muscle relaxant
anticholinergic | antimuscarinic
cholinesterase inhibitor
triptans
tnf inhibitor | anti-tnf
checkpoint inhibitor | immune checkpoint inhibitor
monoclonal antibody
dmard | disease-modifying antirheumatic drug
retinoid
decongestant
analgesic | painkiller
anaesthetic | anesthetic
sedative
stimulant
probiotic
vitamin supplement | multivitamin supplement
nicotine replacement therapy | nrt
antidote
vasopressor
inotrope
antiarrhythmic
antihypertensive
"""
