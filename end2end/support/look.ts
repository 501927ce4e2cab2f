// Looking at a page as people have it: on an office screen and on a narrow one, light and dark; and with axe's eyes.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { expect, type Page } from "@playwright/test";

const screens = path.resolve(process.env.SYNAQ_RESULTS ?? "../target/end2end", "screens");

const sizes = { wide: { width: 1366, height: 768 }, narrow: { width: 390, height: 844 }, least: { width: 360, height: 640 } };
const schemes = ["light", "dark"] as const;

/**
 * Looks at the page on view in every size and scheme. In Kazakh, whose words are the longest, it keeps what was seen as
 * `screens/NAME-SIZE-SCHEME.png`.
 */
export async function look(page: Page, name: string, { scripted = true } = {}) {
  mkdirSync(screens, { recursive: true });
  const pictured = (await page.locator("html").getAttribute("lang")) === "kk";
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      if (scripted && size === "wide") expect.soft(await violations(page), `${name}, ${colorScheme}`).toEqual([]);
      if (!pictured || size === "least") continue;
      const file = path.join(screens, `${name}-${size}-${colorScheme}.png`);
      await page.screenshot({ path: file, fullPage: true, animations: "disabled" });
    }
    const seen = await page.evaluate(() => {
      const root = document.documentElement;
      const beyond = [...document.querySelectorAll<HTMLElement>("body *")]
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && !element.closest(".scroll"))
        .map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
      return {
        scrolls: root.scrollWidth > innerWidth ? `${root.scrollWidth} > ${innerWidth}: ${beyond.slice(0, 5).join(", ")}` : "",
        headings: document.querySelectorAll("h1").length,
        titled: document.title.trim() !== "" && !document.title.startsWith("·"),
        untranslated: document.documentElement.textContent?.match(/\[[a-z][a-z0-9-]*\]/g) ?? [],
      };
    });
    expect.soft(seen.scrolls, `${name}, ${size}: scrolls sideways`).toBe("");
    expect.soft(seen.headings, `${name}: one first heading`).toBe(1);
    expect.soft(seen.titled, `${name}: a title`).toBe(true);
    expect.soft(seen.untranslated, `${name}: messages without words`).toEqual([]);
  }
  await page.setViewportSize(sizes.wide);
}

/** Looks at the page in every language, the one that it is in as the last. */
export async function lookInEveryLanguage(page: Page, name: string) {
  const languages = page.locator(".languages");
  const others = await languages.locator("button:not([aria-current])").allTextContents();
  const [own] = await languages.locator("button[aria-current]").allTextContents();
  for (const endonym of [...others, own]) {
    await languages.getByRole("button", { name: endonym }).click();
    await expect(languages.locator("button[aria-current]")).toHaveText(endonym);
    await look(page, name);
  }
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds: WCAG 2.2 up to AA, and what its makers hold to be good practice. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(`window.axe || (() => { ${axe} })()`);
  return await page.evaluate(async () => {
    interface Axe {
      run: (root: Document) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
    }
    const { violations } = await (window as unknown as { axe: Axe }).axe.run(document);
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ""}`));
  });
}
