// Who is let in, and by whom: two administrators give a role, the person chooses a password that nobody else knows, a second factor is
// set up and asked for, a role for a unit reaches no further.
import { digits } from "../support/authenticator";
import { expect, test } from "../support/journey";
import { look } from "../support/look";
import { Registrar } from "../support/registrar";

const password = "жеті қырлы бір сырлы";

test("somebody is taken on, given a role for a unit by two administrators, and works there alone", async ({ page, another, synaq }) => {
  test.setTimeout(120_000);
  const administrator = new Registrar(page, synaq);
  await administrator.signIn("administrator");
  await look(page, "accounts-01-list");
  await page.getByRole("link", { name: administrator.words("open-account") }).click();
  await page.locator("#name").fill("Жаңа Қызметкер Демоқызы");
  await page.locator("#login").fill("zhana qyzmetker");
  await page.locator("#confirm").fill("not my password");
  await page.locator("#confirm").press("Enter");
  await expect(page.locator("#problems")).toContainText(administrator.words("problem-confirm-password"));
  await expect(page.locator("#name")).toHaveValue("Жаңа Қызметкер Демоқызы");
  await look(page, "accounts-02-new-refused");
  await page.locator("#login").fill("zhana");
  await administrator.typesPassword();
  await page.locator("#confirm").press("Enter");
  const code = await page.locator("#code").innerText();
  await look(page, "accounts-03-code");

  const zhana = new Registrar(await another(), synaq);
  await zhana.page.goto("/staff/sign-in");
  await zhana.page.getByRole("link", { name: zhana.words("join-link") }).click();
  await zhana.page.locator("#code").fill(code.toLowerCase());
  await zhana.page.locator("#login").fill("zhana");
  await zhana.page.locator("#new-password").fill("құпиясөз2026құпиясөз");
  await zhana.page.locator("#repeated").fill("құпиясөз2026құпиясөз");
  await zhana.page.locator("#repeated").press("Enter");
  await expect(zhana.page.locator("#problems")).toContainText(zhana.words("problem-password-common"));
  await look(zhana.page, "accounts-04-choose-password-refused");
  for (const field of ["#new-password", "#repeated"]) await zhana.page.locator(field).fill(password);
  await zhana.page.locator("#repeated").press("Enter");
  await expect(zhana.page).toHaveURL(/\/staff\/sign-in$/);
  await zhana.signInWith("zhana", password);
  await expect(zhana.page.getByText(zhana.words("roles-none"))).toBeVisible();
  await look(zhana.page, "accounts-05-own-account");

  await page.getByRole("link", { name: administrator.words("back-to-account") }).click();
  await administrator.confirms("propose-appointment", {
    role: administrator.words("role-registrar"),
    unit: "Демонстрациялық бөлімше, Шымкент",
    reason: "Жұмысқа қабылдау туралы бұйрық",
  });
  await expect(page.getByText(administrator.words("staff-proposal-needs-another"))).toBeVisible();
  await expect(page.getByRole("button", { name: administrator.words("accept-proposal") })).toHaveCount(0);
  await look(page, "accounts-06-role-proposed");

  const second = new Registrar(await another(), synaq);
  await second.signIn("administrator-2");
  await expect(second.page.getByText("Жұмысқа қабылдау туралы бұйрық")).toBeVisible();
  await look(second.page, "accounts-07-to-be-decided");
  await second.typesPassword();
  await second.page.getByRole("button", { name: second.words("accept-proposal") }).click();
  await expect(second.page.getByText("Жұмысқа қабылдау туралы бұйрық")).toHaveCount(0);

  // Whose roles change signs in anew; and sees the files of that unit alone.
  await zhana.page.reload();
  await expect(zhana.page.getByRole("heading", { level: 1 })).toHaveText(zhana.words("notice-signed-out-title"));
  await zhana.signInWith("zhana", password);
  await expect(zhana.page).toHaveURL(/\/staff\/files$/);
  const all = new Registrar(await another(), synaq);
  await all.signIn();
  const [everyone, hers] = [await all.page.locator("tbody tr").count(), await zhana.page.locator("tbody tr").count()];
  expect(hers).toBeGreaterThan(0);
  expect(hers).toBeLessThan(everyone);
  const seen = await zhana.page.locator("tbody a").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname));
  const others = await all.page.locator("tbody a").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname));
  const beyond = others.find((path) => !seen.includes(path)) ?? "";
  expect((await zhana.page.request.get(beyond)).status()).toBe(404);
  expect((await zhana.page.request.get(seen[0])).status()).toBe(200);

  // A role is taken away by one, at once.
  await page.reload();
  await administrator.confirms("end-appointment");
  await expect(page.getByText(administrator.words("roles-none"))).toBeVisible();
  await zhana.page.goto("/staff/files");
  await expect(zhana.page.getByRole("heading", { level: 1 })).toHaveText(zhana.words("notice-signed-out-title"));
  expect(await synaq.command("audit", "verify")).toContain("all as it was written");
});

test("a second factor is set up, asked for, and replaced by a recovery code when the telephone is lost", async ({ another, synaq }) => {
  test.setTimeout(120_000);
  // Without JavaScript: all of this is plain pages.
  const chair = new Registrar(await another({ javaScriptEnabled: false }), synaq);
  await chair.signIn("chair");
  const { page } = chair;
  await page.goto("/staff/account/second-factor");
  await look(page, "factor-01-none", { scripted: false });
  await chair.typesPassword();
  await page.getByRole("button", { name: chair.words("second-factor-begin") }).click();
  const secret = await page.locator("code.secret").innerText();
  await expect(page.locator("svg.qr")).toBeVisible();
  await look(page, "factor-02-begun", { scripted: false });
  await page.locator("#code").fill("000000");
  await page.locator("#code").press("Enter");
  await expect(page.locator("#problems")).toContainText(chair.words("problem-second-factor"));
  await page.locator("#code").fill(digits(secret));
  await page.locator("#code").press("Enter");
  const codes = await page.locator(".codes .access-code").allInnerTexts();
  expect(codes).toHaveLength(10);
  await look(page, "factor-03-recovery-codes", { scripted: false });
  await page.getByRole("link", { name: chair.words("recovery-codes-kept") }).click();
  await look(page, "factor-04-there", { scripted: false });

  const account = synaq.staff.find((one) => one.login === "chair");
  if (!account) throw new Error("no chair");
  const again = new Registrar(await another(), synaq);
  await again.signInWith(account.login, account.password);
  await expect(again.page.getByText(again.words("second-factor-ask"))).toBeVisible();
  await look(again.page, "factor-05-asked");
  await again.page.goto("/staff/files");
  await expect(again.page.getByRole("heading", { level: 1 })).toHaveText(again.words("notice-signed-out-title"));
  await again.page.goto("/staff/sign-in/second-factor");
  await again.page.locator("#code").fill(codes[3]);
  await again.page.locator("#code").press("Enter");
  await expect(again.page).toHaveURL(/\/staff\/files$/);
  await again.page.goto("/staff/account");
  await expect(again.page.locator("tbody tr")).toHaveCount(2);
  await look(again.page, "factor-06-two-sessions");
  await again.page.getByRole("button", { name: again.words("end-session"), exact: true }).click();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(chair.words("notice-signed-out-title"));
});

test("with the keyboard alone, a member of staff changes the password and signs in with it", async ({ page, another, synaq }) => {
  const registrar = new Registrar(page, synaq);
  await registrar.signIn();
  const account = synaq.staff.find((one) => one.login === "registrar");
  if (!account) throw new Error("no registrar");
  await page.goto("/staff/account");
  await tabTo("confirm");
  await page.keyboard.type(account.password);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expect(page.locator("#problems")).toHaveCount(0);
  const anew = new Registrar(await another(), synaq);
  await anew.signInWith(account.login, account.password);
  await expect(anew.page.locator("#problems")).toBeVisible();
  await anew.signInWith(account.login, password);
  await expect(anew.page).toHaveURL(/\/staff\/files$/);

  async function tabTo(name: string) {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press("Tab");
      if ((await page.evaluate(() => document.activeElement?.getAttribute("name"))) === name) return;
    }
    throw new Error(`${name} is not reached`);
  }
});
