// A regulation that lets candidates see their paper with the keys once the result is approved.
import { changedBank } from "../support/bank";
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { lookInEveryLanguage } from "../support/look";
import { bin, iin } from "../support/numbers";
import { Registrar } from "../support/registrar";
import { words } from "../support/words";

const activity = "leak-detection";
const person = { file: "KZ-2026-87", bin: bin(7), iin: iin(87), name: "Көріпов Сынақ Үлгіұлы", activity };

test("the paper with the right options is there once the result is approved, also for whoever comes back with a new slip", async ({
  another,
  synaq,
}) => {
  test.setTimeout(180_000);
  const bank = changedBank(activity, synaq.folder, (file, text) =>
    file.endsWith(`${activity}.toml`) ? text.replace(/^version = \d+$/m, 'version = 9\npaper_access = "keys"') : text,
  );
  await synaq.command("bank", "import", bank);
  const registrar = new Registrar(await another(), synaq);
  await registrar.signIn();
  const code = await registrar.prepareCandidate(person);
  const page = await another();
  const candidate = new Candidate(page, { ...person, code });
  await candidate.beginWith(registrar);
  const paper = await candidate.paper();
  await candidate.choose(1, candidate.right(paper[0]));
  const wrong = candidate.wrong(paper[1]);
  await candidate.goTo(2);
  await candidate.choose(2, wrong);
  await candidate.review();
  await candidate.submit();
  const main = page.getByRole("main");
  const result = page.url();
  await expect(main).toContainText(words("kk", "script-later-keys"));
  await lookInEveryLanguage(page, "candidate-16-result-before-the-paper");
  const script = result.replace(/result$/, "script");
  await page.goto(script);
  await expect(page, "nothing is shown yet").toHaveURL(result);

  await registrar.approve(person.file, person.name);
  await page.reload();
  await expect(page.locator(".verdict"), "others sit here next").toHaveCount(0);
  await registrar.findSittingOf(person.iin);
  const scripted = new Candidate(page, { ...person, code: await registrar.printSlip(person.iin) });
  await scripted.signIn();
  await lookInEveryLanguage(page, "candidate-16-result-approved");
  await page.getByRole("link", { name: words("kk", "script-title") }).click();
  await expect(page).toHaveURL(script);
  await lookInEveryLanguage(page, "candidate-17-own-paper");
  await registrar.findSittingOf(person.iin);
  const again = new Candidate(await another({ javaScriptEnabled: false }), { ...person, code: await registrar.printSlip(person.iin) });
  await again.signIn();
  await expect(again.page).toHaveURL(result);
  await again.page.getByRole("link", { name: words("kk", "script-title") }).click();
  const questions = again.page.locator(".question");
  await expect(questions).toHaveCount(paper.length);
  for (const [n, asked] of paper.slice(0, 5).entries()) {
    const options = questions.nth(n).locator(".option");
    await expect(options).toHaveCount(asked.options.length);
    const right = candidate.right(asked);
    const chosen = n === 0 ? right : n === 1 ? wrong : [];
    for (let option = 0; option < asked.options.length; option += 1) {
      const said = [
        ...(right.includes(option) ? [words("kk", "script-right")] : []),
        ...(chosen.includes(option) ? [words("kk", "script-chosen")] : []),
      ];
      await expect(options.nth(option).locator(".said")).toHaveText(said.join(""));
    }
    const points = words("kk", "script-points", { points: n === 0 ? "1" : "0", most: "1" });
    await expect(questions.nth(n).locator("> p").last()).toContainText(points);
    await expect(questions.nth(n).getByText(words("kk", "unanswered"), { exact: true })).toHaveCount(n < 2 ? 0 : 1);
  }
  // The other language, without any code.
  const [first] = await questions.first().locator(".stem > [lang=ru]").allTextContents();
  await expect(questions.first().getByText(first.trim())).toBeHidden();
  await again.page.getByRole("radio", { name: "Русский" }).check();
  await expect(questions.first().getByText(first.trim())).toBeVisible();
});
