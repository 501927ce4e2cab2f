// What a candidate's browser is sent from sign-in until the moment before handing in: nothing of it tells which option is right,
// and nothing that staff know of a question is in it. Everything staff-only in the bank carries a marker here.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { changedBank } from "../support/bank";
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { bin, iin } from "../support/numbers";
import { Recorder } from "../support/recorder";
import { Registrar } from "../support/registrar";

const MARKER = "qupiyabelgi";

const person = {
  file: "KZ-2026-88",
  bin: bin(8),
  iin: iin(88),
  name: "Белгісіз Марат Сынақұлы",
  activity: "stm-development-production",
};

/** Ids, sources and the leaves of the topic tree carry the marker; what a candidate reads is as it was. */
function marked(file: string, text: string): string {
  const topics = text.replace(/^(topic: |code = ")([a-z]+)\/([a-z-]+)/gm, `$1$2/${MARKER}-$3`);
  if (!file.endsWith(".txt")) return topics;
  return topics.replace(/^\[([a-z]+)-/gm, `[$1-${MARKER}-`).replace(/^source: /gm, `source: ${MARKER} `);
}

for (const javaScriptEnabled of [true, false]) {
  const browser = javaScriptEnabled ? "with JavaScript" : "without JavaScript";
  test(`in a whole exam ${browser} no response before handing in holds more of a question than its words`, async ({
    another,
    synaq,
  }) => {
    test.setTimeout(120_000);
    await synaq.command("bank", "import", changedBank("stm", synaq.folder, marked));
    const registrar = new Registrar(await another(), synaq);
    await registrar.signIn();
    const code = await registrar.prepareCandidate(person);

    const recorder = await Recorder.before(synaq.base);
    const page = await another({ javaScriptEnabled, baseURL: recorder.base });
    const candidate = new Candidate(page, { ...person, code });
    await candidate.beginWith(registrar);
    const paper = await candidate.paper();
    const answers = paper.map((asked) => candidate.right(asked));
    if (javaScriptEnabled) {
      for (const asked of paper.slice(0, 6)) {
        await candidate.goTo(asked.position);
        await candidate.choose(asked.position, candidate.right(asked));
      }
      await page.reload();
      await candidate.atTheDesk();
    } else {
      for (const asked of paper) await candidate.tick(asked.position, candidate.right(asked));
      await candidate.save();
    }
    for (const path of ["answers", "time?tab=t", "place", "review", "result", "submit", "nowhere"]) {
      await page.context().request.get(`${recorder.base}/exam/${candidate.attempt}/${path}`);
    }
    const questionMarkup = await attributes(candidate);
    await candidate.review();
    recorder.stop();

    // The tap has heard what it should have: the paper and, where there is one, the client.
    const pages = recorder.sent.filter((one) => one.type.startsWith("text/html") && one.status === 200);
    expect(pages.some((one) => one.body.includes('id="paper"'))).toBe(true);
    if (javaScriptEnabled) {
      expect(recorder.sent.some((one) => one.type === "application/wasm" && one.body.length > 10_000)).toBe(true);
      expect(recorder.sent.filter((one) => one.path.endsWith("/answers") && one.status === 200).length).toBeGreaterThan(5);
    }
    // And the marked bank is what the paper was drawn from.
    const stored = readdirSync(synaq.folder).filter((name) => name.startsWith("synaq.db"));
    const database = Buffer.concat(stored.map((name) => readFileSync(path.join(synaq.folder, name))));
    expect(database.includes(`stm-${MARKER}-`)).toBe(true);

    for (const { method, path, headers, body } of recorder.sent) {
      expect(body.includes(MARKER) || headers.includes(MARKER), `${method} ${path} holds what only staff may see`).toBe(false);
      expect(body.toString("latin1"), `${method} ${path}`).not.toMatch(/stm-(law|metrology|radio|practice|records)-\d/);
    }
    for (const { method, path, body } of pages) {
      const text = body.toString();
      expect(text, `${method} ${path}`).not.toMatch(
        /option_order|item_id|item_key|answer_key|\bdifficulty\b|"(key|right|correct|is_correct|score|points)"/,
      );
      expect(text, `${method} ${path}`).not.toMatch(/\b(easy|medium|hard)\b/);
    }
    const news = ["now", "deadline", "left_ms", "state", "granted_ms", "place", "resumes"];
    const known = ["saved_at", "revisions", "conflicts", "here", "since", "why", ...news];
    for (const { method, path, type, body } of recorder.sent) {
      const stream = type.startsWith("text/event-stream");
      if (!stream && !type.startsWith("application/json")) continue;
      const said = stream ? [...body.toString().matchAll(/^data: (.*)$/gm)].map((line) => line[1]) : [body.toString()];
      const told = said.filter((text) => text !== "").flatMap((text) => names(JSON.parse(text) as unknown));
      expect(told.filter((name) => !known.includes(name) && !/^\d+$/.test(name)), `${method} ${path}`).toEqual([]);
    }
    if (javaScriptEnabled) expect(recorder.sent.some((one) => one.type.startsWith("text/event-stream"))).toBe(true);
    for (const { body } of pages) {
      const desk = /<div[^>]* id="desk"[^>]*>/.exec(body.toString())?.[0];
      if (!desk) continue;
      expect([...desk.matchAll(/ ([a-z-]+)=/g)].map((match) => match[1]).sort()).toEqual(
        ["class", "data-notes", "data-sheet", "data-texts", "id"],
      );
      // The attempt, five times, when the last answer was saved; of a question: its position, when the browser changed it.
      const sheet = /data-sheet="([^"]*)"/.exec(desk)?.[1];
      expect(sheet).toMatch(/^[0-9a-f-]{36}( -?\d+){5} (-|\d+)( \d+ (0|\d{13}))+$/);
    }

    // An option is known by its place on this paper, and by nothing else.
    const allowed =
      /^(class|id|tabindex|lang|role|aria-[a-z]+|type|name|value|checked|autocomplete|data-hk|hidden|open)$/;
    expect(questionMarkup.attributes.filter((name) => !allowed.test(name))).toEqual([]);
    // Of an image its size, its words, and a hash of what is seen; a formula says how it is set.
    const ofImages = /^(src|alt|width|height|decoding|fetchpriority)$/;
    expect(questionMarkup.ofImages.filter((name) => !ofImages.test(name))).toEqual([]);
    for (const source of questionMarkup.sources) expect(source).toMatch(/^\/images\/[0-9a-f]{64}$/);
    expect(questionMarkup.values).toEqual(paper.map((asked) => asked.options.map((_, n) => String(n))));
    // The authors' order, key first, has not survived.
    const first = paper.filter((asked, n) => asked.kind === "single" && answers[n][0] === 0).length;
    expect(first).toBeLessThan(paper.filter((asked) => asked.kind === "single").length);
    expect(new Set(answers.map((right) => right[0])).size).toBeGreaterThan(2);
  });
}

async function attributes(candidate: Candidate) {
  return await candidate.page.locator("#paper").evaluate((paper) => ({
    attributes: [
      ...new Set(
        [...paper.querySelectorAll(".question, .question *:not(img, math, math *)")].flatMap((element) => element.getAttributeNames()),
      ),
    ],
    ofImages: [...paper.querySelectorAll(".question img")].flatMap((element) => element.getAttributeNames()),
    sources: [...paper.querySelectorAll(".question img")].map((element) => element.getAttribute("src")),
    values: [...paper.querySelectorAll(".question")].map((question) =>
      [...question.querySelectorAll<HTMLInputElement>(".options input")].map((input) => input.value),
    ),
  }));
}

/** All names of fields in some JSON. */
function names(json: unknown): string[] {
  if (Array.isArray(json)) return [...new Set(json.flatMap(names))];
  if (json === null || typeof json !== "object") return [];
  return [...new Set(Object.entries(json).flatMap(([name, value]) => [name, ...names(value)]))];
}

test("the client's files know nothing of keys, difficulties or banks", async ({ page, synaq }) => {
  await new Candidate(page, synaq.candidateOf("DEMO-006")).begin();
  const files = [
    await page.locator("link[rel=modulepreload]").getAttribute("href"),
    await page.locator("link[rel=preload]").getAttribute("href"),
  ];
  for (const file of files) {
    if (!file) throw new Error("the page names no client");
    const response = await page.context().request.get(synaq.base + file);
    expect(response.status()).toBe(200);
    const text = (await response.body()).toString("latin1");
    expect(text.length).toBeGreaterThan(100);
    const telling = [
      "item_key", "answer_key", "option_order", "difficulty", "all-or-nothing", "pass_mark", "question_bank", "bank_release",
      "stm-", "leak-detection-", "cryptography-", "INSERT INTO", "SELECT ",
    ];
    for (const word of telling) expect(text.includes(word), `${file} holds ${word}`).toBe(false);
  }
});

test("before the start there is no question in any page", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  const recorder = await Recorder.before(synaq.base);
  await page.goto(recorder.base);
  await page.locator("#iin").fill(candidate.who.iin);
  await page.locator("#code").fill(candidate.who.code);
  await page.locator("#code").press("Enter");
  await expect(page).toHaveURL(/\/waiting$/);
  const before = recorder.sent.map((one) => one.body.toString());
  await page.locator('form[action="/start"] button').click();
  await candidate.atTheDesk();
  const paper = await candidate.paper();
  recorder.stop();
  for (const asked of paper) {
    expect(before.some((body) => body.includes(asked.stem)), asked.stem).toBe(false);
  }
});
