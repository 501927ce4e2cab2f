// A regulation by which the commission confirms a result before the candidate is told it.
import { changedBank } from "../support/bank";
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { lookInEveryLanguage } from "../support/look";
import { bin, iin } from "../support/numbers";
import { Registrar } from "../support/registrar";
import { words } from "../support/words";

const activity = "leak-detection";
const person = { file: "KZ-2026-86", bin: bin(6), iin: iin(86), name: "Күтуов Сынақ Үлгіұлы", activity };

for (const javaScriptEnabled of [true, false]) {
  test(`the candidate is told that the commission confirms it first, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({
    another,
    synaq,
  }) => {
    test.setTimeout(120_000);
    const bank = changedBank(activity, synaq.folder, (file, text) =>
      file.endsWith(`${activity}.toml`) ? text.replace(/^version = \d+$/m, 'version = 9\nresult = "when-approved"') : text,
    );
    await synaq.command("bank", "import", bank);
    const registrar = new Registrar(await another(), synaq);
    await registrar.signIn();
    const code = await registrar.prepareCandidate(person);
    const page = await another({ javaScriptEnabled });
    const candidate = new Candidate(page, { ...person, code });
    await candidate.beginWith(registrar);
    await candidate.review();
    await candidate.submit();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(words("kk", "result-withheld-title"));
    const main = page.getByRole("main");
    await expect(main).toContainText(words("kk", "result-withheld-text"));
    for (const telling of ["result-passed", "result-failed", "points", "total"]) {
      await expect(main).not.toContainText(words("kk", telling));
    }
    if (javaScriptEnabled) await lookInEveryLanguage(page, "candidate-13-withheld");

    await registrar.approve(person.file, person.name);
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(words("kk", "result-title"));
    await expect(main).toContainText(words("kk", "result-failed"));
  });
}
