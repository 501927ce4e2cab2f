// The staff's whole way, and an exam that nobody hands in: a registrar opens a file, declares a specialist, books a sitting,
// enrols and prints the slip; the candidate sits with it, saves two answers, and lets a minute pass.
import { changedBank } from "../support/bank";
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { bin, iin } from "../support/numbers";
import { Registrar, almaty } from "../support/registrar";
import { words } from "../support/words";

test.describe.configure({ mode: "parallel" });

const activity = "stm-development-production";
const person = {
  file: "KZ-2026-77",
  bin: bin(7),
  iin: iin(77),
  name: "Мінутов Асқар Сынақұлы",
  activity,
};

/** The longest that may pass after the end: the grace, the closing task's step, and the page's own wait. */
const SOON = 20_000;

for (const javaScriptEnabled of [true, false]) {
  const browser = javaScriptEnabled ? "a browser with JavaScript" : "a browser without JavaScript";
  test(`a new file's specialist sits in ${browser}, time runs out, and the two saved answers are scored`, async ({
    another,
    synaq,
  }) => {
    test.setTimeout(180_000);
    const bank = changedBank("stm", synaq.folder, (file, text) =>
      file.endsWith(`${activity}.toml`)
        ? text.replace(/^version = \d+$/m, "version = 9").replace(/time_limit_minutes = \d+/, "time_limit_minutes = 1")
        : text,
    );
    await synaq.command("bank", "import", bank);

    const registrar = new Registrar(await another({ javaScriptEnabled }), synaq);
    await registrar.signIn();
    const code = await registrar.prepareCandidate(person);

    const page = await another({ javaScriptEnabled });
    const candidate = new Candidate(page, { ...person, code });
    await candidate.signIn();
    await expect(page.getByRole("main")).toContainText(words("kk", "waiting-for-admission"));
    await registrar.page.reload();
    await registrar.admit(person.iin);
    // The page looks again by itself.
    await expect(page.getByRole("main")).toContainText(words("kk", "waiting-ready"), { timeout: SOON });
    await candidate.start();
    const started = Date.now();
    const endsAt = /\d\d:\d\d:\d\d/.exec(await page.locator(".clock .ends").innerText())?.[0];

    const paper = await candidate.paper();
    const single = paper.find((asked) => asked.kind === "single");
    const multiple = paper.find((asked) => asked.kind === "multiple");
    if (!single || !multiple) throw new Error("the paper has one kind of question only");
    const known = candidate.right(multiple);
    const half = known.slice(0, Math.max(1, known.length - 1));
    if (javaScriptEnabled) {
      await candidate.goTo(single.position);
      await candidate.choose(single.position, candidate.right(single));
      await candidate.goTo(multiple.position);
      await candidate.choose(multiple.position, half);
    } else {
      await candidate.tick(single.position, candidate.right(single));
      await candidate.tick(multiple.position, half);
      await candidate.save();
      await candidate.seesSaved();
    }

    // Nobody presses anything any more.
    await expect(page).toHaveURL(/\/result$/, { timeout: 60_000 + SOON });
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(words("kk", "result-title"), { timeout: SOON });
    expect(Date.now() - started).toBeGreaterThan(59_000);
    await candidate.seesResult(false);
    await expect(page.getByText(words("kk", "result-answered", { answered: 2, questions: paper.length }))).toBeVisible();
    const how = words("kk", "result-expired", { time: "" }).split(":")[0];
    await expect(page.getByText(how)).toBeVisible();

    // A right single answer is a question; of the multiple one, each right option is its share.
    const hundredths = 100 + Math.floor((100 * half.length) / known.length);
    const { results } = await synaq.file(person.file);
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({
      iin: person.iin,
      points: hundredths / 100,
      most: paper.length,
      passed: false,
      approved: false,
      ended_by: "clock",
    });
    expect(almaty(new Date(results[0].ended)).seconds).toBe(endsAt);

    await registrar.approve(person.file, person.name);
    await expect(registrar.examRow()).toHaveText(words("kk", "row-not-met"));
  });
}
