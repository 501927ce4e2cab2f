// What the exam page does for whoever sits before it: languages, letters, tools, time that is told, a line that is lost.
import type { Page } from "@playwright/test";
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { words } from "../support/words";

test.describe.configure({ mode: "parallel" });

const announced = (page: Page) => page.locator("#announcement");

/** The next answer to what the page keeps of its looks and notes. */
const kept = (page: Page) => page.waitForResponse((response) => response.url().endsWith("/view") && response.status() === 204);

test("the same question in the other language is a key away, and stays so after a reload and for the next question", async ({
  page,
  synaq,
}) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const inKazakh = await candidate.paper();
  await candidate.choose(1, candidate.right(inKazakh[0]));
  const isKept = kept(page);
  await page.keyboard.press("KeyL");
  await expect(page.locator("#s1 > [lang=ru]")).toBeVisible();
  await expect(page.locator("#s1 > [lang=kk]")).toBeHidden();
  await expect(page.locator("html")).toHaveAttribute("lang", "kk");
  const inRussian = await candidate.paper();
  expect(inRussian.map((asked) => asked.stem)).not.toEqual(inKazakh.map((asked) => asked.stem));
  await candidate.seesTicked(1, candidate.right(inKazakh[0]));
  await isKept;
  await page.reload();
  await candidate.atTheDesk();
  expect(await candidate.paper()).toEqual(inRussian);
  await page.keyboard.press("KeyL");
  expect(await candidate.paper()).toEqual(inKazakh);
});

test("letters, contrast, flags, struck options and the scratch paper go along to another machine", async ({ page, another, synaq }) => {
  const who = synaq.candidateOf("DEMO-006");
  const candidate = new Candidate(page, who);
  await candidate.signIn();
  // Before the start already.
  await page.locator(".view .size-1").click();
  await expect(page.locator("html")).toHaveClass("text-1");
  await candidate.start();
  const look = page.locator("details.tool", { has: page.locator(".view") });
  await look.locator("summary").click();
  await look.locator(".size-2").click();
  await look.getByText(words("kk", "view-contrast")).click();
  await expect(page.locator("html")).toHaveClass("text-2 contrast");
  await candidate.goTo(3);
  await page.keyboard.press("KeyF");
  await page.keyboard.press("Shift+Digit2");
  await expect(candidate.option(3, 1)).toHaveClass(/\bstruck\b/);
  await expect(announced(page)).toHaveText(`${words("kk", "desk-struck-out")} 2`);
  await expect(candidate.box(3, 1)).not.toBeChecked();
  await page.locator(".scratch summary").click();
  // Keys that mean something elsewhere are letters here.
  await page.locator("#scratch").fill("20 lg 2 ≈ 6 дБ <b>");
  await page.locator("#scratch").press("f");
  // Once the server has it all, nothing of it is kept here.
  await expect.poll(() => page.evaluate((key) => localStorage.getItem(key), `synaq-${candidate.attempt}`)).toBeNull();

  const code = JSON.parse(await synaq.command("demo", "--codes", "--json")) as { candidates: { iin: string; code: string }[] };
  const fresh = code.candidates.find((one) => one.iin === who.iin);
  if (!fresh) throw new Error("no code for them");
  const elsewhere = new Candidate(await another(), { ...who, code: fresh.code });
  await elsewhere.signIn();
  await elsewhere.atTheDesk();
  await expect(elsewhere.page.locator("html")).toHaveClass("text-2 contrast");
  await expect(elsewhere.question(3)).toHaveClass(/\bcurrent\b/);
  await expect(elsewhere.option(3, 1)).toHaveClass(/\bstruck\b/);
  await expect(elsewhere.page.locator('.navigator a[href="#q3"]')).toHaveClass(/\bflagged\b/);
  await expect(elsewhere.page.locator("#scratch")).toHaveValue("20 lg 2 ≈ 6 дБ <b>f");
  await elsewhere.review();
  await expect(elsewhere.page.locator(".review a.flagged")).toHaveCount(1);
  await expect(elsewhere.page.locator("html")).toHaveClass("text-2 contrast");
});

test("what is noted while the server can't take it is there when the page is loaded anew, and is sent then", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  await page.route(/\/view$/, (route) => route.abort());
  await candidate.goTo(2);
  await page.keyboard.press("KeyF");
  await page.locator(".scratch summary").click();
  await page.locator("#scratch").fill("2 + 2\n= 4");
  const refused = page.waitForEvent("requestfailed");
  await refused;
  await page.reload();
  await candidate.atTheDesk();
  await expect(candidate.question(2)).toHaveClass(/\bcurrent\b/);
  await expect(page.locator('.navigator a[href="#q2"]')).toHaveClass(/\bflagged\b/);
  await expect(page.locator("#scratch")).toHaveValue("2 + 2\n= 4");
  await page.unrouteAll();
  const isKept = kept(page);
  await page.reload();
  await isKept;
  await expect.poll(() => page.evaluate((key) => localStorage.getItem(key), `synaq-${candidate.attempt}`)).toBeNull();
  await page.reload();
  await expect(page.locator("#scratch")).toHaveValue("2 + 2\n= 4");
});

test("without JavaScript the look of the page and the scratch paper are kept by the form's button, and no answer is lost by it", async ({
  another,
  synaq,
}) => {
  const page = await another({ javaScriptEnabled: false });
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const [one] = await candidate.paper();
  await candidate.tick(one.position, candidate.right(one));
  await page.locator("details.tool", { has: page.locator(".view") }).locator("summary").click();
  await page.locator(".view .size-3").click();
  await page.locator(".scratch summary").click();
  await page.locator("#scratch").fill("2 + 2");
  await page.locator("label.choice[lang=ru]").click();
  await page.getByRole("button", { name: words("kk", "view-apply") }).click();
  await candidate.atTheDesk();
  await expect(page.locator("html")).toHaveClass("text-3");
  await expect(page.locator("#scratch")).toHaveValue("2 + 2");
  await expect(page.locator("#s1 > [lang=ru]")).toBeVisible();
  await expect(page.locator("#s1 > [lang=kk]")).toBeHidden();
  await candidate.seesTicked(one.position, candidate.right(one));
  await expect(page.locator(".desk-moves")).toBeHidden();
  await expect(page.locator("#calculator")).toBeHidden();
});

test("options are struck out by buttons, and a tool that the regulation doesn't name isn't there", async ({ page, another, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  await page.locator("#strike").click();
  const strike = candidate.question(1).locator(".strike");
  await strike.nth(2).click();
  await expect(candidate.option(1, 2)).toHaveClass(/\bstruck\b/);
  await strike.nth(2).click();
  await expect(candidate.option(1, 2)).not.toHaveClass(/\bstruck\b/);
  await page.locator("#strike").click();
  await expect(strike.first()).toBeHidden();
  await page.locator("#calculator summary").click();
  for (const sign of ["1", "2", ",", "5", "×", "4", "="]) await page.locator(`[data-sign="${sign}"]`).click();
  await expect(page.locator("#calculated")).toHaveText("= 50");
  await page.locator("#expression").fill("1 / 0");
  await page.locator("#expression").press("Enter");
  await expect(page.locator("#calculated")).toHaveText(words("kk", "calculator-no-result"));

  const other = new Candidate(await another(), synaq.candidateOf("DEMO-001"));
  await other.begin();
  await expect(other.page.locator("#strike")).toBeVisible();
  await expect(other.page.locator("#calculator, #scratch")).toHaveCount(other.who.activity === "stm-repair-sale" ? 0 : 2);
});

test("the time is announced at half, ten, five and one minute, and whenever it is asked for", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await page.clock.install();
  await candidate.begin();
  await page.route(/\/(answers|events|time|place|view)\b/, (route) => route.abort());
  await page.context().setOffline(true);
  const minutes = (n: number) => `${words("kk", "desk-minutes-left")} ${n}`;
  const left = await candidate.timeLeft();
  for (const [at, said] of [
    [left / 2, `${words("kk", "desk-half-time")} ${minutes(left / 120_000)}`],
    [600_000, minutes(10)],
    [300_000, minutes(5)],
    [60_000, minutes(1)],
  ] as const) {
    await page.clock.fastForward((await candidate.timeLeft()) - at - 5_000);
    await expect(announced(page)).not.toHaveText(said);
    await page.clock.runFor(6_000);
    await expect(announced(page)).toHaveText(said);
  }
  await page.clock.runFor(3_000);
  await page.keyboard.press("KeyT");
  await expect(announced(page)).toHaveText(minutes(0));
  await expect(page.locator(".clock")).toHaveAttribute("role", "timer");
  await expect(page.locator(".clock")).toHaveAttribute("aria-live", "off");
});

test("a line that is silently lost is seen within three seconds, work goes on, and everything arrives when it is back", async ({
  page,
  synaq,
}) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const [one, two] = await candidate.paper();
  await candidate.choose(one.position, candidate.right(one));
  await expect(page.locator(".saving.trouble")).toHaveCount(0);
  const seen = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const since = performance.now();
        const look = () => (document.querySelector(".saving.trouble") ? resolve(performance.now() - since) : setTimeout(look, 20));
        look();
      }),
  );
  synaq.holdStill(true);
  expect(await seen).toBeLessThan(3_000);
  await expect(page.locator(".saving")).toHaveText(`${words("kk", "desk-offline")} 0`);
  await candidate.goTo(two.position);
  await candidate.tick(two.position, candidate.right(two));
  await expect(page.locator(".saving")).toHaveText(`${words("kk", "desk-offline")} ${candidate.right(two).length > 0 ? 1 : 0}`);
  synaq.holdStill(false);
  await candidate.seesSaved();
  await candidate.review();
  await candidate.submit();
  expect((await synaq.file("DEMO-006")).results.at(-1)?.points).toBe(2);
});

test("what is chosen before the code has come is saved when it has", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  let come: () => void = () => undefined;
  const has = new Promise<void>((resolve) => (come = resolve));
  await page.route(/candidate_bg.*\.wasm$/, async (route) => {
    await has;
    await route.continue();
  });
  await candidate.signIn();
  await page.getByRole("button", { name: words("kk", "start") }).click();
  await expect(page.locator("#paper")).toBeVisible();
  // One question at a time already, and the navigator leads to the others.
  await expect(page.locator(".question:visible")).toHaveCount(1);
  const paper = await candidate.paper();
  const [, second] = paper;
  await page.locator(`.navigator a[href="#q${second.position}"]`).click();
  await expect(candidate.question(second.position)).toBeVisible();
  await candidate.tick(second.position, candidate.right(second));
  const saved = page.waitForResponse(/\/answers$/);
  come();
  expect((await saved).status()).toBe(200);
  await candidate.seesSaved();
  await expect(candidate.question(second.position)).toHaveClass(/\bcurrent\b/);
});
