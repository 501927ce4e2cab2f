// From the access code to the exam row of the file in a browser without JavaScript: the whole paper is one form.
import { expect, test } from "../support/journey";
import { Candidate } from "../support/candidate";
import { Registrar } from "../support/registrar";
import { words } from "../support/words";

test.use({ javaScriptEnabled: false });

const journeys = [
  { language: "kk", knows: false, file: "DEMO-005" },
  { language: "ru", knows: true, file: "DEMO-001" },
] as const;

for (const { language, knows, file } of journeys) {
  const outcome = knows ? "passes" : "fails";
  test(`in ${language}, a candidate saves a part, then the rest, and ${outcome}, and the approved result stands in the file`, async ({
    page,
    another,
    synaq,
  }) => {
    test.setTimeout(90_000);
    const who = synaq.candidateOf(file);
    const candidate = new Candidate(page, who, language);
    await candidate.signIn();
    await expect(page.locator(".rules")).toContainText(words(language, "rule-end"));
    await candidate.start();

    const paper = await candidate.paper();
    await expect(page.locator(".question:visible")).toHaveCount(paper.length);
    await expect(page.locator("noscript p")).toHaveText(words(language, "noscript-hint"));
    await expect(page.locator(".desk-moves")).toBeHidden();

    const answers = paper.map((asked) => ({ asked, chosen: knows ? candidate.right(asked) : candidate.wrong(asked) }));
    const part = answers.slice(0, 5);
    for (const { asked, chosen } of part) await candidate.tick(asked.position, chosen);
    await candidate.save();
    await candidate.atTheDesk();
    await candidate.seesSaved();
    for (const { asked, chosen } of part) await candidate.seesTicked(asked.position, chosen);

    for (const { asked, chosen } of answers.slice(5, -1)) await candidate.tick(asked.position, chosen);
    await candidate.review();
    const unanswered = page.locator(".review a:not(.answered)");
    await expect(unanswered).toHaveCount(1);
    await unanswered.click();
    const last = answers[answers.length - 1];
    await candidate.tick(last.asked.position, last.chosen);
    await candidate.review();
    await expect(page.getByRole("main")).toContainText(words(language, "review-all-answered"));
    await candidate.submit();
    await candidate.seesResult(knows);

    const registrar = new Registrar(await another({ javaScriptEnabled: false }), synaq, language);
    await registrar.signIn();
    await registrar.approve(file, who.name);
    const row = knows ? "met" : "not-met";
    await expect(registrar.examRow()).toHaveText(words(language, `row-${row}`));
    const after = await synaq.file(file);
    expect(after.rows.find((one) => one.confirmed_by === "exam")?.status).toBe(row);
    expect(after.results.at(-1)).toMatchObject({
      points: knows ? paper.length : 0,
      passed: knows,
      approved: true,
      ended_by: "candidate",
    });
  });
}
