// Lists and results on paper: nothing to press, black on white though the screen is dark, and no row broken in two.
import { writeFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "../support/journey";
import { Registrar } from "../support/registrar";

const papers = path.resolve(process.env.SYNAQ_RESULTS ?? "../target/end2end", "papers");

test("lists, a sitting, a file, a result and the log are printed without what is only for the screen", async ({
  page,
  another,
  synaq,
}) => {
  mkdirSync(papers, { recursive: true });
  const chair = new Registrar(page, synaq);
  await chair.signIn("chair");
  const who = synaq.candidateOf("DEMO-006");
  await chair.findFile(who.file);
  const file = page.url();
  await chair.page.goto("/staff/sittings");
  const sittings = await page.locator("tbody th a").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  await chair.page.goto("/staff/files");
  await page.locator("tbody th a").first().waitFor();
  let result = "";
  for (const sitting of sittings) {
    await page.goto(sitting);
    result = (await page.locator('td a[href^="/staff/results/"]').first().getAttribute("href", { timeout: 1_000 }).catch(() => "")) ?? "";
    if (result !== "") break;
  }
  expect(result).not.toBe("");
  const auditor = new Registrar(await another(), synaq);
  await auditor.signIn("auditor");
  for (const [who, name, address] of [
    [chair, "files", "/staff/files"],
    [chair, "sittings", "/staff/sittings"],
    [chair, "sitting", page.url()],
    [chair, "file", file],
    [chair, "result", result],
    [auditor, "log", "/staff/log"],
  ] as const) {
    await who.page.goto(address);
    await who.page.emulateMedia({ media: "print", colorScheme: "dark" });
    for (const screen of ["header", ".menu", "form", "button", "a.button", "summary", ".back"]) {
      const shown = who.page.locator(`${screen}:visible`);
      expect(await shown.count(), `${name}: ${screen} on paper`).toBe(0);
    }
    const looks = await who.page.evaluate(() => {
      const { color, backgroundColor } = getComputedStyle(document.body);
      const rows = [...document.querySelectorAll("tbody tr")].map((row) => getComputedStyle(row).breakInside);
      const heads = [...document.querySelectorAll("thead")].map((head) => getComputedStyle(head).display);
      return { color, backgroundColor, rows: [...new Set(rows)], heads: [...new Set(heads)] };
    });
    expect(looks.color, name).toBe("rgb(0, 0, 0)");
    expect(looks.backgroundColor, name).toBe("rgb(255, 255, 255)");
    if (looks.heads.length > 0) expect(looks, name).toMatchObject({ rows: ["avoid"], heads: ["table-header-group"] });
    writeFileSync(path.join(papers, `${name}.pdf`), await who.page.pdf({ format: "A4" }));
    await who.page.emulateMedia({ media: "screen" });
  }
});
