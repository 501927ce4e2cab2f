// Every page in every language, on an office screen and on a narrow one, light and dark; axe finds nothing on any of them.
// Pictures of them in Kazakh, whose words are long, are in SYNAQ_RESULTS/screens, to be looked at by people.
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { look } from "../support/look";
import { Registrar } from "../support/registrar";

test.setTimeout(180_000);
test.describe.configure({ mode: "parallel" });

for (const language of ["kk", "ru", "en"] as const) {
  test.describe(`in ${language}`, () => {
    test.use({ language });

    test("the candidate's pages, in the order in which they are met", async ({ page, another, synaq }) => {
      const who = synaq.candidateOf("DEMO-006");
      const candidate = new Candidate(page, who, language);
      await page.goto("/");
      await look(page, "candidate-01-sign-in");
      await page.locator("#iin").fill("123456789012");
      await page.locator("#code").fill("abc");
      await page.locator("#code").press("Enter");
      await expect(page.locator("#problems")).toBeVisible();
      await look(page, "candidate-02-sign-in-refused");
      await candidate.signIn();
      await look(page, "candidate-03-waiting");
      await page.locator(".sample .option").nth(1).click();
      await page.locator("details.keys summary").click();
      await page.locator(".view .size-2").click();
      await look(page, "candidate-04-sample-question-in-large-letters");
      await page.locator(".view .size-0").click();
      await candidate.start();
      await look(page, "candidate-05-exam");

      const paper = await candidate.paper();
      for (const asked of paper.slice(0, 4)) {
        await candidate.goTo(asked.position);
        await candidate.choose(asked.position, candidate.right(asked));
      }
      await page.keyboard.press("f");
      await page.locator("details.keys summary").click();
      const longest = paper.reduce((a, b) => (length(a) > length(b) ? a : b));
      await candidate.goTo(longest.position);
      await look(page, "candidate-06-exam-in-the-middle");
      await page.keyboard.press("l");
      for (const tool of await page.locator(".desk-tools summary:visible").all()) await tool.click();
      await page.locator("#strike").click();
      await page.keyboard.press("Shift+Digit2");
      await page.locator("#expression").fill("(2,5 + 3) × 4");
      await page.locator("#expression").press("Enter");
      await expect(page.locator("#calculated")).toHaveText("= 22");
      await look(page, "candidate-06-exam-with-all-tools");
      await synaq.stop();
      await candidate.tick(longest.position, candidate.wrong(longest));
      await expect(page.locator(".saving")).toHaveClass(/\btrouble\b/);
      await look(page, "candidate-07-exam-without-connection");
      await synaq.start();
      await candidate.seesSaved();
      await candidate.review();
      await look(page, "candidate-08-review");
      await candidate.submit();
      await candidate.seesResult(false);
      await look(page, "candidate-09-result");

      const registrar = new Registrar(await another(), synaq, language);
      await registrar.signIn();
      await registrar.approve(who.file, who.name);
      await page.reload();
      await look(page, "candidate-10-result-approved");

      const [invigilator, chair] = [new Registrar(await another(), synaq, language), new Registrar(await another(), synaq, language)];
      await invigilator.signIn("invigilator");
      await invigilator.openResult(who.file, who.name);
      await invigilator.propose("propose-annul", "");
      await look(invigilator.page, "staff-19-annulment-without-a-reason");
      await invigilator.propose("propose-annul", "Жауаптарды көршісі айтып отырды");
      await look(invigilator.page, "staff-20-annulment-proposed");
      await chair.signIn("chair");
      await chair.openResult(who.file, who.name);
      await look(chair.page, "staff-21-annulment-to-be-decided");
      await chair.decide("accept-annul");
      await look(chair.page, "staff-22-result-annulled");
      await page.reload();
      await look(page, "candidate-11-result-annulled");

      function length(asked: (typeof paper)[number]): number {
        return asked.stem.length + asked.options.join("").length;
      }
    });

    test("the staff's pages", async ({ page, synaq }) => {
      await page.goto("/staff/sign-in");
      await look(page, "staff-01-sign-in");
      await page.locator("#login").press("Enter");
      await expect(page.locator("#problems")).toBeVisible();
      await look(page, "staff-02-sign-in-refused");
      const registrar = new Registrar(page, synaq, language);
      await registrar.signIn();
      await look(page, "staff-03-files");
      await page.goto("/staff/files?q=жоқ-ондай");
      await look(page, "staff-04-files-none-found");
      await page.goto("/staff/files/new");
      await look(page, "staff-05-new-file");
      await page.locator("#number").press("Enter");
      await expect(page.locator("#problems")).toBeVisible();
      await look(page, "staff-06-new-file-refused");

      await page.goto("/staff/files");
      const files = await page.locator("tbody th a").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
      expect(files.length).toBeGreaterThan(5);
      for (const [n, file] of files.entries()) {
        await page.goto(file);
        if (n === 0) for (const details of await page.locator("main details > summary").all()) await details.click();
        await look(page, `staff-07-file-${n + 1}`);
      }
      await page.goto(`${files[0]}/specialists/new`);
      await look(page, "staff-08-declare");
      await page.locator("#iin").press("Enter");
      await expect(page.locator("#problems")).toBeVisible();
      await look(page, "staff-09-declare-refused");

      await page.goto("/staff/sittings");
      await look(page, "staff-10-sittings");
      const sittings = await page.locator("tbody th a").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
      for (const [n, sitting] of sittings.slice(0, 8).entries()) {
        await page.goto(sitting);
        await look(page, `staff-11-sitting-${n + 1}`);
      }
      await page.goto("/staff/sittings/new");
      await look(page, "staff-12-book");
      await page.locator("#room").press("Enter");
      await expect(page.locator("#problems")).toBeVisible();
      await look(page, "staff-13-book-refused");

      await registrar.findSittingOf(synaq.candidateOf("DEMO-006").iin);
      await page.locator('form[action$="/slip"] button').first().click();
      await expect(page.locator(".slip")).toBeVisible();
      await look(page, "staff-14-slip");
      await page.emulateMedia({ media: "print" });
      await expect(page.locator(".no-print").first()).toBeHidden();
      await page.emulateMedia({ media: "screen" });
    });

    test("a result, enrolling, and booking the first sitting", async ({ page, another, synaq }) => {
      const who = synaq.candidateOf("DEMO-001");
      const candidate = new Candidate(await another(), who, language);
      await candidate.begin();
      await candidate.review();
      await candidate.submit();

      const registrar = new Registrar(page, synaq, language);
      await registrar.signIn();
      await registrar.findFile(who.file);
      await page.locator('.card a[href^="/staff/results/"]').last().click();
      await look(page, "staff-15-result-to-approve");
      await registrar.approve(who.file, who.name);
      await page.locator('.card a[href^="/staff/results/"]').last().click();
      await look(page, "staff-16-result-approved");

      await page.goto("/staff/files");
      const files = await page.locator("tbody th a").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
      for (const file of files) {
        await page.goto(file);
        const enrol = page.locator('.card a[href$="/enrol"]').first();
        if ((await enrol.count()) === 0) continue;
        await enrol.click();
        await look(page, "staff-17-enrol");
        await page.locator("main form button[type=submit]").click();
        await expect(page.locator("#problems")).toBeVisible();
        await look(page, "staff-18-enrol-refused");
        return;
      }
      throw new Error("nobody in the demonstration can be enrolled");
    });

    test("an exam whose time, place or line is in other hands, and the pages from which it is", async ({ page, another, synaq }) => {
      const who = synaq.candidateOf("DEMO-006");
      const invigilator = new Registrar(await another(), synaq, language);
      await invigilator.signIn("invigilator");
      await invigilator.findSittingOf(who.iin);
      await invigilator.openTime(who.iin);
      await look(invigilator.page, "time-01-before-the-start");
      await invigilator.changeTime("extra-time", { minutes: 15, cause: "candidate", note: "нашар көреді" });
      const candidate = new Candidate(page, who, language);
      await candidate.begin();
      await invigilator.page.reload();
      await invigilator.changeTime("give-time", { minutes: 0, cause: "other" });
      await expect(invigilator.page.locator("#problems")).toBeVisible();
      await look(invigilator.page, "time-02-refused");
      await invigilator.changeTime("give-time", { minutes: 10, cause: "environment", note: "өрт дабылы қосылып, бөлмеден шықтық" });
      await expect(page.locator(".clock .ends")).toContainText("(");
      await look(page, "exam-01-more-time");
      for (const summary of await invigilator.page.locator("main details > summary").all()) await summary.click();
      await look(invigilator.page, "time-03-forms");

      const second = new Candidate(await page.context().newPage(), who, language);
      await second.page.goto(`/exam/${candidate.attempt}`);
      await second.isHeldUp("desk-elsewhere");
      await look(second.page, "exam-02-elsewhere");
      await second.page.close();

      await invigilator.page.reload();
      await invigilator.changeTime("stop-clock", { resumes: "by-staff" });
      await candidate.isHeldUp("desk-paused-by-staff");
      await look(page, "exam-03-paused");
      await page.reload();
      await look(page, "waiting-01-paused");
      await look(invigilator.page, "time-04-stopped");
      await invigilator.page.locator(".back a").click();
      for (const summary of await invigilator.page.locator("main details > summary").all()) await summary.click();
      await look(invigilator.page, "time-05-sitting");
      await invigilator.startClock("start-clock-all");
      await candidate.atTheDesk();
      await candidate.isAtWork();

      await invigilator.openTime(who.iin);
      await invigilator.changeTime("stop-clock", { resumes: "on-return", cause: "candidate" });
      await candidate.isHeldUp("paused-until-back");
      await look(page, "exam-04-until-back");
      await page.reload();
      await look(page, "waiting-02-until-back");
      await page.getByRole("button", { name: candidate.words("come-back") }).click();
      await candidate.atTheDesk();
      await page.route(/\/answers$/, (route) => route.abort());
      const [first] = await candidate.paper();
      await candidate.tick(first.position, candidate.right(first));
      await invigilator.page.locator(".back a").click();
      await invigilator.printSlip(who.iin);
      await expect(candidate.notice).toContainText(candidate.words("desk-session-over"));
      await look(page, "exam-05-signed-out");

      const own = new Candidate(await another(), synaq.candidateOf("DEMO-001"), language);
      await own.begin();
      const exam = `/exam/${own.attempt}`;
      await own.page.context().route(/\/(answers|late)$/, (route) => route.abort());
      const [asked] = await own.paper();
      await own.tick(asked.position, own.right(asked));
      await expect(own.page.locator(".saving")).toHaveClass(/\btrouble\b/);
      const other = await own.page.context().newPage();
      await other.goto(`${exam}/review`);
      await other.getByRole("button", { name: own.words("submit"), exact: true }).click();
      await expect(own.page.getByText(own.words("undelivered"))).toBeVisible();
      await look(own.page, "candidate-11-undelivered");
      await own.page.context().unroute(/\/(answers|late)$/);
      await expect(own.page.getByText(own.words("undelivered-delivered"))).toBeVisible();
      await own.page.reload();
      await look(own.page, "candidate-12-late");
      await invigilator.openResult("DEMO-001", synaq.candidateOf("DEMO-001").name);
      await look(invigilator.page, "staff-23-late");

      const blocked = new Candidate(await another(), synaq.candidateOf("DEMO-002"), language);
      await blocked.page.addInitScript(() => {
        Storage.prototype.setItem = () => {
          throw new DOMException("full", "QuotaExceededError");
        };
      });
      await blocked.begin();
      await look(blocked.page, "exam-06-storage-full");
    });

    test("the parts that pages are made of", async ({ page }) => {
      await page.goto("/styleguide");
      await look(page, "styleguide-01-folded");
      for (const summary of await page.locator("main details > summary").all()) await summary.click();
      await look(page, "styleguide-02-open");
    });

    test("the pages that say what went wrong", async ({ page, another, synaq }) => {
      await page.goto("/waiting");
      await look(page, "notice-01-signed-out");
      await page.goto("/nowhere");
      await look(page, "notice-02-not-found");

      const owner = new Candidate(await another(), synaq.candidateOf("DEMO-001"), language);
      await owner.begin();
      const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"), language);
      await candidate.begin();
      const exam = `/exam/${candidate.attempt}`;
      await page.goto(`/exam/${owner.attempt}`);
      await look(page, "notice-03-not-yours");

      await page.goto(exam);
      await candidate.atTheDesk();
      await candidate.review();
      const late = await page.context().newPage();
      await late.route(/\/(answers|events|place|time)\b/, (route) => route.abort());
      await late.goto(exam);
      await candidate.submit();
      await late.locator("#paper").evaluate((form: HTMLFormElement) => form.submit());
      await expect(late).toHaveURL(new RegExp(`${exam}$`));
      await expect(late.locator(`a[href="${exam}/result"]`)).toBeVisible();
      await look(late, "notice-04-over");

      const auditor = new Registrar(await another(), synaq, language);
      await auditor.signIn("auditor");
      await auditor.page.goto("/staff/files/new");
      await look(auditor.page, "notice-05-forbidden");
    });
  });
}

test("the candidate's pages without JavaScript", async ({ another, synaq }) => {
  const page = await another({ javaScriptEnabled: false });
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-001"));
  await candidate.begin();
  await look(page, "plain-01-exam", { scripted: false });
  const [first] = await candidate.paper();
  const stale = new Candidate(await page.context().newPage(), candidate.who);
  await stale.page.goto(`/exam/${candidate.attempt}`);
  await candidate.tick(first.position, candidate.right(first));
  await candidate.save();
  await candidate.seesSaved();
  await stale.tick(first.position, candidate.wrong(first));
  await stale.save();
  await expect(stale.page.getByRole("alert")).toBeVisible();
  await look(stale.page, "plain-02-exam-changed-elsewhere", { scripted: false });
});
