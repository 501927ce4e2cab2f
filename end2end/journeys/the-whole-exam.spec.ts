// From the access code to the exam row of the file, with the desk awake: each answer is saved as it is clicked.
import { expect, test } from "../support/journey";
import { Candidate } from "../support/candidate";
import { Registrar } from "../support/registrar";
import { words } from "../support/words";

const journeys = [
  { language: "kk", knows: true, file: "DEMO-006" },
  { language: "ru", knows: false, file: "DEMO-001" },
] as const;

for (const { language, knows, file } of journeys) {
  const outcome = knows ? "passes" : "fails";
  test(`in ${language}, a candidate answers by clicks and ${outcome}, and the approved result stands in the file`, async ({
    page,
    another,
    synaq,
  }) => {
    test.setTimeout(90_000);
    const who = synaq.candidateOf(file);
    const candidate = new Candidate(page, who, language);
    await candidate.signIn();

    await expect(page.getByRole("heading", { level: 1 })).toHaveText(words(language, "waiting-title"));
    await expect(page.getByRole("main")).toContainText(who.name);
    await expect(page.getByRole("main")).toContainText(words(language, "waiting-ready"));
    const rules = page.locator(".rules");
    await expect(rules).toContainText(words(language, "rule-saving"));
    await expect(rules).toContainText(words(language, "rule-end"));

    await candidate.start();
    const paper = await candidate.paper();
    expect(paper.length).toBeGreaterThan(10);
    await expect(page.locator(".saving")).toHaveText(words(language, "desk-nothing-saved"));
    for (const asked of paper) {
      await expect(page.locator(".question:visible")).toHaveCount(1);
      await expect(page.locator(".question:visible")).toHaveId(`q${asked.position}`);
      await candidate.choose(asked.position, knows ? candidate.right(asked) : candidate.wrong(asked));
      if (asked.position < paper.length) await candidate.next();
    }

    await candidate.review();
    await expect(page.getByRole("main")).toContainText(words(language, "review-all-answered"));
    await candidate.submit();
    await candidate.seesResult(knows);
    await expect(page.getByText(words(language, "result-answered", { answered: paper.length, questions: paper.length }))).toBeVisible();

    const before = await synaq.file(file);
    expect(before.results.at(-1)).toMatchObject({
      iin: who.iin,
      points: knows ? paper.length : 0,
      most: paper.length,
      percent: knows ? 100 : 0,
      passed: knows,
      approved: false,
      ended_by: "candidate",
    });
    expect(before.rows.find((row) => row.confirmed_by === "exam")?.status).toBe("awaiting-approval");

    const registrar = new Registrar(await another(), synaq, language);
    await registrar.signIn();
    await registrar.approve(file, who.name);
    const row = knows ? "met" : "not-met";
    await expect(registrar.examRow()).toHaveText(words(language, `row-${row}`));
    const after = await synaq.file(file);
    expect(after.results.at(-1)?.approved).toBe(true);
    expect(after.rows.find((one) => one.confirmed_by === "exam")?.status).toBe(row);

    await page.reload();
    await expect(page.locator(".verdict")).not.toContainText(words(language, "result-awaiting-approval"));
  });
}

const eyes = [
  // 1280 × 1024 at 400 %.
  ["at 400 % zoom", { viewport: { width: 320, height: 256 } }],
  ["with forced colours", { forcedColors: "active" }],
] as const;

for (const [how, options] of eyes) {
  test(`${how} a whole exam is taken and passed, and nothing has to be scrolled sideways`, async ({ another, synaq }) => {
    test.setTimeout(120_000);
    const page = await another(options);
    const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
    const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await candidate.signIn();
    expect(await sideways()).toBeLessThanOrEqual(0);
    await candidate.start();
    const paper = await candidate.paper();
    for (const asked of paper) {
      const right = candidate.right(asked);
      await candidate.choose(asked.position, right);
      expect(await sideways(), `question ${asked.position}`).toBeLessThanOrEqual(0);
      // What is chosen is told from what isn't by more than a colour.
      const line = (n: number) => candidate.option(asked.position, n).evaluate((option) => getComputedStyle(option).borderTopWidth);
      const other = asked.options.findIndex((_, n) => !right.includes(n));
      if (how.endsWith("colours")) expect(await line(right[0])).not.toBe(await line(other));
      await expect(candidate.box(asked.position, right[0])).toBeChecked();
      if (asked.position < paper.length) await candidate.next();
    }
    await candidate.review();
    expect(await sideways()).toBeLessThanOrEqual(0);
    await candidate.submit();
    await candidate.seesResult(true);
    expect(await sideways()).toBeLessThanOrEqual(0);
  });
}
