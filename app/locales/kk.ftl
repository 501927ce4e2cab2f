## Frame

product = Synaq
skip = Негізгі мазмұнға өту
languages = Тіл
menu = Бөлімдер
sign-out = Шығу
demonstration = Демонстрациялық деректер. Мұндағының ешқайсысы шынайы емес.
demonstration-exam = Демонстрациялық сынақ: нәтижесінің заңдық күші жоқ.

## Forms

problems-title = Алдымен мынаны түзетіңіз
problem-empty = «{ $field }» өрісін толтырыңыз.
problem-long = «{ $field }» өрісіндегі мәтін тым ұзын: 500 таңбадан аспауы керек.
choose = Таңдаңыз…
optional = міндетті емес
reason = Себебі
decision = Шешім
record = Енгізу
search = Іздеу
acts = Әрекеттер
state = Күйі
date = Күні

## Sign-in of candidates

sign-in-title = Біліктілік сынағы
sign-in-lead = ЖСН мен Сізге берілген кіру парағындағы кіру кодын теріңіз.
sign-in = Кіру
sign-in-iin-hint = Жеке куәліктегі 12 цифр
sign-in-code-hint = 10 латын әрпі мен цифр. Бас немесе кіші әріппен, сызықшамен немесе сызықшасыз тере беріңіз.
sign-in-help = Кіру парағы жоқ па, әлде код жарамай тұр ма? Бақылаушыға айтыңыз: жаңа код бір минутта беріледі, жауаптарыңыз жоғалмайды.
sign-in-staff-link = Қызметкерлер үшін кіру
iin = ЖСН
access-code = Кіру коды
problem-code-shape = Код 10 латын әрпі мен цифрдан тұрады. Кіру парағына қарап, қайта теріңіз.
problem-code-wrong = Бұл ЖСН мен код бір-біріне сәйкес келмейді. Екеуін де кіру парағымен салыстырыңыз; дұрыс болса, бақылаушыдан жаңа код сұраңыз.
problem-code-used = Бұл код бұрын қолданылған. Бақылаушыдан жаңа код сұраңыз: сынақ тоқтаған жерінен жалғасады.
problem-code-expired = Бұл код бұрынғы сынаққа берілген. Бақылаушыдан жаңа код сұраңыз.
problem-code-voided = Бұл кодтың орнына жаңасы берілген. Ең соңғы кіру парағын пайдаланыңыз немесе бақылаушыға айтыңыз.

## Rules and waiting

waiting-title = Сынақ алдында
waiting-ready = Сізге сынақты бастауға рұқсат берілді. Дайын болғанда бастаңыз: уақыт сол сәттен есептеледі.
waiting-for-admission = Сіз жүйеге кірдіңіз. Бақылаушы жеке басыңызды тексеріп, сынаққа жібереді.
waiting-for-opening = Сіз жүйеге кірдіңіз. Сынақ әлі ашылған жоқ. Тағайындалған уақыты: { $time }.
waiting-refresh = Бұл бет өзі жаңарып отырады. Ештеңе істеудің қажеті жоқ.
start = Сынақты бастау
start-hint = Асықпаңыз: уақыт осы батырманы басқанда ғана жүре бастайды.
candidate = Үміткер
exam = Сынақ
place = Өтетін орны
file-number = Іс нөмірі
rules-title = Сынақ қалай өтеді
minutes = { $count ->
   *[other] { $count } минут
}
questions = { $count ->
   *[other] { $count } сұрақ
}
rule-extent = { $questions }, { $minutes }.
rule-pass = Сынақтан өту үшін жалпы балдың кемінде { $percent } пайызын жинау керек.
rule-minimum = «{ $section }» бөлімінен кемінде { $percent } пайыз жинау керек.
rule-kinds = Жауаптардың жанында дөңгелек тұрса, бір ғана жауап дұрыс. Шаршы тұрса, бірнеше жауап дұрыс.
rule-saving = Жауаптар сынақ барысында сақталып отырады, соңғы сақталған уақыты әрдайым көрініп тұрады. Сынақ аяқталғанша кез келген сұраққа оралып, жауабыңызды өзгерте аласыз.
rule-trouble = Компьютер немесе желі істемей қалса, бақылаушыны шақырыңыз. Сақталған жауаптарыңыз жоғалмайды, сынақ жалғасады.
rule-end = Уақыт біткенде сынақ өзі аяқталады және сақталған жауаптар бағаланады.
rule-act = Регламент: { $act }
sample-title = Сынама сұрақ
sample-hint = Бұл тек жаттығу үшін. Жауап сақталмайды және бағаланбайды.
sample-question = Аптада неше күн бар?
sample-option-1 = Бес
sample-option-2 = Жеті
sample-option-3 = Он

## The exam

exam-title = Сынақ
question = Сұрақ
question-of = { $number }-сұрақ, барлығы { $count }
choose-one = Бір ғана жауап дұрыс.
choose-several = Бірнеше жауап дұрыс. Бәрін белгілеңіз.
answered = жауап берілді
unanswered = жауап жоқ
flagged = кейінге белгіленген
save = Жауаптарды сақтау
to-review = Тексеру және аяқтау
conflict-title = Кейбір жауаптар ауыстырылмады
conflict-text = Бұл бет ашылғаннан кейін олар басқа бетте өзгертілген. Сол бетте сақталған жауаптар күшінде қалды және төменде көрсетілген. Мына сұрақтарды тексеріңіз:
conflict-question = { $number }-сұрақ
desk-time-left = Қалған уақыт
desk-ends-at = аяқталуы:
desk-navigator = Сұрақтар
desk-flag = Кейінге белгілеу
desk-unflag = Белгіні алу
desk-previous = ← Алдыңғы
desk-next = Келесі →
desk-nothing-saved = Әзірге жауап жоқ
desk-saved-at = Бәрі сақталды:
desk-saving = Сақталып жатыр…
desk-offline = Байланыс жоқ. Жалғастыра беріңіз: жауаптарыңыз осы компьютерде сақталып тұр, кейін өзі жіберіледі. Әлі жіберілмегені:
desk-storage-blocked = Бұл браузер жауаптарды компьютерде сақтай алмайды. Байланыс бар кезде олар серверде сақталады. Бақылаушыға айтыңыз.
desk-session-over = Жүйеге қайта кіру керек. Бақылаушыдан жаңа код сұраңыз; жауаптарыңыз осы компьютерде сақталып тұр. Әлі жіберілмегені:
desk-time-over = Уақыт бітті. Сақталған жауаптарыңыз бағаланып жатыр.
desk-minutes-left = Қалған минут:
desk-keys-title = Пернелер
desk-key-choose = жауапты таңдау
desk-key-move = алдыңғы, келесі сұрақ
desk-key-flag = белгі қою немесе алу
desk-key-review = тексеру және аяқтау
desk-key-time = қалған уақытты айту

## Review

review-title = Жауаптарды тексеру
review-all-answered = Барлық сұраққа жауап бердіңіз.
review-unanswered = { $count ->
   *[other] { $count } сұраққа жауап берілмеген.
}
review-saved = Соңғы сақталған уақыты: { $time }.
review-ends = Сынақтың аяқталатын уақыты: { $time }.
review-question = { $number }-сұрақ
back-to-exam = Сұрақтарға оралу
submit-title = Сынақты аяқтайсыз ба?
submit-text = Бұдан кейін жауаптарды өзгертуге болмайды.
submit = Иә, аяқтаймын

## Result

result-title = Сіздің нәтижеңіз
result-passed = Сынақтан өтті
result-failed = Сынақтан өтпеді
passed = өтті
failed = өтпеді
result-submitted = Үміткер сынақты өзі аяқтады: { $time }.
result-expired = Сынақ уақыт біткенде аяқталды: { $time }.
result-awaiting-approval = Нәтиже бекітілуін күтіп тұр.
result-approved = Нәтиже бекітілді: { $time }.
result-approved-by = Бекітілді: { $time }, { $by }.
result-leave = Жұмыс орнынан кетуіңізге болады. Нәтиже іске енгізілді.
result-pending-title = Сынақ аяқталды
result-pending-text = Жауаптарыңыз сақталды. Нәтиже бірнеше секундтан кейін осы жерде шығады.
result-table = Бөлімдер бойынша балдар
result-answered = Жауап берілген сұрақтар: { $answered } / { $questions }
section = Бөлім
points = Балл
most = Ең көбі
share = Үлесі
minimum = Төменгі шек
section-met = жетті
section-not-met = жетпеді
total = Барлығы
pass-mark-is = өту шегі: { $percent } %

## Sign-in of staff

staff-sign-in-title = Қызметкерлер үшін кіру
login = Логин
password = Құпиясөз
candidate-sign-in-link = Үміткерлер үшін кіру
problem-password = Логин немесе құпиясөз қате. Пернетақта тілі мен Caps Lock пернесін тексеріп, қайта теріңіз.
role-registrar = тіркеуші
role-invigilator = сынақ бақылаушысы
role-author = сұрақ авторы
role-reviewer = сұрақ рецензенті
role-chair = комиссия төрағасы
role-auditor = аудитор
role-administrator = әкімші

## Files

files = Істер
new-file = Жаңа іс
search-files = Іс нөмірі, атауы, БСН немесе ЖСН
activity = Қызмет түрі
any-activity = Барлық қызмет түрі
files-found = { $count ->
   *[other] { $count } іс
}
files-none-found = Ештеңе табылмады. Сөздерді өзгертіңіз немесе барлық қызмет түрін таңдаңыз.
files-none-yet = Әзірге іс жоқ. Алғашқысын ашыңыз.
applicant = Өтініш беруші
standing = Мәртебесі
standing-applicant = өтініш беруші
standing-licensee = лицензиат
form-entity = заңды тұлға
form-individual = жеке тұлға
intake-date = Түскен күні
due-date = Мерзімі
specialists-count = Мамандар
back-to-files = Істер
file-number-hint = Кіріс құжаттарын тіркеу журналындағыдай
applicant-form = Өтініш берушінің түрі
bin-or-iin = БСН немесе ЖСН
bin-or-iin-hint = 12 цифр: заңды тұлғаның БСН-і, жеке тұлғаның ЖСН-і
applicant-name = Өтініш берушінің атауы немесе аты-жөні
place-number = Қызметті жүзеге асыратын жер № { $number }
territory = Облыс немесе қала
address = Мекенжай
open-file = Істі ашу
problem-choose = Таңдаңыз: «{ $field }».
problem-date = «{ $field }» өрісіне күнді жазыңыз. Күнтізбеден таңдаңыз немесе күнін, айын, жылын теріңіз.
problem-place = Қызметті жүзеге асыратын кемінде бір жерді көрсетіңіз: облысы немесе қаласы және мекенжайы.
problem-place-half = Бұл жердің облысын (қаласын) да, мекенжайын да көрсетіңіз немесе екеуін де бос қалдырыңыз.
problem-number-twelve = Нөмір 12 цифрдан тұрады. Цифр қалып қоймағанын тексеріңіз.
problem-number-check-digit = Нөмір қате терілген: бақылау цифры сәйкес келмейді. Әр цифрын құжатпен салыстырыңыз.
problem-number-iin = Бұл ЖСН емес: алғашқы жеті цифрынан туған күн, ғасыр және жыныс шықпайды.
problem-number-bin = Бұл БСН емес: алғашқы цифрларынан тіркелген күн мен құқықтық нысан шықпайды.
problem-file-number-taken = Мұндай нөмірлі іс бар.
problem-due-before-intake = Мерзімі іс түскен күннен бұрын болып тұр.
problem-applicant-differs = Бұл нөмірмен «{ $name }» тіркелген. Нөмірі мен атауын тексеріңіз.
problem-no-unit = Бұл аумаққа әзірге бөлімше бекітілмеген. Әкімшіге айтыңыз.

## A file

file-title = № { $number } іс
file-dates = түскен күні: { $intake }, мерзімі: { $due }
dates = Мерзімдер
places = Қызметті жүзеге асыратын жерлер
served-by = Бөлімше: { $unit }
declared-specialists = Мәлімделген мамандар
declare-specialist = Маман қосу
specialists-none = Әзірге ешкім мәлімделмеген.
withdraw-specialist = Шығару немесе ауыстыру
withdraw-ask = { $name } бұл істе енді есепке алынбайды. Бұрын енгізілгеннің бәрі сақталады.
replaced-by = Кіммен ауыстырылады
replaced-by-nobody = ешкіммен: тек шығару
declaration-declared = мәлімделген
declaration-withdrawn = шығарылған
declaration-replaced = ауыстырылған
specialty = Мамандығы
qualification = Біліктілігі
diploma = Диплом
diploma-line = № { $number }, { $date }, { $place }
institution = Оқу орны
copies-attached = Құжаттардың көшірмелері қоса берілген
copies-missing = Құжаттардың көшірмелері жоқ
specialty-listed = бұйрықтың тізбесінде бар
specialty-not-listed = бұйрықтың тізбесінде жоқ: шешім керек
specialty-accepted = қабылданды: { $reason } ({ $by })
specialty-refused = қабылданбады: { $reason } ({ $by })
specialty-settle = Мамандық бойынша шешім
specialty-settle-hint = № 242 бұйрық бойынша ұқсас мамандық немесе ұқсас шетелдік жоғары білім де жарайды. Сіздің атыңыз бен көрсеткен себебіңіз жазылып қалады.
specialty-accept = Ұқсас немесе шетелдік ретінде қабылдау
specialty-refuse = Қабылдамау
exam-no-exam = бұл қызмет түрінде сынақ жоқ
exam-not-enrolled = сынаққа жазылмаған
exam-enrolled = сынаққа жазылған
exam-enrolled-at = сынаққа жазылған: { $time }
exam-sitting = қазір сынақ тапсырып жатыр
exam-awaiting-approval = нәтиже бекітілуін күтіп тұр
exam-passed = өтті
exam-failed = өтпеді
result-line = балл: { $points } / { $most } ({ $percent } %), { $time }
enrol = Сынаққа жазу
requirement-rows = Біліктілік талаптары
rows-hint = Бұйрықтың осы қызмет түріне қатысты барлық тармағы. Сынақ туралы тармақ бекітілген нәтижелер бойынша өзі толтырылады.
row-open = әлі расталмаған
row-exam-ahead = сынақ алда
row-exam-progress = сынақтан өткендер: { $passed } / { $of }
row-awaiting-approval = бекітілуін күтіп тұр
row-met = сәйкес
row-not-met = сәйкес емес
row-record = Тексеру нәтижесін енгізу
row-note = Не анықталды, қандай құжат бойынша
row-recorded = { $note } ({ $by }, { $time })
row-text = Бұйрықтың мәтіні
problem-row-by-exam = Бұл тармақ тек сынақ нәтижесімен расталады.

## Declaring a specialist

back-to-file = № { $number } іс
iin-hint = 12 цифр
full-name = Аты-жөні
full-name-hint = Жеке басын куәландыратын құжаттағыдай. Осында қалай терілсе, дәл солай басылып шығады.
specialty-hint = Дипломдағыдай
specialty-list = Бұйрықтың тізбесіндегі мамандықтар
diploma-number = Диплом нөмірі
diploma-date = Диплом берілген күн
diploma-place = Диплом берілген жер
declare = Қосу
problem-specialist-differs = Бұл ЖСН бойынша «{ $name }» тіркелген. ЖСН мен аты-жөнін тексеріңіз.
problem-already-declared = Бұл адам осы істе бұрыннан мәлімделген.
problem-not-declared = Бұл адам осы істегі мәлімделген мамандардың қатарында енді жоқ.

## Sittings

sittings = Сынақтар
book-sitting = Сынақ тағайындау
sittings-none = Әзірге бірде-бір сынақ тағайындалмаған.
back-to-sittings = Сынақтар
starts = Басталуы
unit = Бөлімше
room = Бөлме
enrolled = Жазылғандар
sitting-open = ашық
sitting-planned = тағайындалған
time-of-day = Уақыты
time-hint = Бөлімшенің жергілікті уақыты, мысалы, 10:00
admission = Сынаққа жіберу
admission-at-sign-in = Өз кодымен кірген үміткер бірден жіберіледі. Жеке басы кіру парағын бергенде тексеріледі.
admission-by-invigilator = Жүйеге кірген әр үміткерді бақылаушы жібереді
book = Тағайындау
sitting = Сынақтың уақыты мен орны
sitting-title = Сынақ: { $time }
open-sitting = Сынақты ашу
open-sitting-hint = Қолданыстағы сұрақтардан әр үміткерге нұсқа жасалады. Содан кейін үміткерлерді сынаққа жіберуге болады.
candidates = Үміткерлер
candidates-none = Әзірге ешкім жазылмаған. Мәлімделген мамандарды сынаққа іс бетінен жазыңыз.
result = Нәтиже
not-opened = сынақ ашылмаған
until = (аяқталуы: { $time })
admit = Жіберу
print-slip = Жаңа кіру парағы
signed-in = жұмыс орнында
state-prepared = жіберілуін күтіп тұр
state-admitted = жіберілді
state-running = тапсырып жатыр
state-paused = уақытша тоқтатылды
state-submitted = аяқтады
state-expired = уақыты бітті
state-graded = бағаланды
state-approved = бекітілді
state-annulled = күші жойылды
enrol-title = Сынаққа жазу: { $name }
other-unit = басқа бөлімше
no-sitting-to-join = Қазір жазылуға болатын сынақ жоқ.
elsewhere-reason = Басқа бөлімшені таңдау себебі
elsewhere-hint = Сынақ қызметті жүзеге асыратын жердегі бөлімшеде өтпесе ғана толтырыңыз. Сіздің атыңызбен бірге жазылып қалады.
problem-elsewhere = Бұйрық бойынша сынақ қызметті жүзеге асыратын жердегі бөлімшеде тапсырылады. Басқа бөлімшені таңдау себебін көрсетіңіз.
problem-already-enrolled = Бұл адам осы сынаққа жазылып қойған.
problem-exam-ahead = Бұл адам алдағы сынаққа жазылып қойған.
problem-enrolled-again = Бұл адам кейіннен сынаққа қайта жазылған. Тек соңғы жазылуы жарамды.
problem-not-open = Сынақ әлі ашылған жоқ. Бақылаушы ашқанша күтіңіз.
problem-already-passed = Бұл адам сынақтан өтіп қойған.
problem-too-early = Регламент бойынша сынақты қайта тапсыруға болатын уақыт: { $time }.
problem-no-attempts-left = Регламент бойынша бұл істе сынақ тапсыру мүмкіндігі қалмады.
problem-no-regulation = Бұл қызмет түрі үшін қолданыстағы сынақ регламенті жоқ. Алдымен регламентті жүктеңіз.
problem-no-bank = Сұрақтар банкі әлі жүктелмеген.
problem-bank-short = Банктегі сұрақтар регламентке жетпейді: { $shortfalls }
problem-no-exam = Бұл қызмет түрінде сынақ жоқ.
problem-time = Уақыт дұрыс терілмеген. Мысалы: 10:00

## Access slip

slip-title = Кіру парағы
slip-hint = Код осы жолы ғана көрсетіледі. Беттен шықпай тұрып, парақты басып шығарыңыз немесе кодты жазып алыңыз. Үміткердің бұрынғы коды енді жарамайды.
slip-once = Код бір рет қана жарайды. Қайта кіру керек болса, бақылаушыдан жаңа кіру парағын сұраңыз: ештеңе жоғалмайды.
slip-file = № { $number } іс
slip-address = Браузердегі мекенжай
slip-print = Басып шығару: Ctrl+P
back-to-sitting = Сынақ

## Results, for staff

result-of = Нәтиже: { $name }
approve = Нәтижені бекіту
approve-ask = { $name }: «{ $verdict }». Бекітілгеннен кейін нәтиже істегі сынақ туралы тармаққа енгізіледі.

## Notices

notice-not-found-title = Мұндай бет жоқ
notice-not-found-text = Мекенжай қате терілген немесе бұл бет Сізге ашық емес болуы мүмкін. Ештеңе жоғалған жоқ.
notice-not-yours-title = Бұл сынақ Сіздікі емес
notice-not-yours-text = Сіз басқа сынаққа кіргенсіз. Өз сынағыңызды жалғастырыңыз; қате деп ойласаңыз, бақылаушыны шақырыңыз.
notice-signed-out-title = Сіз жүйеге кірмегенсіз
notice-signed-out-text = Жалғастыру үшін жүйеге кіріңіз. Сақталған жауаптар жоғалған жоқ.
notice-over-title = Сынақ аяқталды
notice-over-text = Жауаптарды енді өзгертуге болмайды. Уақытында сақталғаны бағаланады.
notice-forbidden-title = Сіздің рөліңізде бұған рұқсат жоқ
notice-forbidden-text = Бұл жұмысыңызға қажет болса, әкімшіге айтыңыз.
notice-cross-site-title = Сұрау басқа жерден келді
notice-cross-site-text = Ештеңе өзгертілген жоқ. Бетті осы жүйеде ашып, қайта көріңіз.
notice-too-large-title = Мәтін тым көп
notice-too-large-text = Жіберілген мәтін жүйе қабылдайтын көлемнен асып кетті. Ештеңе өзгертілген жоқ. Артқа қайтып, мәтінді қысқартыңыз.
notice-unreadable-title = Нысанды оқу мүмкін болмады
notice-unreadable-text = Ештеңе өзгертілген жоқ. Артқа қайтып, қайта жіберіңіз.
notice-conflict-title = Қазір мүмкін емес
notice-conflict-text = Осы аралықта жағдай өзгерген. Ештеңе өзгертілген жоқ; артқа қайтып, қайта қараңыз.
notice-failed-title = Жүйеде ақау болды
notice-failed-text = Сақталған жауаптар жоғалған жоқ. Қайта көріңіз; тағы қайталанса, қызметкерге төмендегі нөмірді айтыңыз.
notice-incident = Ақау нөмірі: { $id }
go-on = Жалғастыру
go-to-sign-in = Кіру
go-to-own-exam = Өз сынағыма өту
noscript-hint = «Жауаптарды сақтау» батырмасын анда-санда басып тұрыңыз: бұл компьютерде жауаптар соны басқанда сақталады. Сақталған уақыты жоғарыда көрсетілген.
notice-busy-title = Жүйе қазір бос емес
notice-busy-text = Сұрауыңыз әлі орындалған жоқ. Бір-екі секундтан кейін қайталап көріңіз; қайталаудың зияны жоқ.
problem-paused = Уақыт тоқтатылған. Жалғастыруға рұқсат берілгенше күтіңіз; жауаптарыңыз жоғалмайды.
problem-at-work-elsewhere = Сынақ басқа қойындыда ашық. Сол қойындыда жалғастырыңыз немесе осы жерде жалғастыруды таңдаңыз.
problem-nobody-at-work = Бұл отырыста уақытын өзгертуге болатын ешкім жоқ: ешкім сынақ тапсырып жатқан жоқ.
problem-no-time-left = Бұл әрекетте уақыт қалмаған. Қайта ашу үшін қосымша минуттарды көрсетіңіз.
