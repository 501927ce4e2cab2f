// A result is set aside, and put back, by two persons: one proposes, another decides.
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { Registrar } from "../support/registrar";
import { words } from "../support/words";

test("an approved result is annulled when another accepts what one has proposed, reinstated, and approved anew", async ({
  page,
  another,
  synaq,
}) => {
  test.setTimeout(120_000);
  const language = "ru";
  const who = synaq.candidateOf("DEMO-006");
  const candidate = new Candidate(page, who, language);
  await candidate.begin();
  for (const asked of await candidate.paper()) {
    await candidate.goTo(asked.position);
    await candidate.choose(asked.position, candidate.right(asked));
  }
  await candidate.review();
  await candidate.submit();
  await candidate.seesResult(true);

  const chair = new Registrar(await another(), synaq, language);
  await chair.signIn("chair");
  await chair.approve(who.file, who.name);
  await expect(chair.examRow()).toHaveText(words(language, "row-met"));

  const invigilator = new Registrar(await another(), synaq, language);
  await invigilator.signIn("invigilator");
  await invigilator.openResult(who.file, who.name);
  await invigilator.propose("propose-annul", "   ");
  await expect(invigilator.page.locator("#problems")).toContainText(words(language, "reason"));
  await invigilator.propose("propose-annul", "Отвечал другой человек");
  await expect(invigilator.page.getByText("Отвечал другой человек")).toBeVisible();
  await expect(invigilator.page.getByText(words(language, "proposal-needs-another"))).toBeVisible();
  await expect(invigilator.page.getByRole("button", { name: words(language, "accept-annul") })).toHaveCount(0);

  // Also not by asking past the page.
  const address = new URL(invigilator.page.url());
  const proposal = await invigilator.page.locator("input[name=proposal]").inputValue();
  const accepted = await invigilator.page.context().request.post(`${address.href}/decide`, {
    form: { proposal, decision: "accept" },
    headers: { Origin: address.origin },
    maxRedirects: 0,
  });
  expect(accepted.status()).toBe(403);
  await expect(page.locator(".verdict")).toContainText(words(language, "result-passed"));

  await chair.openResult(who.file, who.name);
  await expect(chair.page.getByText("Отвечал другой человек")).toBeVisible();
  await chair.decide("accept-annul");
  await expect(chair.page.locator(".verdict .word")).toHaveText(words(language, "result-annulled"));
  await page.reload();
  await expect(page.locator(".verdict .word")).toHaveText(words(language, "result-annulled"));
  await chair.findFile(who.file);
  await expect(chair.examRow()).not.toHaveText(words(language, "row-met"));
  expect((await synaq.file(who.file)).results.at(-1)).toMatchObject({ approved: false, annulled: true });

  await chair.openResult(who.file, who.name);
  await chair.propose("propose-reinstate", "Личность подтверждена записью");
  await chair.decide("take-back-proposal");
  await invigilator.page.reload();
  await invigilator.propose("propose-reinstate", "Личность подтверждена записью");
  await chair.page.reload();
  await chair.decide("accept-reinstate");
  await chair.approve(who.file, who.name);
  await expect(chair.examRow()).toHaveText(words(language, "row-met"));
  await page.reload();
  await expect(page.locator(".verdict .word")).toHaveText(words(language, "result-passed"));
});
