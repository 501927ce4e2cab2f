// Reloads, closed tabs, servers that go away: the candidate goes on where they were.
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
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
