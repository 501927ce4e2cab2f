## Frame

product = Synaq
skip = Skip to the content
languages = Language
menu = Sections
sign-out = Sign out
demonstration = Demonstration data. Nothing here is real.
demonstration-exam = Demonstration exam: the result has no legal effect.

## Forms

problems-title = Please correct this first
problem-empty = Fill in “{ $field }”.
problem-long = “{ $field }” is too long: 500 characters at most.
choose = Choose…
optional = optional
reason = Reason
decision = Decision
record = Record
search = Search
acts = Actions
state = State
date = Date

## Sign-in of candidates

sign-in-title = Qualification exam
sign-in-lead = Type your IIN and the access code from the slip you were given.
sign-in = Sign in
sign-in-iin-hint = 12 digits, as on your identity card
sign-in-code-hint = 10 letters and digits. Capital or small, with or without the dash: all are accepted.
sign-in-help = No slip, or the code doesn't work? Ask the invigilator: a new code takes a minute, and nothing you have answered is lost.
sign-in-staff-link = Sign-in for staff
iin = IIN
access-code = Access code
problem-code-shape = The code has 10 letters and digits. Look at the slip and type it again.
problem-code-wrong = This IIN and code don't belong together. Check both against the slip; if they are right, ask the invigilator for a new code.
problem-code-used = This code has already been used. Ask the invigilator for a new one: your exam goes on where it was.
problem-code-expired = This code is of an earlier sitting. Ask the invigilator for a new one.
problem-code-voided = This code has been replaced by a newer one. Use the latest slip, or ask the invigilator.
problem-too-many-codes = A wrong code was entered too many times. You can try again: { $time }. To go on without waiting, ask the invigilator for a new code.

## Rules and waiting

waiting-title = Before the exam
waiting-ready = You are admitted. Start when you are ready: the time runs from then on.
waiting-for-admission = You are signed in. The invigilator will check your identity and let you in.
waiting-for-opening = You are signed in. The exam has not been opened yet; it is booked for { $time }.
waiting-refresh = This page looks again by itself. You need not do anything.
start = Start the exam
start-hint = There is no hurry: the clock starts only when you press this button.
candidate = Candidate
exam = Exam
place = Place
file-number = File No.
rules-title = How the exam goes
minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
questions = { $count ->
    [one] { $count } question
   *[other] { $count } questions
}
rule-extent = { $questions }, { $minutes }.
rule-pass = To pass you need { $percent } % of the points.
rule-minimum = In the section “{ $section }” you need at least { $percent } %.
rule-kinds = Where the marks are round, one answer is right. Where they are square, several are.
rule-tools = On the exam page you may use: { $tools }.
rule-saving = Answers are saved as you go, and the time of the last saving is always shown. You can go back and change any answer until the end.
rule-trouble = If the computer or the network fails, call the invigilator. Your saved answers stay, and the exam goes on.
rule-end = When the time is over, the exam ends by itself and what has been saved is scored.
rule-act = Regulation: { $act }
sample-title = Try a sample question
sample-hint = This is only for practice. It is neither saved nor scored.
sample-question = How many days are there in a week?
sample-option-1 = Five
sample-option-2 = Seven
sample-option-3 = Ten

## A stopped clock

paused-title = The exam is paused
paused-by-staff = The invigilator has paused the exam. Wait until you are told to go on: the clock is stopped, and your answers are not lost.
paused-until-back = The clock is stopped and stays so until you go on. Press the button when you are ready.
paused-time-left = Time left: { $minutes }.
come-back = Continue: the clock goes on

## The exam

exam-title = Exam
question = Question
question-of = Question { $number } of { $count }
enlarge = Show larger
choose-one = One answer is right.
choose-several = Several answers are right. Mark all of them.
answered = answered
unanswered = no answer
flagged = flagged
save = Save the answers
to-review = Review and finish
conflict-title = Some answers were not overwritten
conflict-text = They were changed on another page after this one was opened. What was saved there stands and is shown below. Check these questions:
conflict-question = Question { $number }
desk-time-left = Time left
desk-ends-at = ends at
desk-navigator = Questions
desk-flag = Flag to come back
desk-unflag = Remove the flag
desk-previous = ← Previous
desk-next = Next →
desk-nothing-saved = No answers yet
desk-saved-at = Everything is saved:
desk-offline = No connection. Go on: your answers are kept on this computer. Not sent yet:
desk-storage-blocked = This browser can't keep answers on this computer. As long as the connection holds, they are saved on the server. Tell the invigilator.
desk-session-over = You are signed out. Your answers are kept on this computer, and you can go on answering. Ask the invigilator for a new code and sign in again: then everything will be sent.
desk-time-over = The time is over. Your saved answers are being scored.
desk-minutes-left = Minutes left:
desk-ended-before = before:
desk-time-stopped = The clock is stopped. Time left
desk-sending = Kept on this computer, on the way to the server:
desk-sending-unkept = Being sent to the server. Answers:
desk-waiting = Kept on this computer, not sent yet:
desk-offline-unkept = No connection. Don’t close this page: answers are sent when it is back. Not sent yet:
desk-busy = The server is busy. Go on: your answers are kept and sent again. Not sent yet:
desk-elsewhere = Your exam is open in another tab of this browser. Answers can't be changed here; what is kept on this computer is not lost.
desk-elsewhere-since = At work in the other tab since
desk-take-over = Continue here
desk-paused-by-staff = The invigilator has paused the exam. Wait: the clock is stopped, and your answers are not lost.
desk-goes-on = The exam goes on.
desk-more-time = You have been given more time. Minutes:
desk-new-end = The exam now ends at
desk-not-submitted = No connection: the review can't be opened now. Your answers are still here; try again in a moment.
desk-keys-title = Keys
desk-key-choose = choose an answer
desk-key-move = previous, next question
desk-key-flag = set or remove a flag
desk-key-review = review and finish
desk-key-time = say the time left
desk-of-it-granted = additional minutes given:
desk-half-time = Half of the time is over.
desk-over-offline = Time is up, but there is no connection. The answers you gave in time are kept on this computer and are sent by themselves when the connection is back. Don’t close this page, and tell the invigilator.
desk-strike = Strike out an option
desk-strike-out-option = Strike out or take back option
desk-struck-out = Struck out option
desk-not-struck-out = Taken back option
desk-key-language = read the question in another language
desk-key-strike = strike out an option, or take that back
questions-in = Language of the questions
scratch-title = Scratch paper
scratch-hint = Notes for yourself: nobody marks them.
calculator-title = Calculator
calculator-hint = For example: (2.5 + 3) × 4. Enter gives the result.
calculator-clear = Clear
calculator-back = Delete the last sign
calculator-unreadable = This can’t be read: check brackets and signs.
calculator-no-result = There is no result: nothing can be divided by nought.
view-title = How the page looks
view-hint = Choose what you read best: the exam will look the same, and you can change it there.
view-size = Size of the text
view-size-0 = Usual
view-size-1 = Larger
view-size-2 = Large
view-size-3 = Very large
view-contrast = Strong contrast
view-spaced = More space between lines
view-apply = Apply

## Review

review-title = Review
review-all-answered = You have answered every question.
review-unanswered = { $count ->
    [one] { $count } question has no answer.
   *[other] { $count } questions have no answer.
}
review-saved = Last saved at { $time }.
review-ends = The exam ends at { $time }.
review-question = Question { $number }
back-to-exam = Back to the questions
submit-title = Finish the exam?
submit-text = After this the answers can't be changed.
submit = Yes, finish

## Result

result-title = Your result
result-passed = Passed
result-failed = Not passed
result-annulled = Annulled
passed = passed
failed = not passed
result-submitted = The exam was finished by the candidate: { $time }.
result-expired = The exam ended when the time was over: { $time }.
result-awaiting-approval = The result awaits approval.
result-approved = The result was approved: { $time }.
result-approved-by = Approved: { $time }, { $by }.
result-annulled-at = The result was annulled: { $time }.
result-annulled-by = Annulled: { $time }, { $by }.
result-leave = You can leave the workstation. The result is recorded in the file.
result-pending-title = The exam is over
result-pending-text = Your answers are saved. The result appears here in a few seconds.
undelivered = Some of your answers did not reach the server before the end of the exam and are not counted. They are kept on this computer. Tell the invigilator. Numbers of the questions:
undelivered-for-good = Some of your answers did not reach the server before the end of the exam and are not counted. Numbers of the questions:
result-table = Points by section
result-answered = Answered: { $answered } of { $questions }
section = Section
points = Points
most = Possible
share = Share
minimum = Minimum
section-met = met
section-not-met = not met
total = Total
pass-mark-is = pass mark { $percent } %

## Sign-in of staff

staff-sign-in-title = Sign-in for staff
login = Login
password = Password
candidate-sign-in-link = Sign-in for candidates
problem-password = Login or password is wrong. Check the keyboard layout and Caps Lock and try again.
problem-too-many-passwords = A wrong password was entered too many times. You can try again: { $time }.
role-registrar = registrar
role-invigilator = invigilator
role-author = question author
role-reviewer = question reviewer
role-chair = commission chair
role-auditor = auditor
role-administrator = administrator

## Files

files = Files
new-file = New file
search-files = File No., name, BIN or IIN
activity = Activity type
any-activity = All activity types
files-found = { $count ->
    [one] { $count } file
   *[other] { $count } files
}
files-none-found = Nothing was found. Change the words or choose all activity types.
files-none-yet = There are no files yet. Open the first one.
applicant = Applicant
standing = Standing
standing-applicant = applicant
standing-licensee = licensee
form-entity = legal entity
form-individual = individual
intake-date = Received
due-date = Due
specialists-count = Specialists
back-to-files = Files
file-number-hint = As in the register of incoming documents
applicant-form = Applicant is
bin-or-iin = BIN or IIN
bin-or-iin-hint = 12 digits: the BIN of a legal entity, the IIN of an individual
applicant-name = Name of the applicant
place-number = Place of activity { $number }
territory = Region or city
address = Address
open-file = Open the file
problem-choose = Choose: “{ $field }”.
problem-date = “{ $field }” is not a date. Use the calendar or type day, month and year.
problem-place = Give at least one place of activity, with region and address.
problem-place-half = Give both the region and the address of this place, or neither.
problem-number-twelve = The number has 12 digits. Check that none is missing.
problem-number-check-digit = The number is mistyped: its check digit doesn't fit. Compare it with the document digit by digit.
problem-number-iin = This is not an IIN: its first seven digits don't give a date of birth, century and sex.
problem-number-bin = This is not a BIN: its first digits don't give a date of registration and a legal form.
problem-file-number-taken = There is a file of this number already.
problem-due-before-intake = The due date is earlier than the date received.
problem-applicant-differs = This number is on record as “{ $name }”. Check the number and the name.
problem-no-unit = No unit serves this territory yet. Ask the administrator.

## A file

file-title = File No. { $number }
file-dates = received { $intake }, due { $due }
dates = Dates
places = Places of activity
served-by = Unit: { $unit }
declared-specialists = Declared specialists
declare-specialist = Declare a specialist
specialists-none = Nobody has been declared yet.
withdraw-specialist = Withdraw or replace
withdraw-ask = { $name } will no longer count in this file. What has been recorded stays.
replaced-by = Replaced by
replaced-by-nobody = nobody: withdrawn
declaration-declared = declared
declaration-withdrawn = withdrawn
declaration-replaced = replaced
specialty = Specialty
qualification = Qualification
diploma = Diploma
diploma-line = No. { $number }, { $date }, { $place }
institution = Institution
copies-attached = Copies of the documents are attached
copies-missing = Copies of the documents are missing
specialty-listed = on the order's list
specialty-not-listed = not on the order's list: to be settled
specialty-accepted = accepted: { $reason } ({ $by })
specialty-refused = not accepted: { $reason } ({ $by })
specialty-settle = Settle the specialty
specialty-settle-hint = A similar specialty under order No. 242 or a similar foreign degree counts too. Your name and reason are recorded.
specialty-accept = Accept as similar or foreign
specialty-refuse = Do not accept
exam-no-exam = no exam for this activity type
exam-not-enrolled = not enrolled
exam-enrolled = enrolled
exam-enrolled-at = enrolled: { $time }
exam-sitting = sitting the exam now
exam-awaiting-approval = result awaits approval
exam-passed = passed
exam-failed = not passed
result-line = { $points } of { $most } points ({ $percent } %), { $time }
enrol = Enrol for the exam
requirement-rows = Requirement rows
rows-hint = Every row of the order for this activity type. The exam row follows from approved results by itself.
row-open = not confirmed yet
row-exam-ahead = exam ahead
row-exam-progress = passed: { $passed } of { $of }
row-awaiting-approval = awaiting approval
row-met = met
row-not-met = not met
row-record = Record what was found
row-note = What was found, and by which document
row-recorded = { $note } ({ $by }, { $time })
row-text = Text of the order
problem-row-by-exam = This row is confirmed by the exam alone.

## Declaring a specialist

back-to-file = File No. { $number }
iin-hint = 12 digits
full-name = Full name
full-name-hint = As in the identity document. It is printed exactly as typed here.
specialty-hint = As in the diploma
specialty-list = Specialties of the order's list
diploma-number = Number of the diploma
diploma-date = Date of the diploma
diploma-place = Place of issue
declare = Declare
problem-specialist-differs = This IIN is on record as “{ $name }”. Check the IIN and the name.
problem-already-declared = This person is declared in this file already.
problem-not-declared = This person is not declared in the file any more.

## Sittings

sittings = Sittings
book-sitting = Book a sitting
sittings-none = No sitting has been booked yet.
back-to-sittings = Sittings
starts = Starts
unit = Unit
room = Room
enrolled = Enrolled
sitting-open = open
sitting-planned = planned
time-of-day = Time
time-hint = In the unit's local time, for example 10:00
admission = Admission
admission-at-sign-in = Whoever signs in with their code is admitted. Identity is checked when the slip is handed out.
admission-by-invigilator = The invigilator admits each candidate after the sign-in
book = Book
sitting = Sitting
sitting-title = Sitting: { $time }
open-sitting = Open the sitting
open-sitting-hint = A paper is drawn for each candidate from the questions now in force. After that candidates can be admitted.
candidates = Candidates
candidates-none = Nobody is enrolled yet. Enrol declared specialists from their file.
result = Result
not-opened = sitting not open
until = until { $time }
admit = Admit
print-slip = New access slip
signed-in = at the workstation
code-tried-again = The used code was tried again: { $time }
time = Time
time-acts = Change the time
started = Started
ends = Ends
given = Time given
time-left = left: { $minutes }
ended = ended at { $time }
time-given = given: { $minutes }
stands-by-staff = stopped since { $time }: staff start it again
stands-on-return = stopped since { $time }: goes on when the candidate is back
state-prepared = waiting for admission
state-admitted = admitted
state-running = at work
state-paused = paused
state-submitted = finished
state-expired = time over
state-graded = scored
state-approved = approved
state-annulled = annulled
enrol-title = Enrol: { $name }
other-unit = another unit
no-sitting-to-join = There is no sitting that can still be joined.
elsewhere-reason = Why in another unit
elsewhere-hint = Only when the sitting isn't in the unit of the place of activity. Recorded with your name.
problem-elsewhere = By the order the exam is taken in the unit at the place of activity. Give the reason for another unit.
problem-already-enrolled = This person is enrolled in this sitting already.
problem-exam-ahead = This person has an exam ahead already.
problem-enrolled-again = This person has been enrolled again since. Only the newer enrolment holds.
problem-not-open = The exam has not been opened yet. Wait until the invigilator opens it.
problem-already-passed = This person has passed already.
problem-already-proposed = There is a proposal about this result already: it has to be decided first.
problem-already-decided = This proposal has been decided already.
problem-needs-another = You can’t accept what you proposed yourself: another person decides.
problem-too-early = By the regulation the exam may be taken again from { $time }.
problem-no-attempts-left = By the regulation no attempt is left in this file.
problem-no-regulation = No exam regulation is in force for this activity type. Import one first.
problem-no-bank = The question bank has not been imported yet.
problem-bank-short = The bank can't fill the regulation: { $shortfalls }
problem-no-exam = This activity type has no exam.
problem-time = This is not a time of day. Example: 10:00

## Time, for staff

time-of = Time of the exam: { $name }
time-history = What was done to the time
time-acts-none = This candidate's time has not been changed.
what-was-done = What was done
by-whom = Who
minutes-more = Minutes to add
reason-note = Note
reason-note-hint = What happened, in a few words. Required where the reason is “other”. Recorded with your name.
cause-environment = room or surroundings
cause-candidate = candidate
cause-staff = staff
cause-technical = technical fault
cause-other = other
give-time = Give this candidate time
give-time-hint = The new end shows on the candidate's screen at once.
give-time-all = Give everyone time
give-time-all-hint = Everyone who is sitting the exam now, also those whose clock is stopped. What was given before stays.
extra-time = Extra time for a personal need
extra-time-hint = Where this person needs more time than the regulation gives. Before the exam it is part of it from the start; in the exam it is added at once.
stop-clock = Stop this candidate's clock
stop-clock-hint = While the clock is stopped nothing can be answered, and nothing is lost.
resumes = How it goes on
resumes-by-staff = staff start the clock again
resumes-on-return = when the candidate is back and presses the button
stop-clock-all = Stop everyone's clock
stop-clock-all-hint = Every clock that runs now is stopped.
start-clock = Start the clock again
start-clock-hint = This candidate's clock is stopped. The time it stood is added to the end.
start-clock-all = Start everyone's clock again
start-clock-all-hint = Every clock that staff have stopped goes on. Those waiting for a candidate are started by the candidate.
reopen = Reopen the exam
reopen-ask = { $name } will go on with the exam that has ended. The present result does not count; the exam is scored anew when it ends.
reopen-hint = The clock stands until the candidate is back. If they are still signed in in that browser, they open the exam page again; if not, give them a new slip. Where no time is left, say how many minutes to add.
move-workstation = Move to another workstation
move-workstation-hint = Give a new access slip. The page at the old place stops at once, and the exam goes on at the new one where it was; answers that are kept on the old computer and not sent stay there.
act-given = time given: { $minutes }
act-given-all = time given to everyone: { $minutes }
act-extra = given for a personal need: { $minutes }
act-stopped-until = clock stopped, went on at { $time }
act-stopped-by-staff = clock stopped, staff start it again
act-stopped-on-return = clock stopped, goes on when the candidate is back
problem-minutes = Give whole minutes, from { $least } to { $most }.

## Access slip

slip-title = Access slip
slip-hint = The code is shown this once. Print the slip or write it down before you leave the page. An earlier code of this candidate no longer works.
slip-once = The code can be used once. If you need to sign in again, ask the invigilator for a new slip: nothing is lost.
slip-file = File No. { $number }
slip-address = Address in the browser
slip-print = To print: Ctrl+P
back-to-sitting = Sitting

## Results, for staff

result-of = Result: { $name }
approve = Approve the result
approve-ask = { $name }: “{ $verdict }”. Once approved, the result stands in the exam row of the file.
propose-annul = Propose to annul the result
propose-annul-hint = The result is annulled only when another person accepts the proposal. Say why: it stays in the log.
propose-reinstate = Propose to reinstate the result
propose-reinstate-hint = When another person accepts the proposal, the result awaits approval again. Say why: it stays in the log.
proposed-annul = { $by } proposes to annul the result: { $time }. Reason: { $reason }
proposed-reinstate = { $by } proposes to reinstate the result: { $time }. Reason: { $reason }
accept-annul = Annul the result
accept-reinstate = Reinstate the result
refuse-proposal = Refuse the proposal
take-back-proposal = Take the proposal back
proposal-needs-another = Another person decides about it.

## Notices

notice-not-found-title = There is no such page
notice-not-found-text = The address may be mistyped, or what it names isn't open to you. Nothing has been lost.
notice-not-yours-title = This exam is not yours to open
notice-not-yours-text = You are signed in for another exam. Go on with your own; if you think this is a mistake, call the invigilator.
notice-signed-out-title = You are not signed in
notice-signed-out-text = Sign in to go on. Saved answers are safe.
notice-over-title = The exam is over
notice-over-text = Answers can no longer be changed. What was saved in time is scored.
notice-forbidden-title = Your role doesn't allow this
notice-forbidden-text = If you need it for your work, ask the administrator.
notice-cross-site-title = The request came from elsewhere
notice-cross-site-text = Nothing was changed. Open the page in this system and try again from there.
notice-too-large-title = Too much at once
notice-too-large-text = The request is larger than any form of this system. Nothing was changed. Go back and shorten what you typed.
notice-too-slow-title = It did not arrive in full
notice-too-slow-text = The network is too slow: what was sent did not come in time, and nothing was saved. Go back and send it again.
notice-unreadable-title = The form could not be read
notice-unreadable-text = Nothing was changed. Go back and send it again.
notice-conflict-title = Not possible now
notice-conflict-text = The state has changed in the meantime. Nothing was changed; go back and look again.
notice-failed-title = Something went wrong with us
notice-failed-text = Saved answers are safe. Try again; if it happens again, tell staff the number below.
notice-incident = Incident { $id }
go-on = Go on
go-to-sign-in = Sign in
go-to-own-exam = To my exam
noscript-hint = Press “Save the answers” from time to time: on this computer answers are saved when you press it. The time of saving is shown above.
notice-busy-title = The system is busy
notice-busy-text = It is not known yet whether your request was carried out. Try again in a second or two; repeating it does no harm.
notice-paused-title = The exam is paused
problem-paused = The clock has been stopped. Wait until you are told to go on; your answers are not lost.
problem-at-work-elsewhere = The exam is open in another tab. Go on there, or choose to go on here.
problem-nobody-at-work = There is nobody in this sitting whose time could be changed: nobody is sitting the exam now.
problem-no-time-left = No time is left in this attempt. To reopen it, say how many minutes to add.

## Staff: who may do what, and the way in

notice-second-factor-title = Set up your second factor first
notice-second-factor-text = Your role does not allow working with a password alone. Set up an authenticator app once, and every page opens.
go-to-second-factor = Set up the second factor
problem-about-yourself = You cannot decide about yourself: other administrators do.
problem-already-held = That is there already.
problem-account-closed = The account is closed. Propose a new password first: once accepted, the account opens again.
problem-last-administrator = This is the last administrator of all units. Another has to be appointed first.
problem-login-taken = This login is taken. Choose another.
problem-not-your-unit = None of the places of activity belongs to your unit. At least one place has to be in your unit's territory.
confirm-password = Your current password
confirm-password-hint = It confirms that it is you who does this.
problem-confirm-password = The password is not right. Type it again; all else is still there.
accounts = Staff
own-account = My account
second-factor = Second factor
second-factor-title = Second factor
second-factor-code = Code from the authenticator
second-factor-code-hint = Six digits. The code changes every half minute.
second-factor-or-recovery = Six digits. If the authenticator is not at hand, type one of the recovery codes.
problem-second-factor = The code does not match. Wait for the next one in the authenticator and type it; check that the phone's clock is right.
problem-login-shape = A login is made of Latin letters, digits and . - _ @.
problem-name-shape = Write the name on one line, at most 100 characters.
setup-title = The first administrator
setup-lead = When it started, the program printed a one-time code on its console. Type it, and choose a login and a password.
join-title = Choose a password
join-lead = Type the invitation code and the login that the administrator gave you, and choose your password. Nobody else will know it.
join-link = Have an invitation code? Choose a password
joining-code = Invitation code
joining-code-hint = The code is shown this once and holds for three days. Hand it over in person: it is typed under “Choose a password” on the sign-in page.
problem-joining-code = This login and code do not belong together, or the code has been used or is too old. Compare both; if they are right, ask an administrator for a new code.
login-hint = Latin letters, digits and . - _ @
choose-password = Save the password
new-password = New password
new-password-hint = At least 15 characters. A phrase of several words that you use nowhere else is best; capitals and digits are not required.
repeated-password = New password once more
problem-password-length = A password has { $least } to { $most } characters.
problem-password-common = Such a password is tried first: it is made of common words, keys side by side, or your name. Think up another.
problem-password-repeated = The second one differs from the first. Type both again.
whole-licensor = all units
role = Role
roles = Roles
roles-none = No roles yet.
second-factor-on = second factor on
second-factor-off = second factor off
second-factor-missing = second factor needed
second-factor-manage = Manage
sessions = Sessions
sessions-hint = A session that nobody uses for half an hour ends by itself. If you see one that you do not know, end it and change the password.
sessions-none = No open sessions.
session-since = Signed in
session-seen = Last used
session-here = this one
network-address = Network address
end-session = End
end-other-sessions = End all other sessions
change-password = Change the password
back-to-account = To the account
second-factor-needed = Your role needs a second factor: until there is one, no other page opens.
second-factor-what = A second factor is six digits that an authenticator app on your phone shows. You type them after the password when you sign in: whoever learns your password still cannot get in.
second-factor-begin = Set up the second factor
second-factor-scan = Open the authenticator and scan the picture, or type the key.
second-factor-type = Type below the six digits that the app shows.
second-factor-picture = QR code for the authenticator
second-factor-by-hand = The key, to be typed by hand:
second-factor-confirm = Confirm and turn on
second-factor-there = The second factor is on: it is asked for at every sign-in.
second-factor-drop = Turn the second factor off
second-factor-drop-hint = Needed when you change your phone: turn the old one off and set up the new one. If your role needs a second factor, no other page opens until the new one is set up.
second-factor-ask = The password is right. Now type the code from the authenticator.
sign-in-again = Sign in anew
recovery-codes = Recovery codes
recovery-codes-renew = Get new recovery codes
recovery-codes-renew-hint = The codes you have now will stop working at once.
recovery-codes-once = These { $count } codes are shown this once. When the phone is lost, each of them opens once. Print them or write them down, and keep them apart from the phone.
recovery-codes-kept = I have kept them
open-account = Add a member of staff
open-account-hint = The account opens without a role. The next page shows the invitation code for that person; roles are then given by two administrators together.
back-to-accounts = To the staff list
staff-proposals = Waiting for a second person
account-closed = closed
account-closed-at = The account was closed: { $time }.
account-not-joined = no password chosen yet
proposed-appoint = { $name }: give the role “{ $role }” ({ $place })
proposed-renew-password = { $name }: let them choose a new password
proposed-renew-second-factor = { $name }: take the second factor off
staff-proposed-by = Proposed by { $by }, { $time }. Reason: { $reason }
staff-proposal-needs-another = Another administrator has to accept this.
accept-proposal = Accept
propose-appointment = Propose a role
propose-appointment-hint = The role holds once another administrator has accepted it. The person then signs in anew.
end-appointment = Take the role away
end-appointment-hint = It takes effect at once; all sessions of this person end.
end-all-sessions = End all sessions
end-all-sessions-hint = The person is signed out at once, and may sign in again.
way-in = The way in
renew-password = Propose a new password
renew-password-hint = When another administrator accepts, they are shown an invitation code with which the person chooses a new password. A closed account opens again in this way.
renew-second-factor = Propose to take the second factor off
renew-second-factor-hint = Needed when both the authenticator and the recovery codes are lost. Another administrator has to accept.
close-account = Close the account
close-account-hint = When somebody leaves: the roles are taken away, the sessions end, the password stops working. What they recorded and decided stays.
recovery-codes-left = { $count ->
    [one] { $count } recovery code is left.
   *[other] { $count } recovery codes are left.
}

## The log

log = Log
log-lead = Who did what, and who looked at what. Nobody can change or remove an entry; its hash is shown when the event is opened.
log-person = Who
log-person-hint = A login, part of a name, or a candidate’s IIN
log-object = About
log-object-hint = The number of a file or a specialist’s IIN: with all that belongs to it
log-act = Act
log-any-act = Any act
log-from = From
log-until = To
log-show = Show
log-reset = Clear the filter
log-export = Download CSV
log-none = No event fits. Try with fewer conditions.
log-number = No.
log-when = When
log-system = the system
log-console = { $user }, server console
log-history = Everything about this
log-of-person = Everything they did
log-more = In full
log-address = Network address
log-hash = Hash
log-detail = Facts
log-wrote = Rows written
log-older = Earlier events
log-newest = Newest events
log-role = Role

event-annulment-propose = Annulment proposed
event-annulment-refuse = Annulment refused
event-applicant-add = Applicant added
event-appointment-begin = Role given
event-appointment-end = Role taken away
event-attempt-admit = Candidate admitted
event-attempt-expire = Exam time over
event-attempt-pause = Clock stopped
event-attempt-prepare = Paper drawn
event-attempt-reopen = Exam reopened
event-attempt-resume = Clock started again
event-attempt-sit-down = Candidate took a workstation
event-attempt-stand-up = Candidate left the workstation
event-attempt-start = Exam started
event-attempt-submit = Exam submitted
event-backup-make = Backup made
event-backup-restore = Restored from a backup
event-bank-import = Bank imported
event-code-issue = Code issued
event-demonstration-begin = Demonstration begun
event-enrolment-add = Specialist enrolled
event-enrolment-read = Candidate’s time read
event-extra-time-give = Extra time settled
event-file-open = File opened
event-file-read = File read
event-file-search = Files searched
event-incident-record = Incident recorded
event-key-renew = Key file replaced
event-log-export = Log exported
event-log-read = Log read
event-password-change = Password changed
event-password-choose = Password chosen
event-password-refresh = Password stored anew
event-recovery-code-use = Recovery code used
event-recovery-codes-issue = Recovery codes issued
event-regulation-register = Regulation registered
event-reinstatement-propose = Reinstatement proposed
event-reinstatement-refuse = Reinstatement refused
event-result-annul = Result annulled
event-result-approve = Result approved
event-result-grade = Result worked out
event-result-read = Result read
event-result-reinstate = Result reinstated
event-row-record = Requirement recorded
event-second-factor-begin = Second factor begun
event-second-factor-forget = Second factor taken off
event-second-factor-set-up = Second factor set up
event-session-end = Session ended
event-sign-in = Signed in
event-sign-in-password = Password right, second factor to come
event-sign-in-refuse = Sign-in refused
event-sign-out = Signed out
event-sitting-book = Sitting booked
event-sitting-open = Sitting opened
event-sitting-read = Sitting read
event-specialist-add = Specialist added
event-specialist-declare = Specialist declared
event-specialist-withdraw = Specialist withdrawn
event-specialty-settle = Specialty settled
event-staff-proposal-accept = Proposal about staff accepted
event-staff-proposal-propose = Proposal about staff made
event-staff-proposal-refuse = Proposal about staff refused
event-staff-add = Member of staff added
event-staff-close = Account closed
event-time-grant = Time given
event-unit-add = Unit set up

## Documents of a file

documents = Documents
document = Document
documents-none = No document is attached yet.
attach-document = Attach a document
document-title = Title of the document
document-title-hint = For example: diploma with its supplement
document-about = Whom it concerns
document-of-file = the file as a whole
document-content = File
document-content-hint = PDF, JPEG or PNG, 6 MB at most. An attached document can be neither changed nor removed.
document-attached = Attached
document-kind = { $kind }, { $size } KB
problem-document-none = Choose a file.
problem-document-large = The file is larger than 6 MB. Scan it at a lower resolution (300 dpi will do), or attach it in parts.
problem-document-kind = This is no PDF, JPEG or PNG. Save the document as one of these and choose it again.
problem-document-damaged = The file is incomplete or damaged. Scan the document again and choose the new file.
problem-document-pixels = The picture is too large (over 40 megapixels). Scan it at a lower resolution.
event-document-attach = Document attached
event-document-read = Document read
