## Frame

product = Synaq
skip = Перейти к содержанию
languages = Язык
menu = Разделы
sign-out = Выйти
demonstration = Демонстрационные данные. Здесь нет ничего настоящего.
demonstration-exam = Демонстрационный экзамен: результат не имеет юридической силы.

## Forms

problems-title = Сначала исправьте следующее
problem-empty = Заполните поле «{ $field }».
problem-long = В поле «{ $field }» слишком много текста: не больше 500 знаков.
choose = Выберите…
optional = необязательно
reason = Причина
decision = Решение
record = Внести
search = Найти
acts = Действия
state = Состояние
date = Дата

## Sign-in of candidates

sign-in-title = Квалификационный экзамен
sign-in-lead = Введите ИИН и код доступа с листка, который Вам выдали.
sign-in = Войти
sign-in-iin-hint = 12 цифр, как в удостоверении личности
sign-in-code-hint = 10 латинских букв и цифр. Можно прописными или строчными, с дефисом или без него.
sign-in-help = Нет листка или код не подходит? Обратитесь к наблюдателю: новый код выдадут за минуту, и Ваши ответы не пропадут.
sign-in-staff-link = Вход для сотрудников
iin = ИИН
access-code = Код доступа
problem-code-shape = Код состоит из 10 латинских букв и цифр. Посмотрите на листок и введите код ещё раз.
problem-code-wrong = ИИН и код не подходят друг к другу. Сверьте их с листком; если всё верно, попросите у наблюдателя новый код.
problem-code-used = Этот код уже использован. Попросите у наблюдателя новый: экзамен продолжится с того же места.
problem-code-expired = Этот код был выдан на прошлый экзамен. Попросите у наблюдателя новый.
problem-code-voided = Вместо этого кода уже выдан новый. Возьмите последний листок или обратитесь к наблюдателю.

## Rules and waiting

waiting-title = Перед экзаменом
waiting-ready = Вы допущены. Начинайте, когда будете готовы: время пойдёт с этого момента.
waiting-for-admission = Вы вошли. Наблюдатель проверит Вашу личность и допустит Вас к экзамену.
waiting-for-opening = Вы вошли. Экзамен ещё не открыт. Он назначен на { $time }.
waiting-refresh = Эта страница обновляется сама. Ничего делать не нужно.
start = Начать экзамен
start-hint = Не спешите: время пойдёт, только когда Вы нажмёте эту кнопку.
candidate = Кандидат
exam = Экзамен
place = Место
file-number = Номер дела
rules-title = Как пройдёт экзамен
minutes = { $count ->
    [one] { $count } минута
    [few] { $count } минуты
    [many] { $count } минут
   *[other] { $count } минуты
}
questions = { $count ->
    [one] { $count } вопрос
    [few] { $count } вопроса
    [many] { $count } вопросов
   *[other] { $count } вопроса
}
rule-extent = { $questions }, { $minutes }.
rule-pass = Чтобы сдать экзамен, нужно набрать не менее { $percent } % баллов.
rule-minimum = В разделе «{ $section }» нужно набрать не менее { $percent } %.
rule-kinds = Если рядом с ответами кружки, верен только один ответ. Если квадраты, верных ответов несколько.
rule-saving = Ответы сохраняются по ходу экзамена, время последнего сохранения всегда видно. До конца экзамена к любому вопросу можно вернуться и изменить ответ.
rule-trouble = Если откажет компьютер или сеть, позовите наблюдателя. Сохранённые ответы не пропадут, и экзамен продолжится.
rule-end = Когда время истечёт, экзамен закончится сам, и сохранённые ответы будут оценены.
rule-act = Регламент: { $act }
sample-title = Пробный вопрос
sample-hint = Это только для тренировки. Ответ не сохраняется и не оценивается.
sample-question = Сколько дней в неделе?
sample-option-1 = Пять
sample-option-2 = Семь
sample-option-3 = Десять

## A stopped clock

paused-title = Экзамен приостановлен
paused-by-staff = Наблюдатель приостановил экзамен. Подождите, пока Вам разрешат продолжить: время не идёт, ответы не пропадут.
paused-until-back = Время остановлено и не пойдёт, пока Вы не продолжите. Нажмите кнопку, когда будете готовы.
paused-time-left = Осталось времени: { $minutes }.
come-back = Продолжить: время пойдёт

## The exam

exam-title = Экзамен
question = Вопрос
question-of = Вопрос { $number } из { $count }
choose-one = Верен только один ответ.
choose-several = Верных ответов несколько. Отметьте все.
answered = ответ дан
unanswered = нет ответа
flagged = отмечен на потом
save = Сохранить ответы
to-review = Проверить и завершить
conflict-title = Некоторые ответы не заменены
conflict-text = Их изменили на другой странице уже после того, как была открыта эта. В силе осталось то, что сохранено там; оно показано ниже. Проверьте вопросы:
conflict-question = Вопрос { $number }
desk-time-left = Осталось
desk-ends-at = окончание в
desk-navigator = Вопросы
desk-flag = Отметить на потом
desk-unflag = Снять отметку
desk-previous = ← Предыдущий
desk-next = Следующий →
desk-nothing-saved = Ответов пока нет
desk-saved-at = Всё сохранено:
desk-offline = Нет связи. Продолжайте: ответы хранятся на этом компьютере и отправятся сами. Ещё не отправлено:
desk-storage-blocked = Этот браузер не может хранить ответы на компьютере. Пока есть связь, они сохраняются на сервере. Сообщите наблюдателю.
desk-session-over = Вы вышли из системы. Ответы хранятся на этом компьютере, можно отвечать дальше. Попросите у наблюдателя новый код и войдите снова: тогда всё отправится.
desk-time-over = Время истекло. Сохранённые ответы оцениваются.
desk-minutes-left = Осталось минут:
desk-ended-before = раньше:
desk-time-stopped = Время остановлено. Осталось
desk-sending = Сохранено на этом компьютере, отправляется на сервер. Ответов:
desk-sending-unkept = Отправляется на сервер. Ответов:
desk-waiting = Хранится на этом компьютере, ещё не отправлено. Ответов:
desk-offline-unkept = Нет связи. Не закрывайте эту страницу: когда связь появится, ответы отправятся сами. Ещё не отправлено:
desk-busy = Сервер сейчас занят. Продолжайте: ответы хранятся и отправятся снова. Ещё не отправлено:
desk-elsewhere = Ваш экзамен открыт в другой вкладке этого браузера. Здесь ответы не изменить; сохранённое на этом компьютере не пропадёт.
desk-elsewhere-since = Работа в другой вкладке начата в
desk-take-over = Продолжить здесь
desk-paused-by-staff = Наблюдатель приостановил экзамен. Подождите: время не идёт, ответы не пропадут.
desk-goes-on = Экзамен продолжается.
desk-more-time = Вам добавлено время. Минут:
desk-new-end = Новое время окончания:
desk-not-submitted = Нет связи: страницу проверки сейчас не открыть. Ответы остались здесь; повторите чуть позже.
desk-keys-title = Клавиши
desk-key-choose = выбрать ответ
desk-key-move = предыдущий, следующий вопрос
desk-key-flag = поставить или снять отметку
desk-key-review = проверить и завершить
desk-key-time = произнести оставшееся время

## Review

review-title = Проверка ответов
review-all-answered = Вы ответили на все вопросы.
review-unanswered = { $count ->
    [one] { $count } вопрос остался без ответа.
    [few] { $count } вопроса остались без ответа.
    [many] { $count } вопросов остались без ответа.
   *[other] { $count } вопроса остались без ответа.
}
review-saved = Последнее сохранение: { $time }.
review-ends = Экзамен закончится в { $time }.
review-question = Вопрос { $number }
back-to-exam = Вернуться к вопросам
submit-title = Завершить экзамен?
submit-text = После этого изменить ответы будет нельзя.
submit = Да, завершить

## Result

result-title = Ваш результат
result-passed = Экзамен сдан
result-failed = Экзамен не сдан
passed = сдан
failed = не сдан
result-submitted = Экзамен завершён кандидатом: { $time }.
result-expired = Экзамен закончился по истечении времени: { $time }.
result-awaiting-approval = Результат ожидает утверждения.
result-approved = Результат утверждён: { $time }.
result-approved-by = Утверждено: { $time }, { $by }.
result-leave = Вы можете покинуть рабочее место. Результат внесён в дело.
result-pending-title = Экзамен окончен
result-pending-text = Ваши ответы сохранены. Через несколько секунд здесь появится результат.
undelivered = Эти ответы не дошли до сервера к концу экзамена и не учтены. Они хранятся на этом компьютере. Сообщите наблюдателю. Вопросы:
result-table = Баллы по разделам
result-answered = Вопросов с ответом: { $answered } из { $questions }
section = Раздел
points = Баллы
most = Максимум
share = Доля
minimum = Минимум
section-met = набран
section-not-met = не набран
total = Всего
pass-mark-is = проходной балл: { $percent } %

## Sign-in of staff

staff-sign-in-title = Вход для сотрудников
login = Логин
password = Пароль
candidate-sign-in-link = Вход для кандидатов
problem-password = Неверный логин или пароль. Проверьте раскладку клавиатуры и Caps Lock и попробуйте ещё раз.
role-registrar = регистратор
role-invigilator = наблюдатель
role-author = автор вопросов
role-reviewer = рецензент вопросов
role-chair = председатель комиссии
role-auditor = аудитор
role-administrator = администратор

## Files

files = Дела
new-file = Новое дело
search-files = Номер дела, название или имя, БИН или ИИН
activity = Вид деятельности
any-activity = Все виды деятельности
files-found = { $count ->
    [one] { $count } дело
    [few] { $count } дела
    [many] { $count } дел
   *[other] { $count } дела
}
files-none-found = Ничего не найдено. Измените слова или выберите все виды деятельности.
files-none-yet = Дел пока нет. Откройте первое.
applicant = Заявитель
standing = Статус
standing-applicant = заявитель
standing-licensee = лицензиат
form-entity = юридическое лицо
form-individual = физическое лицо
intake-date = Поступило
due-date = Срок
specialists-count = Специалисты
back-to-files = Дела
file-number-hint = Как в журнале входящих документов
applicant-form = Тип заявителя
bin-or-iin = БИН или ИИН
bin-or-iin-hint = 12 цифр: БИН юридического лица, ИИН физического лица
applicant-name = Наименование или Ф. И. О. заявителя
place-number = Место осуществления деятельности № { $number }
territory = Область или город
address = Адрес
open-file = Открыть дело
problem-choose = Сделайте выбор: «{ $field }».
problem-date = В поле «{ $field }» нужна дата. Выберите её в календаре или введите день, месяц и год.
problem-place = Укажите хотя бы одно место осуществления деятельности: область или город и адрес.
problem-place-half = Укажите для этого места и область (город), и адрес или оставьте оба поля пустыми.
problem-number-twelve = В номере 12 цифр. Проверьте, не пропущена ли цифра.
problem-number-check-digit = Номер введён с ошибкой: контрольная цифра не сходится. Сверьте его с документом цифра за цифрой.
problem-number-iin = Это не ИИН: из его первых семи цифр не складываются дата рождения, век и пол.
problem-number-bin = Это не БИН: из его первых цифр не складываются дата регистрации и правовая форма.
problem-file-number-taken = Дело с таким номером уже есть.
problem-due-before-intake = Срок раньше даты поступления.
problem-applicant-differs = По этому номеру уже записано: «{ $name }». Проверьте номер и название.
problem-no-unit = За этой территорией пока не закреплено подразделение. Обратитесь к администратору.

## A file

file-title = Дело № { $number }
file-dates = поступило { $intake }, срок до { $due }
dates = Сроки
places = Места осуществления деятельности
served-by = Подразделение: { $unit }
declared-specialists = Заявленные специалисты
declare-specialist = Добавить специалиста
specialists-none = Пока никто не заявлен.
withdraw-specialist = Исключить или заменить
withdraw-ask = { $name } больше не будет учитываться в этом деле. Всё, что уже внесено, сохранится.
replaced-by = Кем заменить
replaced-by-nobody = никем: только исключить
declaration-declared = в числе заявленных
declaration-withdrawn = больше не в числе заявленных
declaration-replaced = замена другим специалистом
specialty = Специальность
qualification = Квалификация
diploma = Диплом
diploma-line = № { $number }, { $date }, { $place }
institution = Учебное заведение
copies-attached = Копии документов приложены
copies-missing = Копий документов нет
specialty-listed = есть в перечне приказа
specialty-not-listed = нет в перечне приказа: нужно решение
specialty-accepted = принята: { $reason } ({ $by })
specialty-refused = не принята: { $reason } ({ $by })
specialty-settle = Решение о специальности
specialty-settle-hint = Подходит и сходная специальность по приказу № 242, и аналогичное зарубежное высшее образование. Ваше имя и причина будут записаны.
specialty-accept = Принять как сходную или зарубежную
specialty-refuse = Не принимать
exam-no-exam = для этого вида деятельности экзамена нет
exam-not-enrolled = нет записи на экзамен
exam-enrolled = есть запись на экзамен
exam-enrolled-at = запись на экзамен: { $time }
exam-sitting = сейчас сдаёт экзамен
exam-awaiting-approval = результат ожидает утверждения
exam-passed = сдан
exam-failed = не сдан
result-line = баллы: { $points } из { $most } ({ $percent } %), { $time }
enrol = Записать на экзамен
requirement-rows = Квалификационные требования
rows-hint = Все пункты приказа для этого вида деятельности. Пункт об экзамене заполняется сам по утверждённым результатам.
row-open = ещё не подтверждено
row-exam-ahead = экзамен впереди
row-exam-progress = сдали экзамен: { $passed } из { $of }
row-awaiting-approval = ожидает утверждения
row-met = соответствует
row-not-met = не соответствует
row-record = Внести результат проверки
row-note = Что установлено и по какому документу
row-recorded = { $note } ({ $by }, { $time })
row-text = Текст приказа
problem-row-by-exam = Этот пункт подтверждается только экзаменом.

## Declaring a specialist

back-to-file = Дело № { $number }
iin-hint = 12 цифр
full-name = Ф. И. О.
full-name-hint = Как в документе, удостоверяющем личность. Печатается точно так, как введено здесь.
specialty-hint = Как в дипломе
specialty-list = Специальности из перечня приказа
diploma-number = Номер диплома
diploma-date = Дата выдачи диплома
diploma-place = Место выдачи диплома
declare = Добавить
problem-specialist-differs = По этому ИИН уже записано: «{ $name }». Проверьте ИИН и Ф. И. О.
problem-already-declared = Этот специалист уже заявлен в этом деле.
problem-not-declared = Этот специалист больше не заявлен в этом деле.

## Sittings

sittings = Экзамены
book-sitting = Назначить экзамен
sittings-none = Пока не назначено ни одного экзамена.
back-to-sittings = Экзамены
starts = Начало
unit = Подразделение
room = Кабинет
enrolled = Записано
sitting-open = открыт
sitting-planned = назначен
time-of-day = Время
time-hint = По местному времени подразделения, например 10:00
admission = Допуск
admission-at-sign-in = Кто входит со своим кодом, сразу получает допуск. Личность проверяют, когда выдают листок с кодом.
admission-by-invigilator = Каждого кандидата после входа допускает наблюдатель
book = Назначить
sitting = Время и место экзамена
sitting-title = Экзамен: { $time }
open-sitting = Открыть экзамен
open-sitting-hint = Для каждого кандидата будет составлен вариант из действующих вопросов. После этого кандидатов можно допускать.
candidates = Кандидаты
candidates-none = Пока никто не записан. Запишите заявленных специалистов на странице их дела.
result = Результат
not-opened = экзамен не открыт
until = до { $time }
admit = Допустить
print-slip = Новый листок с кодом
signed-in = на рабочем месте
state-prepared = ожидает допуска
state-admitted = допуск получен
state-running = сдаёт
state-paused = приостановлено
state-submitted = завершено
state-expired = время истекло
state-graded = оценено
state-approved = утверждено
state-annulled = аннулировано
enrol-title = Запись на экзамен: { $name }
other-unit = другое подразделение
no-sitting-to-join = Сейчас нет экзамена, на который можно записать.
elsewhere-reason = Почему в другом подразделении
elsewhere-hint = Только если экзамен проходит не в подразделении по месту осуществления деятельности. Записывается вместе с Вашим именем.
problem-elsewhere = По приказу экзамен сдают в подразделении по месту осуществления деятельности. Укажите причину, по которой выбрано другое.
problem-already-enrolled = Этот специалист уже записан на этот экзамен.
problem-exam-ahead = Этот специалист уже записан на предстоящий экзамен.
problem-enrolled-again = После этого специалиста записали ещё раз. Действует только последняя запись.
problem-not-open = Экзамен ещё не открыт. Подождите, пока наблюдатель его откроет.
problem-already-passed = У этого специалиста экзамен уже сдан.
problem-too-early = По регламенту пересдать экзамен можно с { $time }.
problem-no-attempts-left = По регламенту попыток в этом деле больше не осталось.
problem-no-regulation = Для этого вида деятельности нет действующего регламента экзамена. Сначала загрузите его.
problem-no-bank = Банк вопросов ещё не загружен.
problem-bank-short = В банке не хватает вопросов для регламента: { $shortfalls }
problem-no-exam = Для этого вида деятельности экзамена нет.
problem-time = Время введено неверно. Пример: 10:00

## Access slip

slip-title = Листок с кодом доступа
slip-hint = Код показывается только сейчас. Распечатайте листок или запишите код, прежде чем покинуть страницу. Прежний код этого кандидата больше не действует.
slip-once = Код действует один раз. Если понадобится войти снова, попросите у наблюдателя новый листок: ничего не пропадёт.
slip-file = Дело № { $number }
slip-address = Адрес в браузере
slip-print = Печать: Ctrl+P
back-to-sitting = Экзамен

## Results, for staff

result-of = Результат: { $name }
approve = Утвердить результат
approve-ask = { $name }: «{ $verdict }». После утверждения результат войдёт в пункт об экзамене в деле.

## Notices

notice-not-found-title = Такой страницы нет
notice-not-found-text = Возможно, адрес введён с ошибкой или страница Вам недоступна. Ничего не пропало.
notice-not-yours-title = Это не Ваш экзамен
notice-not-yours-text = Вы вошли на другой экзамен. Продолжайте свой; если считаете, что это ошибка, позовите наблюдателя.
notice-signed-out-title = Вы не вошли в систему
notice-signed-out-text = Войдите, чтобы продолжить. Сохранённые ответы не пропали.
notice-over-title = Экзамен окончен
notice-over-text = Изменить ответы уже нельзя. Оценивается то, что сохранено вовремя.
notice-forbidden-title = Для Вашей роли это закрыто
notice-forbidden-text = Если это нужно Вам для работы, обратитесь к администратору.
notice-cross-site-title = Запрос пришёл не с этого сайта
notice-cross-site-text = Ничего не изменено. Откройте страницу в этой системе и попробуйте оттуда ещё раз.
notice-too-large-title = Слишком много данных
notice-too-large-text = Отправлено больше, чем система принимает. Ничего не изменено. Вернитесь и сократите введённый текст.
notice-unreadable-title = Не удалось прочитать форму
notice-unreadable-text = Ничего не изменено. Вернитесь и отправьте её ещё раз.
notice-conflict-title = Сейчас это невозможно
notice-conflict-text = За это время состояние изменилось. Ваше действие не выполнено; вернитесь и посмотрите ещё раз.
notice-failed-title = У нас произошёл сбой
notice-failed-text = Сохранённые ответы не пропали. Попробуйте ещё раз; если сбой повторится, сообщите сотруднику номер ниже.
notice-incident = Номер сбоя: { $id }
go-on = Продолжить
go-to-sign-in = Войти
go-to-own-exam = К моему экзамену
noscript-hint = Время от времени нажимайте «Сохранить ответы»: на этом компьютере ответы сохраняются только этой кнопкой. Время сохранения показано выше.
notice-busy-title = Система сейчас занята
notice-busy-text = Ваш запрос ещё не выполнен. Повторите его через пару секунд; повтор ничему не повредит.
notice-paused-title = Экзамен приостановлен
problem-paused = Время остановлено. Подождите, пока разрешат продолжить; ваши ответы не пропадут.
problem-at-work-elsewhere = Экзамен открыт в другой вкладке. Продолжайте в ней или выберите продолжение здесь.
problem-nobody-at-work = В этом сеансе нет никого, чьё время можно изменить: никто сейчас не сдаёт экзамен.
problem-no-time-left = В этой попытке не осталось времени. Чтобы открыть её снова, укажите, сколько минут добавить.
