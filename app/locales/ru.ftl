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
problem-too-many-codes = Код слишком много раз введён неверно. Попробовать снова можно: { $time }. Чтобы не ждать, попросите у наблюдателя новый код.

## Rules and waiting

waiting-title = Перед экзаменом
waiting-ready = Вы допущены. Начинайте, когда будете готовы: время пойдёт с этого момента.
waiting-for-admission = Вы вошли в систему. Наблюдатель проверит Вашу личность и допустит Вас к экзамену.
waiting-for-opening = Вы вошли в систему. Экзамен ещё не открыт. Он назначен на { $time }.
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
rule-tools = На странице экзамена можно открыть: { $tools }.
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
desk-offline = Связи нет. Продолжайте: Ваши ответы хранятся на этом компьютере. Не отправлено:
desk-storage-blocked = Этот браузер не может хранить ответы на компьютере. Пока есть связь, они сохраняются на сервере. Сообщите наблюдателю.
desk-session-over = Вход в систему прервался. Ваши ответы хранятся на этом компьютере, можно отвечать дальше. Попросите у наблюдателя новый код и войдите снова: тогда все ответы будут отправлены.
desk-time-over = Время истекло. Сохранённые ответы оцениваются.
desk-minutes-left = Осталось минут:
desk-ended-before = было:
desk-time-stopped = Время остановлено. Осталось
desk-sending = Хранится на этом компьютере, отправляется на сервер:
desk-sending-unkept = Отправляется на сервер. Ответов:
desk-waiting = Хранится на этом компьютере, ещё не отправлено:
desk-offline-unkept = Связи нет. Не закрывайте страницу: ответы отправятся, когда связь появится. Не отправлено:
desk-busy = Сервер занят. Продолжайте: Ваши ответы на месте и будут отправлены ещё раз. Не отправлено:
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
desk-key-time = озвучить оставшееся время
desk-of-it-granted = добавлено минут:
desk-half-time = Прошла половина времени.
desk-over-offline = Время вышло, но связи нет. Ответы, которые Вы дали вовремя, хранятся на этом компьютере и отправятся сами, когда связь восстановится. Не закрывайте эту страницу и сообщите наблюдателю.
desk-strike = Вычеркнуть вариант ответа
desk-strike-out-option = Вычеркнуть или вернуть вариант
desk-struck-out = Вычеркнут вариант
desk-not-struck-out = Возвращён вариант
desk-key-language = прочитать вопрос на другом языке
desk-key-strike = вычеркнуть или вернуть вариант ответа
questions-in = Язык вопросов
scratch-title = Черновик
scratch-hint = Записи для себя: их никто не оценивает.
calculator-title = Калькулятор
calculator-hint = Например: (2,5 + 3) × 4. Результат покажет клавиша Enter.
calculator-clear = Стереть всё
calculator-back = Стереть последний знак
calculator-unreadable = Выражение не читается: проверьте скобки и знаки.
calculator-no-result = Результата нет: на ноль делить нельзя.
view-title = Вид страницы
view-hint = Выберите, как Вам удобнее читать: так будет и на экзамене, и там это можно изменить.
view-size = Размер букв
view-size-0 = Обычный
view-size-1 = Крупнее
view-size-2 = Крупный
view-size-3 = Очень крупный
view-contrast = Высокая контрастность
view-spaced = Больше места между строками
view-apply = Применить

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
result-annulled = Аннулирован
passed = сдан
failed = не сдан
result-submitted = Экзамен завершён кандидатом: { $time }.
result-expired = Экзамен закончился по истечении времени: { $time }.
result-awaiting-approval = Результат ожидает утверждения.
result-approved = Результат утверждён: { $time }.
result-approved-by = Утверждено: { $time }, { $by }.
result-annulled-at = Результат аннулирован: { $time }.
result-annulled-by = Аннулировано: { $time }, { $by }.
result-leave = Вы можете покинуть рабочее место. Результат внесён в дело.
result-pending-title = Экзамен окончен
result-pending-text = Ваши ответы сохранены. Через несколько секунд здесь появится результат.
undelivered = Часть ответов не дошла до сервера к концу экзамена и не учтена. Эти ответы хранятся на этом компьютере. Сообщите наблюдателю. Номера вопросов:
undelivered-for-good = Часть ответов не дошла до сервера к концу экзамена и не учтена. Номера вопросов:
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
problem-too-many-passwords = Пароль слишком много раз введён неверно. Попробовать снова можно: { $time }.
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
specialists-none = Пока никто не заявлен. Добавьте специалистов из формы сведений.
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
sittings-none = Пока не назначено ни одного экзамена. Назначьте экзамен и запишите на него специалистов на странице их дела.
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
code-tried-again = Использованный код введён ещё раз: { $time }
time = Время
time-acts = Время кандидата
started = Начало
ends = Окончание
given = Добавлено
time-left = осталось: { $minutes }
ended = завершено в { $time }
time-given = добавлено: { $minutes }
stands-by-staff = остановлено с { $time }: продолжит сотрудник
stands-on-return = остановлено с { $time }: продолжит сам кандидат
state-prepared = ожидает допуска
state-admitted = допуск получен
state-running = сдаёт
state-paused = приостановлено
state-submitted = завершено
state-expired = время истекло
state-graded = оценено
state-approved = утверждено
state-annulled = аннулировано
states-legend = Что означают состояния
meaning-prepared = вариант готов, кандидат ждёт допуска
meaning-admitted = может начать сам, время ещё не идёт
meaning-running = отвечает, время идёт
meaning-paused = время остановлено, отвечать нельзя
meaning-submitted = завершил экзамен сам, идёт оценка
meaning-expired = экзамен завершился по истечении времени, идёт оценка
meaning-graded = баллы посчитаны, результат ждёт утверждения
meaning-approved = результат утверждён и внесён в дело
meaning-annulled = результат аннулирован и не учитывается
enrol-title = Запись на экзамен: { $name }
other-unit = другое подразделение
no-sitting-to-join = Сейчас нет экзамена, на который можно записать. Сначала назначьте экзамен.
elsewhere-reason = Почему в другом подразделении
elsewhere-hint = Только если экзамен проходит не в подразделении по месту осуществления деятельности. Записывается вместе с Вашим именем.
problem-elsewhere = По приказу экзамен сдают в подразделении по месту осуществления деятельности. Укажите причину, по которой выбрано другое.
problem-already-enrolled = Этот специалист уже записан на этот экзамен.
problem-exam-ahead = Этот специалист уже записан на предстоящий экзамен.
problem-enrolled-again = После этого специалиста записали ещё раз. Действует только последняя запись.
problem-not-open = Экзамен ещё не открыт. Подождите, пока наблюдатель его откроет.
problem-already-passed = У этого специалиста экзамен уже сдан.
problem-already-proposed = По этому результату уже есть предложение: сначала нужно решить его.
problem-already-decided = По этому предложению решение уже принято.
problem-needs-another = Собственное предложение принять нельзя: решение принимает другой сотрудник.
problem-too-early = По регламенту пересдать экзамен можно с { $time }.
problem-no-attempts-left = По регламенту попыток в этом деле больше не осталось.
problem-no-regulation = Для этого вида деятельности нет действующего регламента экзамена. Сначала загрузите его.
problem-no-bank = Банк вопросов ещё не загружен.
problem-bank-short = В банке не хватает вопросов для регламента: { $shortfalls }
problem-no-exam = Для этого вида деятельности экзамена нет.
problem-time = Время введено неверно. Пример: 10:00

## Time, for staff

time-of = Время экзамена: { $name }
time-history = Действия со временем
time-acts-none = Время этого кандидата не менялось.
what-was-done = Что сделано
by-whom = Кто
minutes-more = Сколько минут добавить
reason-note = Пояснение
reason-note-hint = Коротко, что случилось. Для причины «другое» обязательно. Записывается с Вашим именем.
cause-environment = помещение, обстановка
cause-candidate = кандидат
cause-staff = сотрудник
cause-technical = технический сбой
cause-other = другое
give-time = Добавить время этому кандидату
give-time-hint = Новое время окончания сразу видно на экране кандидата.
give-time-all = Добавить время всем
give-time-all-hint = Всем, кто сейчас сдаёт экзамен, в том числе тем, чьё время остановлено. Добавленное раньше сохраняется.
extra-time = Дополнительное время по личной необходимости
extra-time-hint = Если этому человеку нужно больше времени, чем в регламенте. До начала экзамена оно входит в него с самого начала, во время экзамена добавляется сразу.
stop-clock = Остановить время этого кандидата
stop-clock-hint = Пока время остановлено, отвечать нельзя, но ничего не пропадает.
resumes = Как продолжится
resumes-by-staff = время запустит сотрудник
resumes-on-return = время пойдёт, когда кандидат вернётся и нажмёт кнопку
stop-clock-all = Остановить время всем
stop-clock-all-hint = Останавливается время всех, у кого оно сейчас идёт.
start-clock = Запустить время
start-clock-hint = Время кандидата остановлено. Время остановки добавляется к сроку окончания.
start-clock-all = Запустить время всем
start-clock-all-hint = Пойдёт всё время, которое остановили сотрудники. Кого ждут, те продолжат сами.
reopen = Открыть экзамен снова
reopen-ask = { $name } продолжит завершённый экзамен. Нынешний результат не считается, после окончания экзамен оценивается заново.
reopen-hint = Время стоит, пока кандидат не вернётся. Если он ещё не вышел из системы в этом браузере, пусть снова откроет страницу экзамена; если вышел, выдайте новый листок. Если времени не осталось, укажите минуты.
move-workstation = Пересадить за другое рабочее место
move-workstation-hint = Выдайте новый листок доступа. Страница на прежнем месте сразу останавливается, экзамен продолжается на новом с того же места; ответы, которые хранятся на прежнем компьютере и не отправлены, остаются там.
act-given = добавлено время: { $minutes }
act-given-all = всем добавлено время: { $minutes }
act-extra = добавлено по личной необходимости: { $minutes }
act-stopped-until = время остановлено, продолжено в { $time }
act-stopped-by-staff = время остановлено, продолжит сотрудник
act-stopped-on-return = время остановлено, продолжит сам кандидат
problem-minutes = Укажите целое число минут: от { $least } до { $most }.

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
propose-annul = Предложить аннулировать результат
propose-annul-hint = { $name }: результат будет аннулирован, только если предложение примет другой сотрудник. Укажите причину: она останется в журнале.
propose-reinstate = Предложить восстановить результат
propose-reinstate-hint = { $name }: если предложение примет другой сотрудник, результат снова будет ждать утверждения. Укажите причину: она останется в журнале.
proposed-annul = { $by } предлагает аннулировать результат: { $time }. Причина: { $reason }
proposed-reinstate = { $by } предлагает восстановить результат: { $time }. Причина: { $reason }
accept-annul = Аннулировать результат
accept-reinstate = Восстановить результат
refuse-proposal = Отклонить предложение
take-back-proposal = Отозвать предложение
proposal-needs-another = Решение примет другой сотрудник.

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
notice-too-slow-title = Отправленное дошло не целиком
notice-too-slow-text = Сеть слишком медленная: данные не пришли вовремя, ничего не сохранено. Вернитесь назад и отправьте ещё раз.
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
notice-busy-text = Пока неизвестно, выполнен ли Ваш запрос. Повторите его через пару секунд; повтор ничему не повредит.
notice-paused-title = Экзамен приостановлен
problem-paused = Время остановлено. Подождите, пока разрешат продолжить; Ваши ответы не пропадут.
problem-at-work-elsewhere = Экзамен открыт в другой вкладке. Продолжайте в ней или выберите продолжение здесь.
problem-nobody-at-work = Здесь сейчас никто не сдаёт экзамен, поэтому изменить время некому.
problem-no-time-left = У кандидата не осталось времени. Чтобы открыть экзамен снова, укажите, сколько минут добавить.

## Staff: who may do what, and the way in

notice-second-factor-title = Сначала настройте второй фактор
notice-second-factor-text = Для Вашей роли одного пароля недостаточно. Настройте приложение-аутентификатор один раз, и все страницы откроются.
go-to-second-factor = Настроить второй фактор
problem-about-yourself = О себе решать нельзя: это делают другие администраторы.
problem-already-held = Это уже есть.
problem-account-closed = Сначала предложите смену пароля: когда предложение примут, учётная запись откроется снова.
problem-last-administrator = Это последний администратор всех подразделений. Сначала должен быть назначен другой.
problem-login-taken = Этот логин занят. Выберите другой.
problem-not-your-unit = Ни одно из мест деятельности не относится к Вашему подразделению. Хотя бы одно место должно быть на территории Вашего подразделения.
confirm-password = Ваш нынешний пароль
confirm-password-hint = Подтверждает, что действие совершаете именно Вы.
problem-confirm-password = Пароль неверен. Введите его ещё раз; остальное сохранилось.
accounts = Сотрудники
own-account = Моя учётная запись
second-factor = Второй фактор
second-factor-title = Второй фактор
second-factor-code = Код из аутентификатора
second-factor-code-hint = Шесть цифр. Код меняется каждые полминуты.
second-factor-or-recovery = Шесть цифр. Если аутентификатора нет под рукой, введите один из запасных кодов.
problem-second-factor = Код не подходит. Дождитесь нового кода в аутентификаторе и введите его; проверьте, верно ли время на телефоне.
problem-login-shape = Логин состоит из латинских букв, цифр и знаков . - _ @.
problem-name-shape = Напишите имя одной строкой, не длиннее 100 знаков.
setup-title = Первый администратор
setup-lead = При запуске программа напечатала в консоли одноразовый код. Введите его и выберите логин и пароль.
join-title = Выбор пароля
join-lead = Введите код приглашения и логин, которые дал администратор, и выберите пароль. Его не будет знать никто, кроме Вас.
join-link = Есть код приглашения? Выбрать пароль
joining-code = Код приглашения
joining-code-hint = Код показывается только сейчас и действует три дня. Передайте его лично: он вводится по ссылке «Выбрать пароль» на странице входа.
problem-joining-code = Логин и код не подходят друг к другу, либо код уже использован или просрочен. Сверьте их; если всё верно, попросите у администратора новый код.
login-hint = Латинские буквы, цифры и . - _ @
choose-password = Сохранить пароль
new-password = Новый пароль
new-password-hint = Не меньше 15 знаков. Удобнее всего фраза из нескольких слов, которую Вы больше нигде не используете; заглавные буквы и цифры не обязательны.
repeated-password = Новый пароль ещё раз
problem-password-length = В пароле должно быть от { $least } до { $most } знаков.
problem-password-common = Такой пароль пробуют первым: он составлен из частых слов, соседних клавиш или Вашего имени. Придумайте другой.
problem-password-repeated = Второй раз пароль введён иначе. Введите оба ещё раз.
whole-licensor = все подразделения
role = Роль
roles = Роли
roles-none = Ролей пока нет.
second-factor-on = второй фактор включён
second-factor-off = второй фактор не включён
second-factor-missing = нужен второй фактор
second-factor-manage = Настроить
sessions = Сеансы
sessions-hint = Сеанс, которым полчаса не пользовались, закрывается сам. Если видите незнакомый сеанс, завершите его и смените пароль.
sessions-none = Открытых сеансов нет.
session-since = Вход
session-seen = Последнее действие
session-here = этот сеанс
network-address = Сетевой адрес
end-session = Завершить
end-other-sessions = Завершить все другие сеансы
change-password = Сменить пароль
back-to-account = К учётной записи
second-factor-needed = Для Вашей роли второй фактор обязателен: пока его нет, другие страницы не открываются.
second-factor-what = Второй фактор – шесть цифр, которые показывает приложение-аутентификатор в телефоне. Вы вводите их при входе после пароля: даже узнав Ваш пароль, никто другой не войдёт.
second-factor-begin = Настроить второй фактор
second-factor-scan = Откройте аутентификатор и отсканируйте картинку или введите ключ вручную.
second-factor-type = Введите ниже шесть цифр, которые покажет приложение.
second-factor-picture = QR-код для аутентификатора
second-factor-by-hand = Ключ для ввода вручную:
second-factor-confirm = Подтвердить и включить
second-factor-there = Второй фактор включён: код запрашивается при каждом входе.
second-factor-drop = Отключить второй фактор
second-factor-drop-hint = Нужно при смене телефона: отключите старый и настройте новый. Если роль требует второго фактора, другие страницы не откроются, пока не настроен новый.
second-factor-ask = Пароль верен. Теперь введите код из аутентификатора.
sign-in-again = Войти заново
recovery-codes = Запасные коды
recovery-codes-renew = Получить новые запасные коды
recovery-codes-renew-hint = Прежние коды сразу перестанут действовать.
recovery-codes-once = Эти коды ({ $count }) показываются только сейчас. Если телефона не будет под рукой, каждый из них один раз заменит код из аутентификатора. Распечатайте или запишите их и храните отдельно от телефона.
recovery-codes-kept = Коды сохранены
open-account = Добавить сотрудника
open-account-hint = Учётная запись открывается без ролей. На следующей странице появится код приглашения для этого человека; роли затем дают два администратора вместе.
back-to-accounts = К списку сотрудников
staff-proposals = Ждёт решения второго человека
account-closed = закрыта
account-closed-at = Учётная запись закрыта: { $time }.
account-not-joined = пароль ещё не выбран
proposed-appoint = { $name }: дать роль «{ $role }» ({ $place })
proposed-renew-password = { $name }: дать выбрать новый пароль
proposed-renew-second-factor = { $name }: снять второй фактор
staff-proposed-by = Предложил(а): { $by }, { $time }. Причина: { $reason }
staff-proposal-needs-another = Принять это должен другой администратор.
accept-proposal = Принять
propose-appointment = Предложить роль
propose-appointment-hint = Роль начнёт действовать, когда предложение примет другой администратор. После этого сотруднику нужно войти заново.
end-appointment = Снять роль
end-appointment-hint = { $name } лишится роли «{ $role }». Действует сразу, все сеансы этого человека завершатся.
end-all-sessions = Завершить все сеансы
end-all-sessions-hint = { $name }: выход из системы произойдёт сразу; войти можно снова.
way-in = Вход в систему
renew-password = Предложить смену пароля
renew-password-hint = Когда это примет другой администратор, ему будет показан код приглашения, и по нему человек выберет новый пароль. Закрытая учётная запись так открывается снова.
renew-second-factor = Предложить снять второй фактор
renew-second-factor-hint = Нужно, когда потеряны и аутентификатор, и запасные коды. Принять должен другой администратор.
close-account = Закрыть учётную запись
close-account-hint = Когда сотрудник уходит. { $name }: роли снимаются, сеансы завершаются, пароль перестаёт действовать. Записанное и решённое остаётся.
recovery-codes-left = { $count ->
    [one] Остался { $count } запасной код.
    [few] Осталось { $count } запасных кода.
   *[other] Осталось { $count } запасных кодов.
}

## The log

log = Журнал
log-lead = Здесь записано, кто что сделал и что посмотрел. Запись нельзя ни изменить, ни удалить; её хеш виден, если раскрыть событие.
log-person = Кто
log-person-hint = Логин, часть имени или ИИН кандидата
log-object = О чём
log-object-hint = Номер дела или ИИН специалиста: покажем всё, что к ним относится
log-act = Действие
log-any-act = Любое действие
log-from = С даты
log-until = По дату
log-show = Показать
log-reset = Сбросить фильтр
log-export = Выгрузить CSV
log-none = Таких событий нет. Попробуйте убрать часть условий.
log-number = №
log-when = Время
log-system = система
log-console = { $user }, консоль сервера
log-history = Все события об этом
log-of-person = Все действия этого лица
log-more = Подробно
log-address = Сетевой адрес
log-hash = Хеш
log-detail = Данные
log-wrote = Записанные строки
log-older = Более ранние события
log-newest = Самые новые события
log-role = Роль

event-annulment-propose = Предложено аннулировать результат
event-annulment-refuse = Предложение об аннулировании отклонено
event-applicant-add = Внесён заявитель
event-appointment-begin = Роль предоставлена
event-appointment-end = Роль снята
event-attempt-admit = Кандидат допущен
event-attempt-expire = Время экзамена истекло
event-attempt-pause = Время экзамена остановлено
event-attempt-prepare = Составлен вариант
event-attempt-reopen = Экзамен открыт вновь
event-attempt-resume = Время экзамена запущено вновь
event-attempt-sit-down = Кандидат занял рабочее место
event-attempt-stand-up = Кандидат освободил рабочее место
event-attempt-start = Экзамен начат
event-attempt-submit = Кандидат завершил экзамен
event-backup-make = Создана резервная копия
event-backup-restore = Восстановлено из резервной копии
event-bank-import = Загружен банк вопросов
event-code-issue = Выдан код
event-demonstration-begin = Созданы демонстрационные данные
event-enrolment-add = Специалист записан на экзамен
event-enrolment-read = Просмотрено время кандидата
event-extra-time-give = Установлено дополнительное время
event-file-open = Дело открыто
event-file-read = Дело просмотрено
event-file-search = Поиск по делам
event-incident-record = Записано происшествие
event-key-renew = Заменён файл ключа
event-log-export = Журнал выгружен
event-log-read = Журнал просмотрен
event-password-change = Пароль изменён
event-password-choose = Пароль задан
event-password-refresh = Обновлена защита пароля
event-recovery-code-use = Использован запасной код
event-recovery-codes-issue = Выданы запасные коды
event-regulation-register = Зарегистрирован регламент
event-reinstatement-propose = Предложено восстановить результат
event-reinstatement-refuse = Предложение о восстановлении отклонено
event-result-annul = Результат аннулирован
event-result-approve = Результат утверждён
event-result-grade = Результат подсчитан
event-result-read = Результат просмотрен
event-result-reinstate = Результат восстановлен
event-row-record = Внесён результат проверки требования
event-second-factor-begin = Начата настройка второго фактора
event-second-factor-forget = Второй фактор снят
event-second-factor-set-up = Второй фактор включён
event-session-end = Сеанс завершён
event-sign-in = Вход в систему
event-sign-in-password = Пароль верен, ожидается второй фактор
event-sign-in-refuse = Отказано во входе
event-sign-out = Выход из системы
event-sitting-book = Экзамен назначен
event-sitting-open = Экзамен открыт
event-sitting-read = Экзамен просмотрен
event-specialist-add = Внесён специалист
event-specialist-declare = Специалист заявлен
event-specialist-withdraw = Специалист исключён
event-specialty-settle = Вынесено решение о специальности
event-staff-proposal-accept = Предложение о сотруднике принято
event-staff-proposal-propose = Внесено предложение о сотруднике
event-staff-proposal-refuse = Предложение о сотруднике отклонено
event-staff-add = Добавлен сотрудник
event-staff-close = Учётная запись закрыта
event-time-grant = Добавлено время
event-unit-add = Создано подразделение

## Documents of a file

documents = Документы
document = Документ
documents-none = Пока не приложено ни одного документа.
attach-document = Приложить документ
document-title = Название документа
document-title-hint = Например: диплом с приложением
document-about = К кому относится
document-of-file = к делу в целом
document-content = Файл
document-content-hint = PDF, JPEG или PNG, не больше 6 МБ. Приложенный документ нельзя ни изменить, ни удалить.
document-attached = Приложен
document-kind = { $kind }, { $size } КБ
problem-document-none = Выберите файл.
problem-document-large = Файл больше 6 МБ. Отсканируйте с меньшим разрешением (достаточно 300 dpi) или приложите документ частями.
problem-document-kind = Это не PDF, не JPEG и не PNG. Сохраните документ в одном из этих форматов и выберите снова.
problem-document-damaged = Файл неполный или повреждён. Отсканируйте документ заново и выберите новый файл.
problem-document-pixels = Изображение слишком большое (больше 40 мегапикселей). Отсканируйте с меньшим разрешением.
event-document-attach = Приложен документ
event-document-read = Документ просмотрен
