// One tab at one workstation is at work; every other is told so, and nothing is lost on either side.
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { Registrar } from "../support/registrar";
import { words } from "../support/words";

test("a second tab is told of the first, takes over, and the first stops; the answers of both are there", async ({ page, synaq }) => {
  const first = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await first.begin();
  const paper = await first.paper();
  const [one, two, three] = paper;
  await first.choose(one.position, first.right(one));

  const second = new Candidate(await page.context().newPage(), first.who);
  await second.page.goto(`/exam/${first.attempt}`);
  await second.atTheDesk();
  await second.isHeldUp("desk-elsewhere");
  await expect(second.notice).toContainText(words("kk", "desk-elsewhere-since"));
  await first.isAtWork();

  // What the first can't send is kept where the second finds it.
  await page.route(/\/answers$/, (route) => route.abort());
  await first.goTo(two.position);
  await first.tick(two.position, first.right(two));
  await expect(page.locator(".saving")).toHaveText(`${words("kk", "desk-offline")} 1`);
  await second.notice.getByRole("button", { name: words("kk", "desk-take-over") }).click();
  await second.atTheDesk();
  await second.isAtWork();
  await second.seesSaved();
  await second.seesTicked(one.position, second.right(one));
  await second.seesTicked(two.position, second.right(two));

  await first.isHeldUp("desk-elsewhere");
  await second.goTo(three.position);
  await second.choose(three.position, second.right(three));

  // And back again: the page shows what has been saved meanwhile.
  await page.unroute(/\/answers$/);
  await first.notice.getByRole("button", { name: words("kk", "desk-take-over") }).click();
  await first.atTheDesk();
  await first.isAtWork();
  await second.isHeldUp("desk-elsewhere");
  await first.seesTicked(three.position, first.right(three));
  await first.review();
  await first.submit();
  expect((await synaq.file("DEMO-006")).results.at(-1)?.points).toBe(3);
  // The other tab learns of the end by itself.
  await expect(second.page).toHaveURL(/\/result$/);
});

test("when the tab at work is closed, the other is at work as soon as it is looked at", async ({ page, synaq }) => {
  const first = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await first.begin();
  const second = new Candidate(await page.context().newPage(), first.who);
  await second.page.goto(`/exam/${first.attempt}`);
  await second.isHeldUp("desk-elsewhere");
  await page.close();
  await second.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await second.atTheDesk();
  await second.isAtWork();
  const [one] = await second.paper();
  await second.choose(one.position, second.right(one));
});

test("a copy of a tab, which has the tab's own name, is told of it too", async ({ page, synaq }) => {
  const first = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await first.begin();
  const [one] = await first.paper();
  await first.choose(one.position, first.right(one));
  const name = await page.evaluate(() => sessionStorage.getItem("synaq-tab"));
  expect(name).toMatch(/^[0-9a-f]{16}$/);
  const copy = new Candidate(await page.context().newPage(), first.who);
  await copy.page.addInitScript((name) => {
    if (sessionStorage.getItem("synaq-tab") === null) sessionStorage.setItem("synaq-tab", name ?? "");
  }, name);
  await copy.page.goto(`/exam/${first.attempt}`);
  await copy.isHeldUp("desk-elsewhere");
  expect(await copy.page.evaluate(() => sessionStorage.getItem("synaq-tab"))).not.toBe(name);
  await first.isAtWork();
});

test("at a second workstation, by a new slip, the exam goes on; the old one says so and keeps what it couldn't send", async ({
  page,
  another,
  synaq,
}) => {
  const who = synaq.candidateOf("DEMO-006");
  const old = new Candidate(page, who);
  await old.begin();
  const [one, two, three] = await old.paper();
  await old.choose(one.position, old.right(one));
  await page.route(/\/answers$/, (route) => route.abort());
  await old.goTo(two.position);
  await old.tick(two.position, old.right(two));
  await old.goTo(three.position);
  const [right, wrong] = [old.right(three)[0], old.wrong(three)[0]];
  await old.tick(three.position, [wrong, right, wrong, right, wrong]);

  const invigilator = new Registrar(await another(), synaq);
  await invigilator.signIn("invigilator");
  await invigilator.findSittingOf(who.iin);
  await invigilator.openTime(who.iin);
  await invigilator.page.locator("summary", { hasText: words("kk", "move-workstation") }).click();
  await invigilator.page.getByRole("button", { name: words("kk", "print-slip") }).click();
  const code = await invigilator.page.locator("#code").innerText();
  await expect(old.notice).toContainText(words("kk", "desk-session-over"));
  await expect(page.locator(".saving")).toHaveText(`${words("kk", "desk-waiting")} 2`);

  const next = new Candidate(await another(), { ...who, code });
  await next.signIn();
  await next.atTheDesk();
  expect(next.attempt).toBe(old.attempt);
  await next.seesTicked(one.position, next.right(one));
  await next.seesTicked(two.position, []);
  // A later answer to a question that the old one keeps an answer of, too, after more changes.
  await next.goTo(three.position);
  await next.choose(three.position, next.right(three));
  await old.page.reload();
  await expect(old.page.getByRole("heading", { level: 1 })).toHaveText(words("kk", "notice-signed-out-title"));

  // Back at the first: what it kept is sent, and of two answers the later one counts.
  await page.unroute(/\/answers$/);
  await invigilator.page.locator(".back a").click();
  const back = new Candidate(page, { ...who, code: await invigilator.printSlip(who.iin) });
  await expect(next.notice).toContainText(words("kk", "desk-session-over"));
  await back.signIn();
  await back.atTheDesk();
  await back.seesSaved();
  await back.seesTicked(two.position, back.right(two));
  await back.seesTicked(three.position, back.right(three));
  await back.review();
  await back.submit();
  expect((await synaq.file("DEMO-006")).results.at(-1)?.points).toBe(3);
});
