// Time given, clocks stopped and started, an exam reopened: by a person, with a reason, and at once on the candidate's screen.
import type { Page } from "@playwright/test";
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { Registrar } from "../support/registrar";
import type { Ready, Synaq } from "../support/synaq";
import { words } from "../support/words";

/** The invigilator, at the page of a candidate's time. */
async function invigilatorAt(page: Page, synaq: Synaq, who: Ready): Promise<Registrar> {
  const invigilator = new Registrar(page, synaq);
  await invigilator.signIn("invigilator");
  await invigilator.findSittingOf(who.iin);
  await invigilator.openTime(who.iin);
  return invigilator;
}

function later(time: string, minutes: number): string {
  const [h, m, s] = time.split(":").map(Number);
  const seconds = (h * 3_600 + (m + minutes) * 60 + s) % 86_400;
  return [seconds / 3_600, (seconds / 60) % 60, seconds % 60].map((part) => String(Math.floor(part)).padStart(2, "0")).join(":");
}

test("time given to one is on the open exam page at once, with the old end beside the new, and is announced", async ({
  page,
  another,
  synaq,
}) => {
  const who = synaq.candidateOf("DEMO-006");
  const candidate = new Candidate(page, who);
  await candidate.begin();
  const end = await candidate.end();
  const invigilator = await invigilatorAt(await another(), synaq, who);
  await invigilator.changeTime("give-time", { minutes: 10, cause: "environment", note: "өрт дабылы" });

  const of = `${words("kk", "desk-of-it-granted")} 10`;
  const shown = `${words("kk", "desk-ends-at")} ${later(end, 10)}, ${of} (${words("kk", "desk-ended-before")} ${end})`;
  await expect(page.locator(".clock .ends")).toHaveText(shown);
  await expect(page.locator("p.visually-hidden[role=status]")).toContainText(`${words("kk", "desk-more-time")} 10.`);
  await expect(page.locator("p.visually-hidden[role=status]")).toContainText(later(end, 10));
  await candidate.isAtWork();
  // Who, when and why stand on the staff's page, and the sum in the sitting's table.
  const row = invigilator.page.locator("tbody tr");
  await expect(row).toContainText(words("kk", "cause-environment"));
  await expect(row).toContainText("өрт дабылы");
  await invigilator.page.locator(".back a").click();
  await expect(invigilator.page.locator("tbody tr", { hasText: who.iin })).toContainText(later(end, 10));
  await page.reload();
  await candidate.atTheDesk();
  expect(await candidate.end()).toBe(later(end, 10));
});

test("a form that lacks minutes, a reason or a note says so, and keeps what was typed", async ({ page, another, synaq }) => {
  const who = synaq.candidateOf("DEMO-006");
  const candidate = new Candidate(page, who);
  await candidate.begin();
  const end = await candidate.end();
  const invigilator = await invigilatorAt(await another(), synaq, who);
  await invigilator.changeTime("give-time", { minutes: 0, cause: "other" });
  const form = invigilator.page.locator("details.act[open]");
  await expect(invigilator.page.locator("#problems")).toContainText(words("kk", "problem-minutes", { least: 1, most: 1440 }));
  await expect(form.locator("select[name=cause]")).toHaveValue("other");
  await expect(form.locator("#give-note-problem")).toBeVisible();
  await invigilator.changeTime("give-time", { minutes: 5, cause: "other", note: "сұрақ қойылды" });
  await expect(page.locator(".clock .ends")).toContainText(later(end, 5));
});

test("extra time before the exam is part of it from the start, and time for all comes on top of it", async ({
  page,
  another,
  synaq,
}) => {
  const who = synaq.candidateOf("DEMO-006");
  const invigilator = await invigilatorAt(await another(), synaq, who);
  await invigilator.changeTime("extra-time", { minutes: 15, cause: "candidate", note: "нашар көреді" });
  await expect(invigilator.page.locator("tbody tr")).toContainText("нашар көреді");
  const candidate = new Candidate(page, who);
  await candidate.signIn();
  await expect(page.locator(".rules")).toContainText(words("kk", "rule-extra", { minutes: "15 минут", total: "75 минут" }));
  await candidate.start();
  const minutes = Math.round((await candidate.timeLeft()) / 60_000);
  await expect(page.locator(".clock .ends")).not.toContainText("(");
  const end = await candidate.end();

  await invigilator.page.locator(".back a").click();
  await invigilator.changeTime("give-time-all", { minutes: 7, cause: "technical" });
  await expect(page.locator(".clock .ends")).toContainText(later(end, 7));
  await expect.poll(async () => Math.round((await candidate.timeLeft()) / 60_000)).toBe(minutes + 7);
  const row = invigilator.page.locator("tbody tr", { hasText: who.iin });
  await expect(row).toContainText("22");
});

test("while the clock is stopped nothing can be chosen; when it goes on, the time it stood is added", async ({
  page,
  another,
  synaq,
}) => {
  const who = synaq.candidateOf("DEMO-006");
  const candidate = new Candidate(page, who);
  await candidate.begin();
  const [one, two] = await candidate.paper();
  const end = await candidate.end();
  const invigilator = await invigilatorAt(await another(), synaq, who);
  // An answer that is on its way when the clock is stopped stays kept, and is sent when it goes on.
  await page.route(/\/answers$/, (route) => route.abort());
  await candidate.tick(one.position, candidate.right(one));
  await invigilator.changeTime("stop-clock", { resumes: "by-staff" });
  await candidate.isHeldUp("desk-paused-by-staff");
  const stopped = Date.now();
  await page.unroute(/\/answers$/);
  await expect(page.locator(".clock")).toContainText(words("kk", "desk-time-stopped"));
  const left = await candidate.timeLeft();
  await expect(page.locator(".saving")).toHaveText(`${words("kk", "desk-waiting")} 1`);

  // A page that is opened meanwhile says the same.
  await page.reload();
  await expect(page).toHaveURL(/\/waiting$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(words("kk", "paused-title"));
  await expect(page.getByRole("button", { name: words("kk", "come-back") })).toHaveCount(0);

  // It has to stand for more than a second, or the new end is the old one to whoever reads it.
  await expect.poll(() => Date.now()).toBeGreaterThan(stopped + 1_500);
  await invigilator.startClock();
  await expect(page).toHaveURL(/\/exam\//);
  await candidate.atTheDesk();
  await candidate.isAtWork();
  await candidate.seesSaved();
  await candidate.seesTicked(one.position, candidate.right(one));
  expect(await candidate.timeLeft()).toBeLessThanOrEqual(left);
  expect(await candidate.end()).not.toBe(end);
  await candidate.goTo(two.position);
  await candidate.choose(two.position, candidate.right(two));
});

test("an open page whose clock is stopped goes on by itself when everyone's clock is started again", async ({
  page,
  another,
  synaq,
}) => {
  const who = synaq.candidateOf("DEMO-006");
  const candidate = new Candidate(page, who);
  await candidate.begin();
  const invigilator = await invigilatorAt(await another(), synaq, who);
  await invigilator.page.locator(".back a").click();
  await invigilator.changeTime("stop-clock-all");
  await candidate.isHeldUp("desk-paused-by-staff");
  await expect(invigilator.page.locator("tbody tr", { hasText: who.iin })).toContainText(words("kk", "state-paused"));
  await invigilator.startClock("start-clock-all");
  await candidate.isAtWork();
  await expect(page.locator("p.visually-hidden[role=status]")).toContainText(words("kk", "desk-goes-on"));
  await expect(page.locator(".clock .ends")).toContainText(words("kk", "desk-ended-before"));
});

test("a clock that waits for the candidate goes on when they press the button, on the open page and on the waiting page", async ({
  page,
  another,
  synaq,
}) => {
  const who = synaq.candidateOf("DEMO-006");
  const candidate = new Candidate(page, who);
  await candidate.begin();
  const invigilator = await invigilatorAt(await another(), synaq, who);
  const stop = async () => {
    await invigilator.page.reload();
    await invigilator.changeTime("stop-clock", { resumes: "on-return", cause: "candidate" });
    await candidate.isHeldUp("paused-until-back");
  };
  await stop();
  await candidate.notice.getByRole("button", { name: words("kk", "come-back") }).click();
  await candidate.isAtWork();
  await stop();
  await page.reload();
  await expect(page.getByRole("main")).toContainText(words("kk", "paused-until-back"));
  await page.getByRole("button", { name: words("kk", "come-back") }).click();
  await candidate.atTheDesk();
  await candidate.isAtWork();
});

test("an exam that has ended is reopened with the clock stopped until the candidate is back, and is scored anew", async ({
  page,
  another,
  synaq,
}) => {
  const who = synaq.candidateOf("DEMO-006");
  const candidate = new Candidate(page, who);
  await candidate.begin();
  const [one, two] = await candidate.paper();
  await candidate.choose(one.position, candidate.right(one));
  await candidate.review();
  await candidate.submit();
  const invigilator = await invigilatorAt(await another(), synaq, who);
  await invigilator.changeTime("reopen", { minutes: 5, cause: "staff", note: "қате басылды" });
  await expect(invigilator.page.locator(".facts")).toContainText(words("kk", "state-paused"));

  await page.reload();
  await expect(page).toHaveURL(/\/waiting$/);
  await page.getByRole("button", { name: words("kk", "come-back") }).click();
  await candidate.atTheDesk();
  await candidate.seesTicked(one.position, candidate.right(one));
  await candidate.goTo(two.position);
  await candidate.choose(two.position, candidate.right(two));
  await candidate.review();
  await candidate.submit();
  const { results } = await synaq.file("DEMO-006");
  expect(results.filter((result) => result.iin === who.iin).at(-1)?.points).toBe(2);
});

test("where the stream of news is blocked the page asks from time to time", async ({ page, another, synaq }) => {
  const who = synaq.candidateOf("DEMO-006");
  const candidate = new Candidate(page, who);
  await page.clock.install();
  await page.route(/\/events\b/, (route) => route.abort());
  await candidate.begin();
  const end = await candidate.end();
  const invigilator = await invigilatorAt(await another(), synaq, who);
  await invigilator.changeTime("give-time", { minutes: 10 });
  await expect(invigilator.page.locator("tbody tr")).toHaveCount(1);
  await page.clock.runFor("00:16");
  await expect(page.locator(".clock .ends")).toContainText(later(end, 10));
});

test("an exam whose time ends without a line is closed, and goes on if the server has given more", async ({ page, another, synaq }) => {
  const who = synaq.candidateOf("DEMO-006");
  const candidate = new Candidate(page, who);
  await page.clock.install();
  // No open stream outlasts the line.
  await page.route(/\/events\b/, (route) => route.abort());
  await candidate.begin();
  const [one, two] = await candidate.paper();
  // The line is cut before the time is given, and the page's own clock runs out.
  await page.route(/\/(answers|events|time|place)\b/, (route) => route.abort());
  await page.context().setOffline(true);
  await candidate.tick(one.position, candidate.right(one));
  const invigilator = await invigilatorAt(await another(), synaq, who);
  await invigilator.changeTime("give-time", { minutes: 90 });
  await page.clock.fastForward(await candidate.timeLeft());
  await page.clock.runFor("01:00");
  await expect(page.locator(".clock .time")).toHaveText("00:00");
  await candidate.isHeldUp("desk-over-offline");
  await expect(page).toHaveURL(/\/exam\/[0-9a-f-]{36}$/);

  await page.unrouteAll();
  await page.context().setOffline(false);
  await candidate.seesSaved();
  await candidate.isAtWork();
  await candidate.goTo(two.position);
  await candidate.choose(two.position, candidate.right(two));
  await expect.poll(() => candidate.timeLeft()).toBeGreaterThan(80 * 60_000);
  await candidate.review();
  await candidate.submit();
  expect((await synaq.file("DEMO-006")).results.at(-1)?.points).toBe(2);
});
