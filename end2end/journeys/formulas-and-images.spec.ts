// A formula and an image in a question: read, enlarged without a mouse and without code, and no part of the answer.
import { changedBank } from "../support/bank";
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { look } from "../support/look";
import { Registrar } from "../support/registrar";
import { iin, bin } from "../support/numbers";

const formula = "$L = 10 \\lg \\frac{P_2}{P_1} + 20 \\lg \\frac{4 \\pi d}{\\lambda} + 20 \\lg \\frac{f_1 + f_2 + f_3}{f_4 + f_5}$";
const image = "![Спектр](harmonics.png)";

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("a candidate reads a formula, enlarges an image by keyboard, and answers", async ({ page, another, synaq }) => {
      test.setTimeout(120_000);
      // Every question has both: whichever are drawn.
      const bank = changedBank("leak-detection", synaq.folder, (file, text) =>
        file.endsWith(".toml") ? text : text.replace(/^(kk|ru): (.*)$/gm, `$1: $2\n|\n| ${formula.replaceAll("$", "$$$$")}\n|\n| ${image}`),
      );
      await synaq.command("bank", "import", bank);
      const person = { file: "KZ-IMAGES", iin: iin(87), name: "Суретші Сынақ" };
      const activity = "leak-detection";
      const registrar = new Registrar(await another({ javaScriptEnabled: true }), synaq);
      await registrar.signIn();
      const code = await registrar.prepareCandidate({ ...person, bin: bin(8), activity });
      const candidate = new Candidate(page, { ...person, activity, code });
      await candidate.beginWith(registrar);

      const first = candidate.question(1);
      await expect(first.locator("math:visible")).toHaveCount(1);
      expect(await first.locator("math:visible mfrac").count()).toBe(3);
      const picture = first.locator("img:visible");
      await expect(picture).toHaveAttribute("alt", "Спектр");
      await expect.poll(() => picture.evaluate((seen: HTMLImageElement) => seen.complete && seen.naturalWidth)).toBe(600);
      const width = async () => (await picture.boundingBox())?.width ?? 0;
      const before = await width();

      const larger = first.getByRole("checkbox", { name: candidate.words("enlarge") });
      await larger.focus();
      await page.keyboard.press("Space");
      await expect(larger).toBeChecked();
      expect(await width()).toBeCloseTo(before * 2, -1);
      for (const size of [{ width: 360, height: 640 }, { width: 1366, height: 768 }]) {
        await page.setViewportSize(size);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(size.width);
      }
      if (scripted) {
        await look(page, "candidate-15-formula-and-image");
        await larger.focus();
        const saved = page.waitForResponse((response) => response.url().endsWith("/answers"));
        await page.keyboard.press("2");
        expect((await saved).status()).toBe(200);
        await expect(candidate.box(1, 1)).toBeChecked();
      } else {
        await candidate.tick(1, [1]);
        await candidate.save();
        await candidate.seesTicked(1, [1]);
      }
      await candidate.seesSaved();

      const address = await picture.getAttribute("src");
      expect(address).toMatch(/^\/images\/[0-9a-f]{64}$/);
      const answer = await page.request.get(address ?? "");
      expect([answer.status(), answer.headers()["content-type"], answer.headers()["cache-control"]]).toEqual([200, "image/png", "no-store"]);
      expect(answer.headers()["content-security-policy"]).toContain("sandbox");
      const stranger = await another();
      expect((await stranger.request.get(new URL(address ?? "", page.url()).href)).status()).not.toBe(200);
    });
  });
}
