// The language is switched anywhere, and what was typed or ticked stays.
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { Registrar, almaty } from "../support/registrar";
import { endonym, words } from "../support/words";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("on the sign-in form what was typed stays, and sign-in goes on", async ({ page, synaq }) => {
      const who = synaq.candidateOf("DEMO-006");
      await page.goto("/");
      await page.locator("#iin").fill(who.iin);
      await page.locator("#code").fill(who.code.toLowerCase());
      for (const language of ["ru", "en", "kk", "ru"] as const) {
        await page.getByRole("button", { name: endonym[language] }).click();
        await expect(page.locator("html")).toHaveAttribute("lang", language);
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(words(language, "sign-in-title"));
        await expect(page.locator("#iin")).toHaveValue(who.iin);
        await expect(page.locator("#code")).toHaveValue(who.code.toLowerCase());
        await expect(page.locator("#problems")).toHaveCount(0);
      }
      await page.locator("#code").press("Enter");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(words("ru", "waiting-title"));
      // The language is kept for the pages that follow, and in the pages that have no form.
      await page.getByRole("button", { name: endonym.kk }).click();
      await expect(page).toHaveURL(/\/waiting$/);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(words("kk", "waiting-title"));
    });

    test("Enter in a field sends the form, and doesn't switch the language", async ({ page, synaq }) => {
      const who = synaq.candidateOf("DEMO-006");
      await page.goto("/");
      await page.getByRole("button", { name: endonym.ru }).click();
      for (const field of ["#iin", "#code"]) {
        await page.locator("#iin").fill(who.iin);
        await page.locator("#code").fill("short");
        await page.locator(field).press("Enter");
        await expect(page.locator("#code-problem")).toHaveText(words("ru", "problem-code-shape"));
        await expect(page.locator("html")).toHaveAttribute("lang", "ru");
        await page.goto("/");
      }

      const registrar = new Registrar(page, synaq, "ru");
      await registrar.signIn();
      await page.goto("/staff/files/new");
      await page.locator("#applicant-name").press("Enter");
      await expect(page.locator("#problems")).toContainText(words("ru", "problems-title"));
      await expect(page.locator("#number-problem")).toBeVisible();
      await expect(page.locator("html")).toHaveAttribute("lang", "ru");
      await page.goto("/staff/sittings/new");
      await page.locator("#room").press("Enter");
      await expect(page.locator("#problems")).toBeVisible();
      await expect(page.locator("html")).toHaveAttribute("lang", "ru");
    });

    test("on the new-file form everything that was filled in stays, and no file is opened by it", async ({ page, synaq }) => {
      const registrar = new Registrar(page, synaq);
      await registrar.signIn();
      await page.goto("/staff/files/new");
      const today = almaty(new Date()).date;
      await page.locator("#number").fill("№ 15/«ә»");
      await page.locator("#intake").fill(today);
      await page.locator("#applicant-number").fill("12");
      await page.locator("#applicant-name").fill("<Үлгі> & \"Қ\"");
      await page.locator("input[name=standing][value=licensee]").check();
      await page.locator("input[name=form][value=individual]").check();
      await page.locator("input[name=activity][value=leak-detection]").check();
      await page.locator("#territory-2").selectOption("KZ-35");
      await page.locator("#address-2").fill("Қарағанды, 1");
      for (const language of ["ru", "en"] as const) {
        await page.getByRole("button", { name: endonym[language] }).click();
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(words(language, "new-file"));
        await expect(page.locator("#problems")).toHaveCount(0);
        await expect(page.locator("#number")).toHaveValue("№ 15/«ә»");
        await expect(page.locator("#intake")).toHaveValue(today);
        await expect(page.locator("#due")).toHaveValue("");
        await expect(page.locator("#applicant-number")).toHaveValue("12");
        await expect(page.locator("#applicant-name")).toHaveValue("<Үлгі> & \"Қ\"");
        await expect(page.locator("input[name=standing][value=licensee]")).toBeChecked();
        await expect(page.locator("input[name=form][value=individual]")).toBeChecked();
        await expect(page.locator("input[name=activity][value=leak-detection]")).toBeChecked();
        await expect(page.locator("#territory-1")).toHaveValue("");
        await expect(page.locator("#territory-2")).toHaveValue("KZ-35");
        await expect(page.locator("#address-2")).toHaveValue("Қарағанды, 1");
      }
    });

    test("in the exam what was ticked stays, and the questions are in the other language", async ({ page, synaq }) => {
      const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
      await candidate.begin();
      const attempt = candidate.attempt;
      const paper = await candidate.paper();
      const single = paper.find((asked) => asked.kind === "single") ?? paper[0];
      const multiple = paper.find((asked) => asked.kind === "multiple") ?? paper[1];
      for (const asked of [single, multiple]) {
        if (javaScriptEnabled) await candidate.goTo(asked.position);
        await candidate.tick(asked.position, candidate.right(asked));
      }
      await page.getByRole("button", { name: endonym.ru }).click();
      await expect(page.locator("html")).toHaveAttribute("lang", "ru");
      const inRussian = new Candidate(page, candidate.who, "ru");
      await inRussian.atTheDesk();
      expect(inRussian.attempt).toBe(attempt);
      const translated = await inRussian.paper();
      for (const asked of [single, multiple]) {
        const same = translated[asked.position - 1];
        expect(same.stem).not.toBe(asked.stem);
        // The same options in the same places.
        expect(inRussian.right(same)).toEqual(candidate.right(asked));
        await inRussian.seesTicked(asked.position, candidate.right(asked));
      }
      await inRussian.seesSaved();
      // In English the questions stay in a language that the exam is offered in.
      await page.getByRole("button", { name: endonym.en }).click();
      await expect(page.getByRole("button", { name: words("en", "to-review") })).toBeAttached();
      await inRussian.seesTicked(single.position, candidate.right(single));
      const [first] = await inRussian.paper();
      expect(first.stem).toBe(paper[0].stem);
    });
  });
}
