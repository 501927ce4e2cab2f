// A candidate at a machine: what they do with hands and eyes.
import { expect, type Locator, type Page } from "@playwright/test";
import { key, wrong, type Asked } from "./bank";
import { almaty, type Registrar } from "./registrar";
import type { Ready } from "./synaq";
import { endonym, words, type Language } from "./words";

export class Candidate {
  constructor(
    readonly page: Page,
    readonly who: Pick<Ready, "iin" | "code" | "activity">,
    readonly language: Language = "kk",
  ) {}

  words(message: string, values?: Record<string, string | number>): string {
    return words(this.language, message, values);
  }

  /** Opens the first page, in their language. */
  async arrive() {
    await this.page.goto("/");
    if (this.language !== "kk") await this.page.getByRole("button", { name: endonym[this.language] }).click();
    await expect(this.page.locator("html")).toHaveAttribute("lang", this.language);
  }

  async signIn() {
    await this.arrive();
    await this.page.getByLabel(this.words("iin"), { exact: true }).fill(this.who.iin);
    await this.page.getByLabel(this.words("access-code"), { exact: true }).fill(this.who.code);
    await this.page.getByRole("button", { name: this.words("sign-in"), exact: true }).click();
  }

  async start() {
    await expect(this.page).toHaveURL(/\/waiting$/);
    await this.page.getByRole("button", { name: this.words("start") }).click();
    await this.atTheDesk();
  }

  /** Signs in and starts. */
  async begin() {
    await this.signIn();
    await this.start();
  }

  /** Signs in, is admitted by whoever has prepared the sitting and has it on view, and starts. */
  async beginWith(registrar: Registrar) {
    await this.signIn();
    await registrar.page.reload();
    await registrar.admit(this.who.iin);
    await this.page.goto("/waiting");
    await this.start();
  }

  /** Waits until the exam page is ready; with JavaScript, until the desk is awake. */
  async atTheDesk() {
    await expect(this.page).toHaveURL(/\/exam\/[0-9a-f-]{36}(#.*)?$/);
    await expect(this.page.locator("#paper")).toBeVisible();
    // What is in <noscript> is text where there is JavaScript, and elements where there is none.
    const scripted = (await this.page.locator("noscript p").count()) === 0;
    if (scripted) await expect(this.page.locator("form.one-at-a-time")).toBeAttached();
  }

  get attempt(): string {
    const id = /\/exam\/([0-9a-f-]{36})/.exec(this.page.url())?.[1];
    if (!id) throw new Error(`no exam in ${this.page.url()}`);
    return id;
  }

  /** The whole paper, as the page has it. */
  async paper(): Promise<Asked[]> {
    return await this.page.locator("#paper fieldset.question").evaluateAll((questions) =>
      questions.map((question) => {
        // It is there in every language, and read in one.
        const text = (of: Element | null) => {
          const read = [...(of?.children ?? [])].find((one) => getComputedStyle(one).display !== "none")?.cloneNode(true) as Element | undefined;
          read?.querySelectorAll(".picture").forEach((picture) => picture.remove());
          read?.querySelectorAll("math").forEach((formula) => formula.replaceWith(`$${formula.textContent}$`));
          return read?.textContent?.trim() ?? "";
        };
        return {
          position: Number(question.id.slice(1)),
          kind: question.querySelector(".options input[type=checkbox]") ? ("multiple" as const) : ("single" as const),
          stem: text(question.querySelector(".stem")),
          options: [...question.querySelectorAll(".options .option .text")].map(text),
        };
      }),
    );
  }

  right(asked: Asked): number[] {
    return key(this.who.activity, asked, this.questionsIn);
  }

  wrong(asked: Asked): number[] {
    return wrong(this.who.activity, asked, this.questionsIn);
  }

  /** No bank is in English: whoever reads the pages in it reads the questions in Kazakh. */
  private get questionsIn(): Language {
    return this.language === "en" ? "kk" : this.language;
  }

  question(position: number): Locator {
    return this.page.locator(`#q${position}`);
  }

  option(position: number, n: number): Locator {
    return this.question(position).locator(".options .option").nth(n);
  }

  box(position: number, n: number): Locator {
    return this.option(position, n).locator("input");
  }

  /** Goes to a question by the navigator. */
  async goTo(position: number) {
    await this.page.locator(`.navigator a[href="#q${position}"]`).click();
    await expect(this.question(position)).toHaveClass(/\bcurrent\b/);
  }

  async next() {
    await this.page.getByRole("button", { name: this.words("desk-next") }).click();
  }

  /** Clicks options of the question on view, and sees each saved. */
  async choose(position: number, options: number[]) {
    for (const n of options) {
      const saved = this.page.waitForResponse((response) => response.url().endsWith("/answers"));
      await this.option(position, n).click();
      const response = await saved;
      expect(response.status()).toBe(200);
      const reply = (await response.json()) as { saved_at: number; revisions: Record<string, number> };
      expect(Object.keys(reply.revisions)).toEqual([String(position)]);
      await this.seesSaved(almaty(new Date(reply.saved_at)).seconds);
    }
  }

  async seesSaved(at: string | RegExp = /\d\d:\d\d:\d\d/) {
    const time = typeof at === "string" ? at : at.source;
    await expect(this.page.locator(".saving")).toHaveText(new RegExp(`^${this.words("desk-saved-at")} ${time}$`));
  }

  /** Ticks options on the plain form; nothing is saved by that. */
  async tick(position: number, options: number[]) {
    for (const n of options) await this.option(position, n).click();
  }

  async save() {
    await this.page.getByRole("button", { name: this.words("save"), exact: true }).click();
  }

  async seesTicked(position: number, options: number[]) {
    const count = await this.question(position).locator(".options input").count();
    for (let n = 0; n < count; n += 1) {
      await expect(this.box(position, n)).toBeChecked({ checked: options.includes(n) });
    }
  }

  async review() {
    await this.page.getByRole("button", { name: this.words("to-review") }).click();
    await expect(this.page).toHaveURL(/\/review$/);
    await expect(this.page.getByRole("heading", { level: 1 })).toHaveText(this.words("review-title"));
  }

  async submit() {
    await this.page.getByRole("button", { name: this.words("submit"), exact: true }).click();
    await expect(this.page).toHaveURL(/\/result$/);
  }

  async seesResult(passed: boolean) {
    await expect(this.page.getByRole("heading", { level: 1 })).toHaveText(this.words("result-title"));
    const verdict = this.page.locator(".verdict");
    await expect(verdict).toContainText(this.words(passed ? "result-passed" : "result-failed"));
    await expect(verdict).toContainText(this.words("result-awaiting-approval"));
  }

  get notice(): Locator {
    return this.page.locator(".desk-notice");
  }

  /** Nothing can be chosen here now, and the page says why. */
  async isHeldUp(message: string) {
    await expect(this.notice).toContainText(this.words(message));
    await expect(this.page.locator(".question.current .options input").first()).toBeDisabled();
    await expect(this.page.locator("#to-review")).toBeDisabled();
  }

  async isAtWork() {
    await expect(this.notice).toBeHidden();
    await expect(this.page.locator(".question.current .options input").first()).toBeEnabled();
  }

  /** When the exam ends, as the page shows it: `11:02:07`. */
  async end(): Promise<string> {
    const shown = await this.page.locator(".clock .ends").innerText();
    return /\d\d:\d\d:\d\d/.exec(shown)?.[0] ?? "";
  }

  /** Milliseconds left, as the clock shows them. */
  async timeLeft(): Promise<number> {
    const shown = await this.page.locator(".clock .time").innerText();
    return shown.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) * 1_000;
  }
}
