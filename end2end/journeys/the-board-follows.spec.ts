// The invigilator keeps the sitting's page open for hours: it follows by itself, and takes nothing from under their hands.
import type { Page } from "@playwright/test";
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { look } from "../support/look";
import { Registrar } from "../support/registrar";
import type { Ready, Synaq } from "../support/synaq";
import { words } from "../support/words";

/** The invigilator at the page of a candidate's sitting, which is not to be loaded again. */
async function invigilatorAt(page: Page, synaq: Synaq, who: Ready): Promise<Registrar> {
  const invigilator = new Registrar(page, synaq);
  await invigilator.signIn("invigilator");
  await invigilator.findSittingOf(who.iin);
  await page.evaluate(() => document.body.setAttribute("data-first", ""));
  return invigilator;
}

function rowOf(page: Page, who: Ready) {
  return page.locator("tbody tr", { hasText: who.iin });
}

/** Time for all is to be given: the form is open, its minutes are typed, and the cursor is in the note. */
async function typesInForm(page: Page) {
  const form = page.locator("details.act", { has: page.locator("summary", { hasText: words("kk", "give-time-all") }) });
  await form.locator("summary").click();
  await form.locator("input[name=minutes]").fill("7");
  await form.locator("input[name=note]").fill("өрт да");
  return async () => {
    await expect(form.locator("input[name=minutes]")).toHaveValue("7");
    await expect(form.locator("input[name=note]")).toHaveValue("өрт да");
    await expect(form.locator("input[name=note]")).toBeFocused();
    await expect(page.locator("body[data-first]")).toHaveCount(1);
  };
}

test("an open board shows who comes, begins, answers, is stopped and hands in, and leaves a form as it is", async ({
  page,
  another,
  synaq,
}) => {
  test.setTimeout(120_000);
  const who = synaq.candidateOf("DEMO-006");
  const board = (await invigilatorAt(await another(), synaq, who)).page;
  const row = rowOf(board, who);
  const counts = board.locator("#board > p[role=status]");
  const before = await counts.innerText();
  await expect(row).toContainText(words("kk", "state-prepared"));

  const candidate = new Candidate(page, who);
  await candidate.signIn();
  await expect(row).toContainText(words("kk", "signed-in"));
  await candidate.start();
  await expect(row).toContainText(words("kk", "state-running"));
  await expect(row).toContainText("0 / 30");
  await expect(row).toContainText(await candidate.end());
  await expect(counts).not.toHaveText(before);

  const formIsAsItWas = await typesInForm(board);
  const [one, two] = await candidate.paper();
  await candidate.choose(one.position, candidate.right(one));
  await expect(row).toContainText("1 / 30");
  await candidate.goTo(two.position);
  await candidate.choose(two.position, candidate.right(two));
  await expect(row).toContainText("2 / 30");
  const saved = /\d\d:\d\d:\d\d/.exec(await page.locator(".saving").innerText())?.[0] ?? "";
  await expect(row).toContainText(words("kk", "saved-at", { time: saved }));
  await formIsAsItWas();
  await look(board, "board-01-at-work");

  const colleague = await invigilatorAt(await another(), synaq, who);
  await colleague.openTime(who.iin);
  await colleague.changeTime("stop-clock", { resumes: "by-staff" });
  await expect(row).toContainText(words("kk", "state-paused"));
  await colleague.startClock();
  await expect(row).toContainText(words("kk", "state-running"));
  await colleague.changeTime("give-time", { minutes: 12 });
  await expect(row).toContainText("12");

  await candidate.isAtWork();
  await candidate.review();
  await candidate.submit();
  await expect(row).toContainText(words("kk", "state-graded"));
  await expect(row.locator('a[href^="/staff/results/"]')).toBeVisible();
  await formIsAsItWas();
});

test("a server that goes away is said, and is followed again when it is back", async ({ page, another, synaq }) => {
  const who = synaq.candidateOf("DEMO-006");
  const candidate = new Candidate(page, who);
  await candidate.begin();
  const board = (await invigilatorAt(await another(), synaq, who)).page;
  const formIsAsItWas = await typesInForm(board);
  const down = board.locator("#board-down");
  await expect(down).toBeHidden();
  await synaq.stop();
  await expect(down).toBeVisible();
  const stands = await board.locator("#board .aside .digits").innerText();
  await look(board, "board-02-without-connection");
  await expect(board.locator("#board .aside .digits")).toHaveText(stands);
  await synaq.start();
  await expect(down).toBeHidden();
  const [one] = await candidate.paper();
  await candidate.choose(one.position, candidate.right(one));
  await expect(rowOf(board, who)).toContainText("1 / 30");
  await formIsAsItWas();
});

test("a board whose session has ended says so, keeps what is typed, and follows whoever signs in again", async ({
  page,
  another,
  synaq,
}) => {
  const who = synaq.candidateOf("DEMO-006");
  const candidate = new Candidate(page, who);
  await candidate.begin();
  const board = (await invigilatorAt(await another(), synaq, who)).page;
  const formIsAsItWas = await typesInForm(board);
  const door = await board.context().newPage();
  await door.goto("/staff/account");
  await door.getByRole("button", { name: words("kk", "sign-out") }).click();
  await board.bringToFront();
  const ended = board.locator("#board-signed-out");
  await expect(ended).toBeVisible();
  await look(board, "board-03-signed-out");
  await board.locator("details.act[open] input[name=note]").focus();
  const [one] = await candidate.paper();
  await candidate.choose(one.position, candidate.right(one));
  await new Registrar(door, synaq).signIn("invigilator");
  await board.bringToFront();
  await expect(ended).toBeHidden();
  await expect(rowOf(board, who)).toContainText("1 / 30");
  await formIsAsItWas();
});

test("what is under the pointer or has the focus stays where it is while what is above grows", async ({ page, another, synaq }) => {
  const who = synaq.candidateOf("DEMO-006");
  // At the top of a page that can be scrolled, where no browser holds anything by itself.
  const board = (await invigilatorAt(await another({ viewport: { width: 1366, height: 700 } }), synaq, who)).page;
  const link = board.locator("tbody tr").last().locator("td.acts a");
  expect(await board.evaluate(() => scrollY)).toBe(0);
  await link.hover();
  await link.focus();
  const at = await link.boundingBox();
  await new Candidate(page, who).begin();
  await expect(board.locator("details.act")).toHaveCount(2);
  await expect(rowOf(board, who)).toContainText(words("kk", "state-running"));
  const now = await link.boundingBox();
  expect(Math.abs((now?.y ?? 0) - (at?.y ?? 0))).toBeLessThan(2);
  expect(await board.evaluate(() => document.querySelector("td.acts a:hover") !== null)).toBe(true);
  await expect(link).toBeFocused();
  await expect(board.locator("body[data-first]")).toHaveCount(1);
});

test("a board that nobody sees asks for nothing, and catches up when it is seen again; a touch is told", async ({
  page,
  another,
  synaq,
}) => {
  const who = synaq.candidateOf("DEMO-006");
  const board = await another();
  await board.clock.install();
  const asked: string[] = [];
  board.on("request", (request) => {
    const path = new URL(request.url());
    if (path.pathname.endsWith("/board")) asked.push(path.search);
  });
  await invigilatorAt(board, synaq, who);
  const follows = async (search: string) => {
    const answered = board.waitForResponse((response) => response.url().endsWith(`/board${search}`));
    await board.clock.runFor("00:05");
    await answered;
    await board.clock.runFor("00:01");
  };
  // The page is awake when it has asked once.
  await expect(async () => {
    await board.clock.runFor("00:05");
    expect(asked.length).toBeGreaterThan(0);
  }).toPass();
  await follows("");
  await board.keyboard.press("Shift");
  await follows("?used");
  await follows("");

  const seen = (hidden: boolean) =>
    board.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await seen(true);
  await new Candidate(page, who).begin();
  const before = asked.length;
  await board.clock.runFor("00:30");
  expect(asked.length).toBe(before);
  await seen(false);
  await expect.poll(() => asked.length).toBe(before + 1);
  await board.clock.runFor("00:01");
  await expect(rowOf(board, who)).toContainText(words("kk", "state-running"));
});

test("without JavaScript the page shows how it was when it was loaded, and a link loads it again", async ({ page, another, synaq }) => {
  const who = synaq.candidateOf("DEMO-006");
  const board = (await invigilatorAt(await another({ javaScriptEnabled: false }), synaq, who)).page;
  await new Candidate(page, who).begin();
  await expect(rowOf(board, who)).toContainText(words("kk", "state-prepared"));
  await board.getByRole("link", { name: words("kk", "board-refresh") }).click();
  await expect(rowOf(board, who)).toContainText(words("kk", "state-running"));
});
