// Scans and PDFs of a file: what they are is looked at, they are given back to be saved, and never open as a page of ours.
import { readFileSync } from "node:fs";
import { expect, test } from "../support/journey";
import { look } from "../support/look";
import { Registrar } from "../support/registrar";

const pdf = Buffer.from("%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

test("a registrar attaches documents, and an auditor gets them to be saved", async ({ page, another, synaq }) => {
  const who = synaq.candidateOf("DEMO-006");
  const registrar = new Registrar(page, synaq);
  await registrar.signIn();
  await page.getByRole("link", { name: who.file, exact: true }).click();
  const problem = page.locator(".act .problem");
  await registrar.attach("", { name: "diploma.png", mimeType: "image/png", buffer: Buffer.from("<script>window.ran=1</script>") });
  await expect(page.locator("#problems")).toContainText(registrar.words("problem-document-kind"));
  await look(page, "documents-01-refused");
  await registrar.attach("Диплом", { name: "diploma.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(7_000_000, 7) });
  await expect(problem).toContainText(registrar.words("problem-document-large"));
  await registrar.attach("Диплом", { name: "diploma.pdf", mimeType: "application/pdf", buffer: pdf.subarray(0, 20) });
  await expect(problem).toContainText(registrar.words("problem-document-damaged"));
  await expect(page.locator("#document-title")).toHaveValue("Диплом");

  const picture = await page.screenshot();
  await registrar.attach("Диплом, қосымшасымен", { name: "скан 1.png", mimeType: "image/png", buffer: picture }, who.name);
  await expect(page).toHaveURL(/#documents$/);
  await registrar.attach("Лицензиялық өтініш", { name: "a.pdf", mimeType: "application/pdf", buffer: pdf });
  const rows = page.getByRole("region", { name: registrar.words("documents") }).locator("tbody tr");
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText(who.name);
  await look(page, "documents-02-attached");

  const auditor = new Registrar(await another(), synaq);
  await auditor.signIn("auditor");
  await auditor.page.goto(page.url());
  await expect(auditor.page.getByText(auditor.words("attach-document"))).toHaveCount(0);
  for (const [title, is] of [["Диплом, қосымшасымен", "image/png"], ["Лицензиялық өтініш", "application/pdf"]]) {
    const link = auditor.page.getByRole("link", { name: title });
    const download = auditor.page.waitForEvent("download");
    await link.click();
    const saved = readFileSync((await (await download).path()) ?? "");
    if (is === "application/pdf") expect(saved).toEqual(pdf);
    else expect(saved.subarray(1, 4).toString()).toBe("PNG");
    const response = await auditor.page.context().request.get(new URL((await link.getAttribute("href")) ?? "", synaq.base).href);
    const headers = response.headers();
    expect(headers["content-type"]).toBe(is);
    expect(headers["content-security-policy"]).toContain("sandbox;");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["content-disposition"]).toMatch(/^attachment; filename="[0-9a-f-]+\.(png|pdf)"$/);
  }
});
