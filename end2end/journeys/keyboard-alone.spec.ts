// The whole exam without a mouse, and the eye never loses the focus.
import type { Page } from "@playwright/test";
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { words } from "../support/words";

/** What has the focus shows it. */
async function seesFocus(page: Page) {
  const focus = await page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return { shown: false, what: "nothing has the focus" };
    const shows = (one: Element | null) => {
      if (!one) return false;
      const style = getComputedStyle(one);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    };
    // An option shows it around its whole label.
    const box = element.getBoundingClientRect();
    const shown = shows(element) || shows(element.closest("label"));
    const inView = box.bottom > 0 && box.top < innerHeight;
    return { shown: shown && inView, what: `${element.outerHTML.slice(0, 150)} inView=${inView}` };
  });
  expect(focus.shown, focus.what).toBe(true);
}

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, selector: string) {
  const there = () => page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
  for (let n = 0; n < 60; n += 1) {
    if (await there()) return;
    await page.keyboard.press("Tab");
    await seesFocus(page);
  }
  throw new Error(`Tab never reaches ${selector}`);
}

test("a candidate goes from sign-in to the result by keyboard alone", async ({ page, synaq }) => {
  test.setTimeout(120_000);
  const who = synaq.candidateOf("DEMO-006");
  const candidate = new Candidate(page, who);
  const keys = page.keyboard;
  await candidate.arrive();
  await keys.press("Tab");
  await expect(page.locator("a.skip")).toBeFocused();
  await seesFocus(page);
  await keys.press("Enter");
  await tabTo(page, "#iin");
  await keys.type(who.iin);
  await keys.press("Tab");
  await expect(page.locator("#code")).toBeFocused();
  await keys.type(who.code.toLowerCase());
  await keys.press("Enter");
  await expect(page).toHaveURL(/\/waiting$/);
  await tabTo(page, 'form[action="/start"] button');
  await keys.press("Enter");
  await candidate.atTheDesk();

  const paper = await candidate.paper();
  for (const asked of paper) {
    await expect(candidate.question(asked.position)).toHaveClass(/\bcurrent\b/);
    for (const n of candidate.right(asked)) {
      const saved = page.waitForResponse((response) => response.url().endsWith("/answers"));
      await keys.press(`Digit${n + 1}`);
      expect((await saved).status()).toBe(200);
      await seesFocus(page);
    }
    await candidate.seesTicked(asked.position, candidate.right(asked));
    if (asked.position < paper.length) {
      await keys.press("ArrowRight");
      await expect(candidate.question(asked.position + 1)).toBeFocused();
      await seesFocus(page);
    }
  }

  // Back, a mark, the time; at the ends the arrows stay.
  await keys.press("ArrowRight");
  await expect(candidate.question(paper.length)).toHaveClass(/\bcurrent\b/);
  await keys.press("ArrowLeft");
  const before = paper.length - 1;
  await expect(candidate.question(before)).toHaveClass(/\bcurrent\b/);
  await candidate.seesTicked(before, candidate.right(paper[before - 1]));
  await keys.press("f");
  const mark = page.locator(`.navigator a[href="#q${before}"]`);
  const says = (...states: string[]) =>
    new RegExp(`^${words("kk", "question")} ${before} ?, ${states.map((state) => words("kk", state)).join(", ")}$`);
  await expect(mark).toHaveAccessibleName(says("answered", "flagged"));
  await keys.press("f");
  await expect(mark).toHaveAccessibleName(says("answered"));
  await keys.press("t");
  await expect(page.locator("p[role=status]", { hasText: words("kk", "desk-minutes-left") })).toHaveText(/ \d+$/);

  // With another layout the letters stand on the same keys.
  await page.evaluate(() =>
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "а", code: "KeyF", bubbles: true, cancelable: true })),
  );
  await expect(mark).toHaveClass(/\bflagged\b/);

  await keys.press("r");
  await expect(page).toHaveURL(/\/review$/);
  await tabTo(page, 'form[action$="/submit"] button');
  await keys.press("Enter");
  await expect(page).toHaveURL(/\/result$/);
  await candidate.seesResult(true);
  expect((await synaq.file(who.file)).results.at(-1)).toMatchObject({ points: paper.length, ended_by: "candidate" });
});

test("a number key chooses on a question that is answered already, too", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const asked = (await candidate.paper()).find((one) => one.kind === "single");
  if (!asked) throw new Error("no single-choice question");
  await candidate.goTo(asked.position);
  for (const n of [1, 0, 2, 1, 2, 0]) {
    await page.keyboard.press(`Digit${n + 1}`);
    await candidate.seesTicked(asked.position, [n]);
    await candidate.seesSaved();
  }
});

test("the keys of the browser and of other controls stay theirs", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const keys = page.keyboard;
  // With Ctrl, Alt or Meta a key is the browser's.
  for (const key of ["Control+f", "Alt+2", "Meta+r"]) {
    await page.evaluate((pressed) => {
      const [modifier, letter] = pressed.split("+");
      const init = { code: /\d/.test(letter) ? `Digit${letter}` : `Key${letter.toUpperCase()}`, cancelable: true, bubbles: true };
      const event = new KeyboardEvent("keydown", {
        ...init,
        ctrlKey: modifier === "Control",
        altKey: modifier === "Alt",
        metaKey: modifier === "Meta",
      });
      document.dispatchEvent(event);
      if (event.defaultPrevented) throw new Error(`${pressed} was taken`);
    }, key);
  }
  await expect(page.locator(".navigator a.flagged")).toHaveCount(0);
  await expect(page.locator(".navigator a.answered")).toHaveCount(0);
  await expect(page).toHaveURL(/\/exam\//);
  // A link of the navigator by Tab and Enter.
  await tabTo(page, '.navigator a[href="#q4"]');
  await keys.press("Enter");
  await expect(candidate.question(4)).toHaveClass(/\bcurrent\b/);
  await expect(candidate.question(4)).toBeFocused();
  // The buttons below by Tab and Space.
  await tabTo(page, ".desk-moves button:last-of-type");
  await keys.press("Space");
  await expect(candidate.question(5)).toHaveClass(/\bcurrent\b/);
  await expect(candidate.question(5)).toBeFocused();
  // A number beyond the options does nothing.
  await keys.press("Digit9");
  await expect(page.locator(".navigator a.answered")).toHaveCount(0);
});
