// A member of staff at a machine.
import { expect, type Page } from "@playwright/test";
import type { Synaq } from "./synaq";
import { endonym, words, type Language } from "./words";

export class Registrar {
  /** What grave acts ask for once more. */
  private secret = "";

  constructor(
    readonly page: Page,
    readonly synaq: Synaq,
    readonly language: Language = "kk",
  ) {}

  words(message: string, values?: Record<string, string | number>): string {
    return words(this.language, message, values);
  }

  private button(message: string) {
    return this.page.getByRole("main").getByRole("button", { name: this.words(message), exact: true });
  }

  async signIn(role = "registrar") {
    const account = this.synaq.staff.find((one) => one.login === role);
    if (!account) throw new Error(`no ${role}`);
    await this.signInWith(account.login, account.password);
    await expect(this.page).toHaveURL(role.startsWith("administrator") ? /\/staff\/accounts$/ : /\/staff\/files$/);
  }

  async signInWith(login: string, password: string) {
    this.secret = password;
    await this.page.goto("/staff/sign-in");
    if (this.language !== "kk") await this.page.getByRole("button", { name: endonym[this.language] }).click();
    await this.page.getByLabel(this.words("login"), { exact: true }).fill(login);
    await this.page.getByLabel(this.words("password"), { exact: true }).fill(password);
    await this.button("sign-in").click();
  }

  /** Opens a form that is folded, types the own password once more, and sends it. */
  async confirms(act: string, fields: Record<string, string> = {}) {
    const form = this.folded(act);
    if ((await form.getAttribute("open")) === null) await form.locator("summary").click();
    for (const [name, value] of Object.entries(fields)) {
      const field = form.locator(`[name=${name}]`);
      if ((await field.evaluate((element) => element.tagName)) === "SELECT") await field.selectOption({ label: value });
      else await field.fill(value);
    }
    await form.locator("input[name=confirm]").fill(fields.confirm ?? this.secret);
    await form.getByRole("button", { name: this.words(act), exact: true }).click();
  }

  private folded(act: string) {
    return this.page.locator("details.act", { has: this.page.locator("summary", { hasText: exactly(this.words(act)) }) });
  }

  /** The password once more, in the form on view. */
  async typesPassword() {
    await this.page.locator("input[name=confirm]").first().fill(this.secret);
  }

  /** Finds a file by its number and opens its page. */
  async findFile(number: string) {
    await this.page.goto("/staff/files");
    await this.page.locator("#q").fill(number);
    await this.button("search").click();
    await this.page.getByRole("link", { name: number, exact: true }).click();
    await expect(this.page.getByRole("heading", { level: 1 })).toHaveText(this.words("file-title", { number }));
  }

  /** What the exam row of the file on view says. */
  examRow() {
    return this.page.locator(".row.by-exam .mark");
  }

  /** Opens a candidate's last result from the file. */
  async openResult(number: string, name: string) {
    await this.findFile(number);
    const card = this.page.locator(".card", { has: this.page.getByRole("heading", { name, exact: true }) });
    await card.locator('a[href^="/staff/results/"]').last().click();
    await expect(this.page.getByRole("heading", { level: 1 })).toHaveText(this.words("result-of", { name }));
  }

  /** Proposes to annul the result on view, or to reinstate it. */
  async propose(act: "propose-annul" | "propose-reinstate", reason: string) {
    await this.confirms(act, { reason });
  }

  /** Decides what is proposed about the result on view. */
  async decide(button: "accept-annul" | "accept-reinstate" | "refuse-proposal" | "take-back-proposal") {
    await this.typesPassword();
    await this.button(button).click();
    await expect(this.button(button)).toHaveCount(0);
  }

  /** Decides whether the late answers of the result on view count. */
  async decidesLate(counts: boolean, reason: string) {
    await this.page.getByRole("radio", { name: this.words(counts ? "late-count" : "late-leave") }).check();
    await this.page.locator("#late-reason").fill(reason);
    await this.typesPassword();
    await this.button("late-decide").click();
    await expect(this.button("late-decide")).toHaveCount(0);
  }

  /** Sees a candidate's only result in the file, approves it, and is back at the file. */
  async approve(number: string, name: string) {
    await this.findFile(number);
    const card = this.page.locator(".card", { has: this.page.getByRole("heading", { name, exact: true }) });
    await expect(card).toContainText(this.words("exam-awaiting-approval"));
    await this.openResult(number, name);
    await expect(this.page.locator(".verdict")).toContainText(this.words("result-awaiting-approval"));
    await this.button("approve").click();
    await expect(this.page.locator(".verdict")).not.toContainText(this.words("result-awaiting-approval"));
    await expect(this.button("approve")).toHaveCount(0);
    await this.findFile(number);
  }

  /** Opens a file for a legal entity in Almaty. */
  /** Attaches a document to the file on view. */
  async attach(title: string, content: { name: string; mimeType: string; buffer: Buffer }, about?: string) {
    const form = this.folded("attach-document");
    if ((await form.getAttribute("open")) === null) await form.locator("summary").click();
    await form.locator("input[name=title]").fill(title);
    if (about) await form.locator("select[name=declaration]").selectOption({ label: about });
    await form.locator("input[name=content]").setInputFiles(content);
    await form.getByRole("button", { name: this.words("attach-document"), exact: true }).click();
  }

  async openFile(file: { number: string; bin: string; applicant: string; activity: string }) {
    const page = this.page;
    const today = new Date();
    const in30Days = new Date(today.getTime() + 30 * 86_400_000);
    await page.goto("/staff/files");
    await page.getByRole("main").getByRole("link", { name: this.words("new-file") }).click();
    await page.locator("#number").fill(file.number);
    await page.locator("#intake").fill(almaty(today).date);
    await page.locator("#due").fill(almaty(in30Days).date);
    await page.getByRole("radio", { name: this.words("standing-applicant"), exact: true }).check();
    await page.getByRole("radio", { name: this.words("form-entity"), exact: true }).check();
    await page.locator("#applicant-number").fill(file.bin);
    await page.locator("#applicant-name").fill(file.applicant);
    await page.locator(`input[name=activity][value=${file.activity}]`).check();
    await page.locator("#territory-1").selectOption("KZ-75");
    await page.locator("#address-1").fill("Алматы, Сынақ көшесі, 5");
    await this.button("open-file").click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(this.words("file-title", { number: file.number }));
  }

  /** Declares a specialist in the file on view. */
  async declare(person: { iin: string; name: string }) {
    const page = this.page;
    await page.getByRole("link", { name: this.words("declare-specialist") }).click();
    await page.locator("#iin").fill(person.iin);
    await page.locator("#name").fill(person.name);
    await page.locator("#specialty").fill("Аспап жасау");
    await page.locator("#qualification").fill("Инженер");
    await page.locator("#institution").fill("Үлгі университеті");
    await page.locator("#diploma-number").fill("ЖБ-Б 0000999");
    await page.locator("#diploma-date").fill("2012-06-30");
    await page.locator("#diploma-place").fill("Алматы");
    await page.locator("#copies").check();
    await this.button("declare").click();
    await expect(page.locator(".card", { hasText: person.iin })).toContainText(this.words("exam-not-enrolled"));
  }

  /** Books a sitting in Almaty that starts now; every candidate is admitted by the invigilator. */
  async bookSitting(room: string) {
    const page = this.page;
    await page.goto("/staff/sittings");
    await page.getByRole("main").getByRole("link", { name: this.words("book-sitting") }).click();
    const almatyUnit = page.locator("#unit option", { hasText: /Алматы, Үлгі/ });
    await page.locator("#unit").selectOption({ value: (await almatyUnit.getAttribute("value")) ?? "" });
    await page.locator("#room").fill(room);
    await page.locator("#date").fill(almaty(new Date()).date);
    await page.locator("#time").fill(almaty(new Date()).time);
    await page.locator("input[name=admission][value=by-invigilator]").check();
    await this.button("book").click();
    await expect(page).toHaveURL(/\/staff\/sittings\/[0-9a-f-]{36}$/);
    await expect(page.getByText(this.words("candidates-none"))).toBeVisible();
  }

  /** Enrols the file's specialist in the sitting in that room. */
  async enrol(file: string, iin: string, room: string) {
    await this.findFile(file);
    const card = this.page.locator(".card", { hasText: iin });
    await card.getByRole("link", { name: this.words("enrol"), exact: true }).click();
    await this.page.getByRole("radio", { name: room }).check();
    await this.button("enrol").click();
    await expect(this.page.locator("tbody tr", { hasText: iin })).toContainText(this.words("not-opened"));
  }

  /** Opens the sitting on view: papers are drawn. */
  async openSitting() {
    await this.button("open-sitting").click();
    await expect(this.button("open-sitting")).toHaveCount(0);
    await expect(this.page.getByText(this.words("state-prepared")).first()).toBeVisible();
  }

  /** Prints a slip for a candidate of the sitting on view, reads the code off it, and is back at the sitting. */
  async printSlip(iin: string): Promise<string> {
    await this.page.locator("tbody tr", { hasText: iin }).getByRole("button", { name: this.words("print-slip") }).click();
    await expect(this.page.getByRole("heading", { level: 1 })).toHaveText(this.words("slip-title"));
    await expect(this.page.locator(".slip")).toContainText(iin);
    const code = await this.page.locator("#code").innerText();
    expect(code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    await this.page.locator(".back a").click();
    await expect(this.page).toHaveURL(/\/staff\/sittings\/[0-9a-f-]{36}$/);
    return code;
  }

  async admit(iin: string) {
    const row = this.page.locator("tbody tr", { hasText: iin });
    await expect(row).toContainText(this.words("signed-in"));
    await row.getByRole("button", { name: this.words("admit") }).click();
    await expect(row).toContainText(this.words("state-admitted"));
  }

  /** Opens the page of a candidate's time, from the sitting on view. */
  async openTime(iin: string) {
    await this.page.locator("tbody tr", { hasText: iin }).getByRole("link", { name: this.words("time-acts") }).click();
    await expect(this.page).toHaveURL(/\/staff\/enrolments\/[0-9a-f-]{36}\/time$/);
  }

  /** Fills in one of the forms that change time, and sends it. */
  async changeTime(act: string, values: { minutes?: number; cause?: string; note?: string; resumes?: string } = {}) {
    const form = this.page.locator("details.act", { has: this.page.locator("summary", { hasText: exactly(this.words(act)) }) });
    if ((await form.getAttribute("open")) === null) await form.locator("summary").click();
    if (values.minutes !== undefined) await form.locator("input[name=minutes]").fill(String(values.minutes));
    if (values.resumes) await form.locator(`input[name=resumes][value=${values.resumes}]`).check();
    await form.locator("select[name=cause]").selectOption(values.cause ?? "technical");
    if (values.note) await form.locator("input[name=note]").fill(values.note);
    await form.getByRole("button", { name: this.words(act), exact: true }).click();
  }

  /** Starts a clock again, or all of them. */
  async startClock(button: "start-clock" | "start-clock-all" = "start-clock") {
    await this.button(button).click();
    await expect(this.button(button)).toHaveCount(0);
  }

  /** Opens the page of the open sitting that a candidate is enrolled in. */
  async findSittingOf(iin: string) {
    await this.page.goto("/staff/sittings");
    const open = this.page.locator("tbody tr", { hasText: this.words("sitting-open") }).locator("th a");
    const addresses = await open.evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    for (const address of addresses) {
      await this.page.goto(address);
      // Earlier sittings of the same person are over for good.
      const row = this.page.locator("tbody tr", { hasText: iin });
      const acts = row.locator("td.acts").locator("button, a");
      if ((await acts.count()) > 0) return;
    }
    throw new Error(`no open sitting has ${iin}`);
  }

  /** From an empty desk to a slip: a new file, a specialist, a sitting that is open. The sitting stays on view. */
  async prepareCandidate(of: { file: string; bin: string; iin: string; name: string; activity: string }): Promise<string> {
    const room = `Б-${of.file}`;
    await this.openFile({ number: of.file, bin: of.bin, applicant: `«${of.file}» ЖШС`, activity: of.activity });
    await this.declare(of);
    await this.bookSitting(room);
    await this.enrol(of.file, of.iin, room);
    await this.openSitting();
    return await this.printSlip(of.iin);
  }
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
}

/** Date and time of day in Almaty, as a form takes them. */
export function almaty(at: Date): { date: string; time: string; seconds: string } {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Almaty", dateStyle: "short", timeStyle: "medium" });
  const [date, seconds] = parts.format(at).split(" ");
  return { date, time: seconds.slice(0, 5), seconds };
}
