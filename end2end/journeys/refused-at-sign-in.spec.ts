// Whoever can't sign in is told why, beside what they typed, and what to do about it.
import type { Page } from "@playwright/test";
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { Registrar } from "../support/registrar";
import { words } from "../support/words";

async function tries(page: Page, iin: string, code: string): Promise<number> {
  await page.goto("/");
  await page.locator("#iin").fill(iin);
  await page.locator("#code").fill(code);
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.locator("#code").press("Enter");
  const status = (await answered).status();
  await page.waitForLoadState();
  return status;
}

test("a wrong code is refused, and what was typed stays", async ({ page, synaq }) => {
  const who = synaq.candidateOf("DEMO-006");
  const other = synaq.candidateOf("DEMO-001");
  expect(await tries(page, who.iin, other.code)).toBe(422);
  await expect(page.locator("#problems")).toContainText(words("kk", "problem-code-wrong"));
  await expect(page.locator("#code-problem")).toHaveText(words("kk", "problem-code-wrong"));
  await expect(page.locator("#iin")).toHaveValue(who.iin);
  await expect(page.locator("#code")).toHaveValue(other.code);
  await page.locator("#code").fill(who.code);
  await page.locator("#code").press("Enter");
  await expect(page).toHaveURL(/\/waiting$/);
});

test("what can't be a code is refused with what a code looks like", async ({ page, synaq }) => {
  expect(await tries(page, synaq.candidateOf("DEMO-006").iin, "12345")).toBe(422);
  await expect(page.locator("#code-problem")).toHaveText(words("kk", "problem-code-shape"));
  await expect(page.locator("#code")).toHaveValue("12345");
});

test("a code may be typed in small letters, without its hyphen", async ({ page, synaq }) => {
  const { iin, code } = synaq.candidateOf("DEMO-006");
  expect(await tries(page, ` ${iin} `, code.replace("-", "").toLowerCase())).toBe(303);
  await expect(page).toHaveURL(/\/waiting$/);
});

test("a mistyped IIN is refused by its check digit, and what was typed stays", async ({ page, synaq }) => {
  const { iin, code } = synaq.candidateOf("DEMO-006");
  const mistyped = iin.slice(0, 11) + String((Number(iin[11]) + 1) % 10);
  expect(await tries(page, mistyped, code)).toBe(422);
  await expect(page.locator("#iin-problem")).toHaveText(words("kk", "problem-number-check-digit"));
  await expect(page.locator("#iin")).toHaveValue(mistyped);
  await expect(page.locator("#code")).toHaveValue(code);
  await page.getByRole("link", { name: words("kk", "problem-number-check-digit") }).click();
  await expect(page.locator("#iin")).toBeFocused();

  expect(await tries(page, iin.slice(0, 11), code)).toBe(422);
  await expect(page.locator("#iin-problem")).toHaveText(words("kk", "problem-number-twelve"));
});

test("a code opens one browser, and a second browser is told to ask for a new one", async ({ page, another, synaq }) => {
  const who = synaq.candidateOf("DEMO-006");
  await new Candidate(page, who).begin();
  const second = await another();
  expect(await tries(second, who.iin, who.code)).toBe(422);
  await expect(second.locator("#code-problem")).toHaveText(words("kk", "problem-code-used"));
  await page.reload();
  await expect(page.locator("#paper")).toBeVisible();
});

test("a new slip ends the old session, and the attempt goes on with its answers and with what the old page kept", async ({
  page,
  another,
  synaq,
}) => {
  test.setTimeout(60_000);
  const who = synaq.candidateOf("DEMO-006");
  const candidate = new Candidate(page, who);
  await candidate.begin();
  const attempt = candidate.attempt;
  const [first, second] = await candidate.paper();
  await candidate.choose(first.position, candidate.right(first));

  const registrar = new Registrar(await another(), synaq);
  await registrar.signIn();
  await registrar.findSittingOf(who.iin);
  const code = await registrar.printSlip(who.iin);
  expect(code).not.toBe(who.code);

  // The old page is told at once, goes on, and keeps the answer.
  await expect(page.locator(".desk-notice")).toContainText(words("kk", "desk-session-over"));
  await expect(page.locator(".desk-notice").getByRole("link", { name: words("kk", "go-to-sign-in") })).toHaveAttribute("href", "/");
  await candidate.next();
  await candidate.tick(second.position, candidate.right(second));
  await expect(page.locator(".saving")).toHaveText(`${words("kk", "desk-waiting")} 1`);
  const reloaded = await page.reload();
  expect(reloaded?.status()).toBe(401);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(words("kk", "notice-signed-out-title"));

  // The old code is void now, in another browser too.
  const elsewhere = await another();
  expect(await tries(elsewhere, who.iin, who.code)).toBe(422);
  await expect(elsewhere.locator("#code-problem")).toHaveText(/./);

  // The new one, in the same browser: the exam goes on, and the answer that was kept is sent.
  await page.getByRole("link", { name: words("kk", "go-to-sign-in") }).click();
  const again = new Candidate(page, { ...who, code });
  await again.signIn();
  await again.atTheDesk();
  expect(again.attempt).toBe(attempt);
  await again.seesSaved();
  await again.goTo(first.position);
  await again.seesTicked(first.position, again.right(first));
  await again.goTo(second.position);
  await again.seesTicked(second.position, again.right(second));
  await again.review();
  await again.submit();
  expect((await synaq.file("DEMO-006")).results.at(-1)?.points).toBe(2);
});

test("a void code that was never used is refused with the advice to take the latest slip", async ({ page, another, synaq }) => {
  const who = synaq.candidateOf("DEMO-006");
  const registrar = new Registrar(await another(), synaq);
  await registrar.signIn();
  await registrar.findSittingOf(who.iin);
  const code = await registrar.printSlip(who.iin);
  expect(await tries(page, who.iin, who.code)).toBe(422);
  await expect(page.locator("#code-problem")).toHaveText(words("kk", "problem-code-voided"));
  expect(await tries(page, who.iin, code)).toBe(303);
});

test("staff with a wrong password are refused, the login stays, the password doesn't", async ({ page }) => {
  await page.goto("/staff/sign-in");
  await page.locator("#login").fill("registrar");
  await page.locator("#password").fill("not-the-password");
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.locator("#password").press("Enter");
  expect((await answered).status()).toBe(422);
  await expect(page.locator("#problems")).toContainText(words("kk", "problem-password"));
  await expect(page.locator("#login")).toHaveValue("registrar");
  await expect(page.locator("#password")).toHaveValue("");
});
