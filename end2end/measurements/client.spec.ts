// What the exam page costs a candidate's machine and line. Nothing fails here: the figures are held against their goals by the bench.
import { writeFileSync } from "node:fs";
import type { CDPSession, Page } from "@playwright/test";
import { longBank } from "../support/bank";
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { bin, iin } from "../support/numbers";
import { Registrar } from "../support/registrar";
import type { Synaq } from "../support/synaq";

const figures: Record<string, number> = {};

test.afterAll(() => {
  const file = process.env.SYNAQ_FIGURES;
  if (file) writeFileSync(file, JSON.stringify(figures));
  else console.log(figures);
});

/** A slow line of a unit, and an old machine. */
const LINE = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 1.6e6 / 8 };
const SLOWER = 4;

/** What the browser itself says of how a page comes and goes; from before the page's first byte. */
async function watched(page: Page) {
  await page.addInitScript(() => {
    const seen = { lcp: 0, shift: 0, interactions: {} as Record<number, number> };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.lcp = entry.startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) seen.shift += entry.value;
      }
    }).observe({ type: "layout-shift", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { interactionId?: number })[]) {
        // A key is one interaction, with all its events.
        const id = entry.interactionId;
        if (id) seen.interactions[id] = Math.max(seen.interactions[id] ?? 0, entry.duration);
      }
    }).observe({ type: "event", buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
  });
}

interface Seen {
  lcp: number;
  shift: number;
  interactions: Record<number, number>;
}

async function seen(page: Page): Promise<Seen> {
  return await page.evaluate(() => (window as unknown as { seen: Seen }).seen);
}

interface Visit {
  page: Page;
  cdp: CDPSession;
  address: string;
}

/** A candidate's exam, as a browser will meet it that has nothing of the site yet. */
async function firstVisit(synaq: Synaq, candidate: Candidate, attempt: string, another: () => Promise<Page>): Promise<Visit> {
  const address = `${synaq.base}/exam/${attempt}`;
  const cookies = await candidate.page.context().cookies();
  await candidate.page.goto("about:blank");
  const page = await another();
  await page.context().addCookies(cookies);
  await watched(page);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  return { page, cdp, address };
}

async function isAwake(page: Page) {
  await expect(page.locator("#desk.awake")).toBeVisible({ timeout: 60_000 });
}

test("what is downloaded at the first visit, with Brotli", async ({ page, another, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  figures.candidate_questions = (await candidate.paper()).length;
  const visit = await firstVisit(synaq, candidate, candidate.attempt, another);
  await visit.cdp.send("Network.setAcceptedEncodings", { encodings: ["br"] });
  const kinds = new Map<string, string>();
  const received = new Map<string, number>();
  let requests = 0;
  let total = 0;
  visit.cdp.on("Network.requestWillBeSent", () => (requests += 1));
  visit.cdp.on("Network.responseReceived", ({ requestId, response, type }) => {
    kinds.set(requestId, response.mimeType === "application/wasm" ? "wasm" : type);
  });
  // Heads and all.
  visit.cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    received.set(requestId, encodedDataLength);
    total += encodedDataLength;
  });
  await visit.page.goto(visit.address);
  await isAwake(visit.page);
  await visit.page.waitForTimeout(2_000);
  const of = (...wanted: string[]) =>
    [...received].filter(([id]) => wanted.includes(kinds.get(id) ?? "")).reduce((sum, [, bytes]) => sum + bytes, 0) / 1_000;
  figures.candidate_requests = requests;
  figures.candidate_total_br_kb = total / 1_000;
  figures.candidate_wasm_br_kb = of("wasm");
  figures.candidate_html_css_br_kb = of("Document", "Stylesheet");
});

test("when the paper can be read, on a slow line and an old machine", async ({ page, another, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const painted = [];
  const awake = [];
  const { attempt } = candidate;
  for (let n = 0; n < 5; n += 1) {
    const visit = await firstVisit(synaq, candidate, attempt, another);
    await visit.cdp.send("Network.emulateNetworkConditions", LINE);
    await visit.cdp.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    const begin = Date.now();
    await visit.page.goto(visit.address, { waitUntil: "commit" });
    await isAwake(visit.page);
    awake.push(Date.now() - begin);
    await visit.page.waitForTimeout(500);
    painted.push((await seen(visit.page)).lcp);
    await visit.page.context().close();
  }
  figures.candidate_lcp_ms = median(painted);
  figures.candidate_awake_ms = median(awake);
});

test("a long paper, answered on an old machine", async ({ another, synaq }) => {
  const person = {
    file: "KZ-2026-99", bin: bin(9), iin: iin(99), name: "Ұзақов Сынақ Үлгіұлы", activity: "leak-detection",
  };
  await synaq.command("bank", "import", longBank("leak-detection", synaq.folder));
  const registrar = new Registrar(await another(), synaq);
  await registrar.signIn();
  const code = await registrar.prepareCandidate(person);
  const page = await another();
  await watched(page);
  const cdp = await page.context().newCDPSession(page);
  const candidate = new Candidate(page, { ...person, code });
  await candidate.beginWith(registrar);
  await registrar.page.close();
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  const questions = await page.locator(".question").count();
  figures.candidate_long_paper = questions;
  for (let n = 1; n <= questions; n += 1) {
    // As fast as anybody reads.
    await page.waitForTimeout(100);
    if (n % 3 === 0) await page.locator(".question.current .option").nth(n % 4).click({ delay: 80 });
    else await page.keyboard.press(`Digit${(n % 4) + 1}`);
    if (n % 5 === 0) await page.keyboard.press("KeyF");
    if (n % 20 === 0) await page.keyboard.press("KeyL");
    await page.waitForTimeout(100);
    await page.keyboard.press("ArrowRight");
    await page.waitForTimeout(100);
  }
  await candidate.seesSaved();
  const { interactions, shift } = await seen(page);
  const longest = Object.values(interactions).sort((a, b) => b - a);
  // Of every fifty interactions the slowest is passed over, as the measure is defined.
  figures.candidate_inp_ms = longest[Math.floor(longest.length / 50)] ?? 16;
  figures.candidate_slowest_interaction_ms = longest[0] ?? 16;
  figures.candidate_layout_shift = shift;
});

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
