// What an auditor sees: who did what and who looked at what, narrowed down to a person, a file, an act, a day; taken away as a table.
import { readFileSync } from "node:fs";
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { look } from "../support/look";
import { Registrar } from "../support/registrar";

test("an auditor follows a file's history down to one event, and takes it away", async ({ page, another, synaq }) => {
  test.setTimeout(120_000);
  const who = synaq.candidateOf("DEMO-006");
  const candidate = new Candidate(await another(), who);
  await candidate.begin();
  const registrar = new Registrar(await another(), synaq);
  await registrar.signIn();
  await expect(registrar.page.getByRole("link", { name: registrar.words("log"), exact: true })).toHaveCount(0);
  expect((await registrar.page.goto("/staff/log"))?.status()).toBe(403);

  const auditor = new Registrar(page, synaq);
  await auditor.signIn("auditor");
  await page.getByRole("link", { name: auditor.words("log"), exact: true }).click();
  const rows = page.locator(".log tbody tr");
  await expect(rows).toHaveCount(50);
  // The auditor's own sign-in, and the look at the files that it led to.
  await expect(rows.first()).toContainText(auditor.words("event-file-search"));
  await look(page, "log-01-newest");
  await page.getByRole("link", { name: auditor.words("log-older") }).click();
  const numbers = await rows.locator("th").allInnerTexts();
  expect(Number(numbers[0])).toBeGreaterThan(Number(numbers[49]));
  await page.getByRole("link", { name: auditor.words("log-newest") }).click();

  await page.getByLabel(auditor.words("log-object"), { exact: true }).fill(who.file);
  await page.getByLabel(auditor.words("log-object"), { exact: true }).press("Enter");
  const started = rows.filter({ hasText: auditor.words("event-attempt-start") });
  await expect(rows.last()).toContainText(auditor.words("event-file-open"));
  await started.locator("summary").click();
  await expect(started.locator("dl")).toContainText("attempt.start");
  await look(page, "log-02-history-of-a-file");

  await started.locator("td").last().getByRole("link").click();
  await expect(page.getByLabel(auditor.words("log-object"), { exact: true })).toHaveValue(`attempt:${candidate.attempt}`);
  for (const about of await rows.locator("td:last-child").allInnerTexts()) expect(about).toContain(who.file);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: auditor.words("log-export") }).click();
  const table = readFileSync((await (await download).path()) ?? "", "utf8");
  expect(table.split("\r\n").length).toBe((await rows.count()) + 2);
  expect(table).toContain("attempt.start");

  await page.getByRole("link", { name: auditor.words("log-reset") }).click();
  await page.getByLabel(auditor.words("log-act"), { exact: true }).selectOption({ label: auditor.words("event-log-export") });
  await page.getByRole("button", { name: auditor.words("log-show") }).click();
  await expect(rows).toHaveCount(1);
  await page.getByLabel(auditor.words("log-person"), { exact: true }).fill("ешкім");
  await page.getByRole("button", { name: auditor.words("log-show") }).click();
  await expect(page.getByText(auditor.words("log-none"))).toBeVisible();
  await look(page, "log-03-nothing");
});
