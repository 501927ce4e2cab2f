// Reloads, closed tabs, servers that go away: the candidate goes on where they were.
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { Registrar } from "../support/registrar";
import { words } from "../support/words";

test("after a reload the same question is on view, with its answers, and the clock has gone on", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const full = await candidate.timeLeft();
  const paper = await candidate.paper();
  const [third, fourth] = [paper[2], paper[3]];
  await candidate.goTo(third.position);
  await candidate.choose(third.position, candidate.wrong(third));
  await candidate.goTo(fourth.position);
  await candidate.choose(fourth.position, candidate.right(fourth));
  await expect.poll(() => candidate.timeLeft()).toBeLessThanOrEqual(full - 3_000);

  const before = await candidate.timeLeft();
  const at = Date.now();
  await page.reload();
  await candidate.atTheDesk();
  const after = await candidate.timeLeft();
  expect(after).toBeLessThanOrEqual(before);
  expect(after).toBeGreaterThanOrEqual(before - (Date.now() - at) - 2_000);
  await expect(candidate.question(fourth.position)).toHaveClass(/\bcurrent\b/);
  await expect(page.locator(".question:visible")).toHaveCount(1);
  await candidate.seesTicked(fourth.position, candidate.right(fourth));
  await candidate.goTo(third.position);
  await candidate.seesTicked(third.position, candidate.wrong(third));
  await expect(page.locator(".navigator a.answered")).toHaveCount(2);
});

test("whoever closes the tab and opens the exam's address again in the same browser goes on", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const full = await candidate.timeLeft();
  const [, second] = await candidate.paper();
  await candidate.goTo(second.position);
  await candidate.choose(second.position, candidate.wrong(second));
  await page.keyboard.press("f");
  const attempt = candidate.attempt;
  await expect.poll(() => candidate.timeLeft()).toBeLessThanOrEqual(full - 2_000);
  const before = await candidate.timeLeft();
  const context = page.context();
  await page.close();

  const again = new Candidate(await context.newPage(), candidate.who);
  await again.page.goto(`/exam/${attempt}`);
  await again.atTheDesk();
  expect(await again.timeLeft()).toBeLessThanOrEqual(before);
  await expect(again.question(second.position)).toHaveClass(/\bcurrent\b/);
  await again.seesTicked(second.position, again.wrong(second));
  await expect(again.page.locator(`.navigator a[href="#q${second.position}"]`)).toHaveClass(/\bflagged\b/);
  await again.page.goto("/");
  await again.atTheDesk();
  await again.page.goto("/waiting");
  await again.atTheDesk();
});

test("starting twice is one start: the clock isn't set again", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.signIn();
  const other = await page.context().newPage();
  await other.goto("/waiting");
  await candidate.start();
  const full = await candidate.timeLeft();
  await expect.poll(() => candidate.timeLeft()).toBeLessThanOrEqual(full - 3_000);
  const before = await candidate.timeLeft();
  const again = new Candidate(other, candidate.who);
  await again.start();
  expect(again.attempt).toBe(candidate.attempt);
  expect(await again.timeLeft()).toBeLessThanOrEqual(before);
});

test("while the server is away answers are kept here, and when it is back they are saved", async ({ page, synaq }) => {
  test.setTimeout(60_000);
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const paper = await candidate.paper();
  const [first, second, third] = paper;
  await candidate.choose(first.position, candidate.right(first));

  await synaq.stop();
  expect(synaq.log, "the open stream of news has ended by itself").not.toContain("still under way");
  await candidate.goTo(second.position);
  await candidate.tick(second.position, candidate.wrong(second));
  await candidate.goTo(third.position);
  await candidate.tick(third.position, candidate.wrong(third));
  const saving = page.locator(".saving");
  await expect(saving).toHaveText(`${words("kk", "desk-offline")} 2`);
  await expect(saving).toHaveClass(/\btrouble\b/);
  await candidate.seesTicked(third.position, candidate.wrong(third));

  await synaq.start();
  await candidate.seesSaved();
  await page.reload();
  await candidate.atTheDesk();
  await candidate.seesTicked(first.position, candidate.right(first));
  await candidate.seesTicked(second.position, candidate.wrong(second));
  await candidate.seesTicked(third.position, candidate.wrong(third));
  await candidate.review();
  await candidate.submit();
  await candidate.seesResult(false);
  await expect(page.getByText(words("kk", "result-answered", { answered: 3, questions: paper.length }))).toBeVisible();
  const { results } = await synaq.file("DEMO-006");
  expect(results.at(-1)).toMatchObject({ points: 1, ended_by: "candidate" });
});

test("an answer given just before a crash of server and page is sent when both are back", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const [first] = await candidate.paper();
  const attempt = candidate.attempt;
  await synaq.stop();
  await candidate.tick(first.position, candidate.right(first));
  await expect(page.locator(".saving")).toHaveText(`${words("kk", "desk-offline")} 1`);
  const context = page.context();
  await page.close();
  await synaq.start();

  const again = new Candidate(await context.newPage(), candidate.who);
  await again.page.goto(`/exam/${attempt}`);
  await again.atTheDesk();
  await again.seesSaved();
  await again.seesTicked(first.position, again.right(first));
  await again.review();
  await again.submit();
  expect((await synaq.file("DEMO-006")).results.at(-1)?.points).toBe(1);
});

test("after half an hour without a line everything that was answered meanwhile is saved", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await page.clock.install();
  await candidate.begin();
  const [first, ...rest] = (await candidate.paper()).slice(0, 13);
  const context = page.context();
  await candidate.choose(first.position, candidate.right(first));
  await context.setOffline(true);
  for (const asked of rest) {
    await candidate.goTo(asked.position);
    await candidate.tick(asked.position, candidate.right(asked));
    await page.clock.fastForward("02:30");
  }
  await expect(page.locator(".saving")).toHaveText(`${words("kk", "desk-offline")} ${rest.length}`);
  // What leads away from the page is no dead end.
  await page.getByRole("button", { name: candidate.words("to-review") }).click();
  await expect(page.locator("p.visually-hidden[role=status]")).toContainText(words("kk", "desk-not-submitted"));
  await expect(page).toHaveURL(/\/exam\/[0-9a-f-]{36}(#q\d+)?$/);

  await context.setOffline(false);
  await candidate.seesSaved();
  await candidate.review();
  await candidate.submit();
  expect((await synaq.file("DEMO-006")).results.at(-1)?.points).toBe(1 + rest.length);
});

test("when the server is killed with answers on their way, they are sent to the next one", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const [one, two, three] = await candidate.paper();
  await candidate.choose(one.position, candidate.right(one));
  await candidate.goTo(two.position);
  await Promise.all([synaq.kill(), candidate.tick(two.position, candidate.right(two))]);
  await candidate.goTo(three.position);
  await candidate.tick(three.position, candidate.right(three));
  await expect(page.locator(".saving")).toContainText(words("kk", "desk-offline"));
  await synaq.start();
  await candidate.seesSaved();
  await candidate.review();
  await candidate.submit();
  expect((await synaq.file("DEMO-006")).results.at(-1)?.points).toBe(3);
});

test("a server that has no time is asked again, and the answer is kept until then", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const [one] = await candidate.paper();
  let busy = true;
  await page.route(/\/answers$/, async (route) =>
    busy ? await route.fulfill({ status: 503, json: { why: "busy" } }) : await route.continue(),
  );
  await candidate.tick(one.position, candidate.right(one));
  await expect(page.locator(".saving")).toHaveText(`${words("kk", "desk-busy")} 1`);
  busy = false;
  await candidate.seesSaved();
});

test("a page that is loaded while a save is under way shows the answer, and calls it saved only when it is", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const [one] = await candidate.paper();
  const under = page.waitForRequest(/\/answers$/);
  // Never answered, before the reload and after it.
  await page.route(/\/answers$/, () => undefined);
  await candidate.tick(one.position, candidate.right(one));
  await under;
  await page.reload();
  await candidate.atTheDesk();
  await candidate.seesTicked(one.position, candidate.right(one));
  await expect(page.locator(".saving")).toHaveText(`${words("kk", "desk-sending")} 1`);
  await page.unroute(/\/answers$/);
  await page.reload();
  await candidate.atTheDesk();
  await candidate.seesSaved();
  await candidate.review();
  await candidate.submit();
  expect((await synaq.file("DEMO-006")).results.at(-1)?.points).toBe(1);
});

test("a page that was made just before a save was acknowledged shows the answer all the same", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const one = (await candidate.paper()).find((question) => candidate.right(question).length === 1)!;
  await candidate.goTo(one.position);
  let isMade: () => void;
  const made = new Promise<void>((resolve) => (isMade = resolve));
  const acknowledged = page.waitForResponse(/\/answers$/);
  await page.route(/\/answers$/, async (route) => {
    await made;
    await route.continue();
  });
  await page.route(`/exam/${candidate.attempt}`, async (route) => {
    const response = await route.fetch();
    isMade();
    await (await acknowledged).finished();
    // The page that is being left has its acknowledgement now, and can't be asked whether it has read it.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.fulfill({ response });
  });
  await candidate.tick(one.position, candidate.right(one));
  await page.reload();
  await candidate.atTheDesk();
  await candidate.seesTicked(one.position, candidate.right(one));
  await candidate.seesSaved();
  await page.unrouteAll();
  await page.reload();
  await candidate.atTheDesk();
  await candidate.seesTicked(one.position, candidate.right(one));
  await candidate.review();
  await candidate.submit();
  expect((await synaq.file("DEMO-006")).results.at(-1)?.points).toBe(1);
});

test("a save whose acknowledgement is lost is not taken for another's, nor saved twice", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  // One tick is one save; of several, made while one is under way, the last alone is sent.
  const one = (await candidate.paper()).find((question) => candidate.right(question).length === 1)!;
  let lost = 0;
  await page.route(/\/answers$/, async (route) => {
    if (lost++ > 0) return await route.continue();
    await route.fetch();
    await route.abort();
  });
  await candidate.goTo(one.position);
  await candidate.tick(one.position, candidate.right(one));
  await candidate.seesSaved();
  await expect(page.locator(`input[name=r${one.position}]`)).toHaveValue("1");
  expect(lost).toBeGreaterThan(1);
});

test("when the session has ended, the page keeps what is answered, and sends it once the candidate has signed in again", async ({
  page,
  another,
  synaq,
}) => {
  const who = synaq.candidateOf("DEMO-006");
  const candidate = new Candidate(page, who);
  await candidate.begin();
  const [one, two] = await candidate.paper();
  await candidate.choose(one.position, candidate.right(one));
  const registrar = new Registrar(await another(), synaq);
  await registrar.signIn();
  await registrar.findSittingOf(who.iin);
  const code = await registrar.printSlip(who.iin);
  await expect(candidate.notice).toContainText(words("kk", "desk-session-over"));
  await candidate.goTo(two.position);
  await candidate.tick(two.position, candidate.right(two));
  await expect(page.locator(".saving")).toHaveText(`${words("kk", "desk-waiting")} 1`);
  await candidate.notice.getByRole("link", { name: words("kk", "go-to-sign-in") }).click();
  const again = new Candidate(page, { ...who, code });
  await again.signIn();
  await again.atTheDesk();
  await again.seesSaved();
  await again.review();
  await again.submit();
  expect((await synaq.file("DEMO-006")).results.at(-1)?.points).toBe(2);
});

for (const why of ["forbidden", "full"]) {
  test(`where the browser's storage is ${why} the page says so, and saves all the same`, async ({ page, synaq }) => {
    await page.addInitScript((why) => {
      if (why === "full") {
        Storage.prototype.setItem = () => {
          throw new DOMException("full", "QuotaExceededError");
        };
      } else {
        Object.defineProperty(window, "localStorage", {
          get: () => {
            throw new DOMException("forbidden", "SecurityError");
          },
        });
      }
    }, why);
    const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
    await candidate.begin();
    await expect(page.getByText(words("kk", "desk-storage-blocked"))).toBeVisible();
    const [one, two] = await candidate.paper();
    await candidate.choose(one.position, candidate.right(one));
    await synaq.stop();
    await candidate.goTo(two.position);
    await candidate.tick(two.position, candidate.right(two));
    await expect(page.locator(".saving")).toHaveText(`${words("kk", "desk-offline-unkept")} 1`);
    await synaq.start();
    await candidate.seesSaved();
    await candidate.review();
    await candidate.submit();
    expect((await synaq.file("DEMO-006")).results.at(-1)?.points).toBe(2);
  });
}

/** Of two answers one is saved; the other can't be sent any more when the exam is handed in from elsewhere in the same browser. */
async function handsInWithOneUnsent(candidate: Candidate, cut: RegExp) {
  const { page } = candidate;
  await candidate.begin();
  const [saved, unsent] = await candidate.paper();
  await candidate.choose(saved.position, candidate.right(saved));
  await page.context().route(cut, (route) => route.abort());
  await candidate.goTo(unsent.position);
  await candidate.tick(unsent.position, candidate.right(unsent));
  await expect(page.locator(".saving")).toHaveText(`${words("kk", "desk-offline")} 1`);
  const other = await page.context().newPage();
  await other.goto(`/exam/${candidate.attempt}/review`);
  await other.getByRole("button", { name: words("kk", "submit"), exact: true }).click();
  await expect(page).toHaveURL(/\/result$/);
  return { unsent, other };
}

test("what didn't arrive, not even late, is named on the page after the end, and is sent when the exam is reopened", async ({
  page,
  another,
  synaq,
}) => {
  const who = synaq.candidateOf("DEMO-006");
  const candidate = new Candidate(page, who);
  const { unsent: two } = await handsInWithOneUnsent(candidate, /\/(answers|late)$/);
  await expect(page.getByRole("main")).toContainText(`${words("kk", "undelivered")} ${two.position}`);
  await expect(page.getByText(words("kk", "result-leave")), "nobody is sent away yet").toBeHidden();

  const invigilator = new Registrar(await another(), synaq);
  await invigilator.signIn("invigilator");
  await invigilator.findSittingOf(who.iin);
  await invigilator.openTime(who.iin);
  await invigilator.changeTime("reopen", { cause: "technical", note: "желі үзілді" });
  await page.context().unroute(/\/(answers|late)$/);
  await page.reload();
  await page.getByRole("button", { name: words("kk", "come-back") }).click();
  await candidate.atTheDesk();
  await candidate.seesSaved();
  await candidate.review();
  await candidate.submit();
  await expect(page.getByText(words("kk", "undelivered"))).toBeHidden();
  expect((await synaq.file("DEMO-006")).results.at(-1)?.points).toBe(2);
});

test("what couldn't be sent before the end is delivered after it, and counts when a person decides so", async ({
  page,
  another,
  synaq,
}) => {
  const who = synaq.candidateOf("DEMO-006");
  const candidate = new Candidate(page, who);
  const { unsent: two, other } = await handsInWithOneUnsent(candidate, /\/answers$/);
  // Whichever of the two pages comes first delivers it.
  const told = `${words("kk", "undelivered-delivered")} ${two.position}`;
  await expect.poll(async () => [await page.locator("#undelivered").textContent(), await other.locator("#undelivered").textContent()]).toContain(told);
  const kept = () => page.evaluate((attempt) => Object.keys(localStorage).filter((key) => key.includes(attempt)), candidate.attempt);
  expect(await kept(), "nothing stays on a machine that others will use").toEqual([]);
  await page.reload();
  const questions = { questions: two.position };
  await expect(page.getByRole("main")).toContainText(words("kk", "late-awaits", questions));
  await expect(page.locator("#undelivered")).toBeHidden();
  await expect(page.getByText(words("kk", "result-leave"))).toBeVisible();
  expect((await synaq.file("DEMO-006")).results.at(-1)?.points).toBe(1);

  const chair = new Registrar(await another(), synaq);
  await chair.signIn("chair");
  await chair.openResult("DEMO-006", who.name);
  await expect(chair.page.getByRole("button", { name: words("kk", "approve") })).toHaveCount(0);
  const invigilator = new Registrar(await another(), synaq);
  await invigilator.signIn("invigilator");
  await invigilator.findSittingOf(who.iin);
  const row = invigilator.page.locator("tbody tr", { hasText: who.iin });
  await row.getByRole("link", { name: words("kk", "late-came", { count: 1 }) }).click();
  await expect(invigilator.page.locator("#late + p + .scroll tbody tr")).toHaveCount(1);
  await invigilator.decidesLate(true, "желі үзілді, хаттама бар");
  await expect(invigilator.page.getByRole("main")).toContainText("желі үзілді, хаттама бар");
  expect((await synaq.file("DEMO-006")).results.at(-1)?.points).toBe(2);
  await page.reload();
  await expect(page.getByRole("main")).toContainText(words("kk", "late-counted", questions));
});

test("signed-in staff stay signed in when the server is restarted", async ({ page, synaq }) => {
  const account = synaq.staff.find((one) => one.role === "registrar");
  await page.goto("/staff/sign-in");
  await page.locator("#login").fill(account?.login ?? "");
  await page.locator("#password").fill(account?.password ?? "");
  await page.locator("#password").press("Enter");
  await expect(page).toHaveURL(/\/staff\/files$/);
  await synaq.restart();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(words("kk", "files"));
});
