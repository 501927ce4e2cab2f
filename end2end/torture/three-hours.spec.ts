// A long exam on a bad line: three hours by the page's clock, in which the line is cut every minute while the candidate goes on. At the
// end every answer is there as it was last chosen, and the page has not grown.
import type { CDPSession, Page } from "@playwright/test";
import { longBank } from "../support/bank";
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { bin, iin } from "../support/numbers";
import { Registrar } from "../support/registrar";

const MINUTES = Number(process.env.SYNAQ_MINUTES ?? 180);
/** When the page has done everything once. */
const SETTLED = Math.min(20, MINUTES / 2);
const MOST_GROWTH = 5_000_000;

/** What the page holds, once what nobody holds is gone: objects, documents, and buffers with WebAssembly's memory among them. */
async function held(cdp: CDPSession): Promise<number> {
  await cdp.send("HeapProfiler.collectGarbage");
  const usage = (await cdp.send("Runtime.getHeapUsage")) as { usedSize: number; embedderHeapUsedSize?: number; backingStorageSize?: number };
  return usage.usedSize + (usage.embedderHeapUsedSize ?? 0) + (usage.backingStorageSize ?? 0);
}

/** What is ticked in the question on view. */
async function ticked(page: Page): Promise<[number, string]> {
  return await page.locator(".question.current").evaluate((question) => {
    const boxes = [...question.querySelectorAll<HTMLInputElement>(".options input:checked")];
    return [Number(question.id.slice(1)), boxes.map((box) => box.value).join()];
  });
}

/** What the server has, as a page without the desk shows it. */
async function standing(page: Page, address: string): Promise<Map<number, string>> {
  const html = await (await page.request.get(address)).text();
  const found = new Map<number, string>();
  for (const [, position, value] of html.matchAll(/name="q(\d+)" value="(\d)" checked/g)) {
    const before = found.get(Number(position));
    found.set(Number(position), before === undefined ? value : `${before},${value}`);
  }
  return found;
}

test(`${MINUTES} minutes with the line cut every minute`, async ({ another, synaq }) => {
  const person = { file: "KZ-2026-98", bin: bin(9), iin: iin(98), name: "Төзімді Сынақ Үлгіұлы", activity: "leak-detection" };
  await synaq.command("bank", "import", longBank("leak-detection", synaq.folder, { minutes: 180 }));
  const registrar = new Registrar(await another(), synaq);
  await registrar.signIn();
  const code = await registrar.prepareCandidate(person);
  const page = await another();
  await page.clock.install();
  const candidate = new Candidate(page, { ...person, code });
  await candidate.beginWith(registrar);
  await registrar.page.context().close();
  const address = `/exam/${candidate.attempt}`;
  const questions = await page.locator(".question").count();
  expect(questions).toBeGreaterThanOrEqual(100);
  const cdp = await page.context().newCDPSession(page);

  // The same every time, and all over the paper.
  let drawn = 7;
  const draw = (below: number) => (drawn = (drawn * 48_271) % 2_147_483_647) % below;
  const chosen = new Map<number, string>();
  const answers = async () => {
    await candidate.goTo(draw(questions) + 1);
    await page.keyboard.press(`Digit${draw(4) + 1}`);
    const [position, values] = await ticked(page);
    chosen.set(position, values);
  };
  const saved = page.locator(".saving:not(.trouble)", { hasText: candidate.words("desk-saved-at") });

  let settled = 0;
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    await answers();
    // Cut off with a word from the system, or held up with none at all.
    const silent = minute % 2 === 0;
    if (silent) synaq.holdStill(true);
    else await page.context().setOffline(true);
    await answers();
    await page.clock.runFor(20_000);
    await expect(page.locator(".saving.trouble"), `minute ${minute}`).toBeVisible();
    await answers();
    if (silent) synaq.holdStill(false);
    else await page.context().setOffline(false);
    await page.clock.runFor(20_000);
    await expect(saved, `minute ${minute}`).toBeVisible({ timeout: 60_000 });
    await page.clock.runFor(20_000);
    if (minute === SETTLED) settled = await held(cdp);
  }
  await expect(saved).toBeVisible({ timeout: 60_000 });
  const growth = (await held(cdp)) - settled;
  console.log(`\n${chosen.size} of ${questions} questions answered, ${3 * MINUTES} choices; the page grew by ${Math.round(growth / 1_000)} kB`);
  const taken = await standing(page, address);
  for (const [position, values] of chosen) expect(taken.get(position) ?? "", `question ${position}`).toBe(values);
  expect(new Set(taken.keys())).toEqual(new Set([...chosen].filter(([, values]) => values !== "").map(([position]) => position)));
  expect(growth).toBeLessThan(MOST_GROWTH);
  await candidate.review();
  await candidate.submit();
  await synaq.command("audit", "verify");
});
