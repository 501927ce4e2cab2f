// An exam is its candidate's alone, a page of staff is for staff, and a change comes from a page of ours.
import type { APIResponse, Page } from "@playwright/test";
import { Candidate } from "../support/candidate";
import { expect, test } from "../support/journey";
import { Registrar } from "../support/registrar";
import { endonym, words, type Language } from "../support/words";

/** A request with the browser's session, as one of our pages would send it. */
async function asks(page: Page, method: "GET" | "POST", path: string, form?: Record<string, string>): Promise<APIResponse> {
  const base = new URL(page.url()).origin;
  return await page.context().request.fetch(base + path, {
    method,
    form,
    headers: method === "POST" ? { Origin: base } : {},
    maxRedirects: 0,
  });
}

async function isPage(response: APIResponse, status: number, language: Language, title: string, next?: string) {
  expect(response.status(), response.url()).toBe(status);
  const html = await response.text();
  expect(html).toContain(`<html lang="${language}"`);
  expect(html.match(/<h1[^>]*>([^<]*)</)?.[1]).toBe(words(language, title));
  if (next) expect(html).toContain(`href="${next}"`);
}

test("another's exam can't be read, answered, reviewed, handed in or looked at, and stays as it was", async ({
  page,
  another,
  synaq,
}) => {
  const owner = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await owner.begin();
  const [first] = await owner.paper();
  await owner.choose(first.position, owner.right(first));
  const exam = `/exam/${owner.attempt}`;

  const stranger = new Candidate(await another(), synaq.candidateOf("DEMO-001"), "ru");
  await stranger.begin();
  const own = stranger.attempt;
  const form = { r1: "1", q1: "0", then: "stay" };
  const title = "notice-not-yours-title";
  for (const [method, path, fields] of [
    ["GET", exam, undefined],
    ["POST", exam, form],
    ["POST", `${exam}/answers`, undefined],
    ["POST", `${exam}/place`, undefined],
    ["POST", `${exam}/leave`, undefined],
    ["POST", `${exam}/come-back`, {}],
    ["GET", `${exam}/time?tab=t`, undefined],
    ["GET", `${exam}/events?tab=t`, undefined],
    ["GET", `${exam}/review`, undefined],
    ["POST", `${exam}/submit`, {}],
    ["GET", `${exam}/result`, undefined],
  ] as const) {
    await test.step(`${method} ${path.replace(owner.attempt, "…")}`, async () => {
      const data = {
        answers: { tab: "t", answers: [{ position: 1, client_revision: 9, chosen: [0] }] },
        place: { tab: "t", take_over: true },
        leave: "t",
      }[path.split("/").pop() ?? ""];
      const request = stranger.page.context().request;
      const answer = data
        ? await request.post(synaq.base + path, { headers: { Origin: synaq.base }, data })
        : await asks(stranger.page, method, path, fields);
      await isPage(answer, 404, "ru", title, "/waiting");
    });
  }
  // The desk gets the bare status, and no more than that it failed.
  const json = await stranger.page.context().request.get(`${synaq.base}${exam}/time?tab=t`, {
    headers: { Accept: "application/json" },
  });
  expect(json.status()).toBe(404);
  expect(await json.json()).toEqual({ why: "failed" });
  // In the browser there is a way on.
  const shown = await stranger.page.goto(exam);
  expect(shown?.status()).toBe(404);
  await stranger.page.getByRole("link", { name: words("ru", "go-to-own-exam") }).click();
  await stranger.atTheDesk();
  expect(stranger.attempt).toBe(own);

  await page.reload();
  await owner.atTheDesk();
  await owner.seesTicked(first.position, owner.right(first));
  await owner.review();
  await owner.submit();
  expect((await synaq.file("DEMO-006")).results.at(-1)?.points).toBe(1);
  const afterwards = await asks(stranger.page, "GET", `${exam}/result`);
  await isPage(afterwards, 404, "ru", title);
});

test("whoever isn't signed in gets 401 and the way to sign in, for each page of candidate and staff", async ({ page }) => {
  const id = "01a20967-8529-74f2-a1db-aa972ef8e2ed";
  for (const path of ["/waiting", ...["", "/time", "/events", "/review", "/result"].map((what) => `/exam/${id}${what}`)]) {
    const shown = await page.goto(path);
    expect(shown?.status(), path).toBe(401);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(words("kk", "notice-signed-out-title"));
    await expect(page.getByRole("link", { name: words("kk", "go-to-sign-in") })).toHaveAttribute("href", "/");
  }
  for (const path of ["/start", ...["", "/answers", "/place", "/leave", "/come-back", "/submit"].map((act) => `/exam/${id}${act}`)]) {
    await isPage(await asks(page, "POST", path, {}), 401, "kk", "notice-signed-out-title", "/");
  }
  const staffPages = [
    "/staff/files",
    "/staff/files/new",
    `/staff/files/${id}`,
    `/staff/files/${id}/specialists/new`,
    `/staff/files/${id}/specialists/${id}/enrol`,
    "/staff/sittings",
    "/staff/sittings/new",
    `/staff/sittings/${id}`,
    `/staff/enrolments/${id}/time`,
    `/staff/results/${id}`,
  ];
  for (const path of staffPages) {
    const shown = await page.goto(path);
    expect(shown?.status(), path).toBe(401);
    await expect(page.getByRole("link", { name: words("kk", "go-to-sign-in") })).toHaveAttribute("href", "/staff/sign-in");
  }
  const staffActs = [
    "/staff/files/new",
    `/staff/files/${id}/rows/3`,
    `/staff/files/${id}/specialists/new`,
    `/staff/files/${id}/specialists/${id}/withdraw`,
    `/staff/files/${id}/specialists/${id}/specialty`,
    `/staff/files/${id}/specialists/${id}/enrol`,
    "/staff/sittings/new",
    `/staff/sittings/${id}/open`,
    ...["give", "stop", "start"].map((act) => `/staff/sittings/${id}/time/${act}`),
    ...["give", "extra", "stop", "start", "reopen"].map((act) => `/staff/enrolments/${id}/time/${act}`),
    `/staff/enrolments/${id}/slip`,
    `/staff/enrolments/${id}/admit`,
    `/staff/results/${id}/approve`,
  ];
  for (const path of staffActs) {
    await isPage(await asks(page, "POST", path, {}), 401, "kk", "notice-signed-out-title", "/staff/sign-in");
  }
});

test("a candidate is no staff, and staff are no candidate", async ({ page, another, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  await isPage(await asks(page, "GET", "/staff/files"), 401, "kk", "notice-signed-out-title", "/staff/sign-in");
  const registrar = new Registrar(await another(), synaq);
  await registrar.signIn();
  const exam = await asks(registrar.page, "GET", `/exam/${candidate.attempt}`);
  await isPage(exam, 401, "kk", "notice-signed-out-title", "/");
});

test("a role does what it may: an auditor changes nothing, an author sees no file", async ({ another, synaq }) => {
  const auditor = new Registrar(await another(), synaq, "ru");
  await auditor.signIn("auditor");
  await expect(auditor.page.getByRole("link", { name: words("ru", "new-file") })).toHaveCount(0);
  for (const [method, path] of [
    ["GET", "/staff/files/new"],
    ["POST", "/staff/files/new"],
    ["GET", "/staff/sittings/new"],
    ["POST", "/staff/sittings/new"],
  ] as const) {
    const refused = await asks(auditor.page, method, path, method === "POST" ? {} : undefined);
    await isPage(refused, 403, "ru", "notice-forbidden-title");
  }

  const author = await another();
  const account = synaq.staff.find((one) => one.role === "author");
  await author.goto("/staff/sign-in");
  await author.locator("#login").fill(account?.login ?? "");
  await author.locator("#password").fill(account?.password ?? "");
  await author.locator("#password").press("Enter");
  await expect(author.getByRole("heading", { level: 1 })).toHaveText(words("kk", "own-account"));
  await isPage(await asks(author, "GET", "/staff/files"), 403, "kk", "notice-forbidden-title");
});

test("handing in twice is handing in once", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const exam = `/exam/${candidate.attempt}`;
  await candidate.review();
  const submits = [0, 1].map(() => asks(page, "POST", `${exam}/submit`, {}));
  for (const answer of await Promise.all(submits)) {
    expect(answer.status()).toBe(303);
    expect(answer.headers().location).toBe(`${exam}/result`);
  }
  await candidate.submit();
  await candidate.seesResult(false);
  expect((await synaq.file("DEMO-006")).results.filter((result) => result.iin === candidate.who.iin)).toHaveLength(1);
});

test("after the end nothing is saved, and the page says that the exam is over", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const [first, second] = await candidate.paper();
  await candidate.choose(first.position, candidate.right(first));
  const exam = `/exam/${candidate.attempt}`;
  await candidate.review();
  const oldTab = new Candidate(await page.context().newPage(), candidate.who);
  // It shall learn of the end by its own answer, not by a look at the server's clock.
  await oldTab.page.route(/\/(events|time)\b/, (route) => route.abort());
  const placed = oldTab.page.waitForResponse((response) => response.url().endsWith("/place"));
  await oldTab.page.goto(exam);
  await oldTab.atTheDesk();
  await placed;
  await oldTab.goTo(second.position);
  await candidate.submit();

  const form = { [`r${second.position}`]: "0", [`q${second.position}`]: String(candidate.right(second)[0]), then: "stay" };
  await isPage(await asks(page, "POST", exam, form), 409, "kk", "notice-over-title", `${exam}/result`);
  const json = await page.context().request.post(`${synaq.base}${exam}/answers`, {
    headers: { Origin: synaq.base, Accept: "application/json" },
    data: { tab: "t", answers: [{ position: second.position, client_revision: 1, chosen: candidate.right(second) }] },
  });
  expect(json.status()).toBe(409);
  expect(await json.json()).toEqual({ why: "over" });
  // A tab that is still open is led to the result by its next answer.
  await oldTab.tick(second.position, candidate.right(second).slice(0, 1));
  await expect(oldTab.page).toHaveURL(/\/result$/);
  await page.goto(exam);
  await expect(page).toHaveURL(/\/result$/);
  expect((await synaq.file("DEMO-006")).results.at(-1)?.points).toBe(1);
});

test("two plain pages of one exam don't overwrite each other unseen", async ({ another, synaq }) => {
  const candidate = new Candidate(await another({ javaScriptEnabled: false }), synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const paper = await candidate.paper();
  const asked = paper.find((one) => one.kind === "single") ?? paper[0];
  const stale = new Candidate(await candidate.page.context().newPage(), candidate.who);
  await stale.page.goto(`/exam/${candidate.attempt}`);
  await candidate.tick(asked.position, candidate.right(asked));
  await candidate.save();
  await candidate.seesSaved();

  await stale.tick(asked.position, candidate.wrong(asked));
  const answered = stale.page.waitForResponse((response) => response.request().method() === "POST");
  await stale.save();
  expect((await answered).status()).toBe(409);
  await expect(stale.page.getByRole("alert")).toContainText(words("kk", "conflict-title"));
  await expect(stale.page.getByRole("alert")).toContainText(words("kk", "conflict-question", { number: asked.position }));
  await stale.seesTicked(asked.position, candidate.right(asked));
  // Having seen it, they may change it.
  await stale.tick(asked.position, candidate.wrong(asked));
  await stale.save();
  await expect(stale.page.getByRole("alert")).toHaveCount(0);
  await stale.seesTicked(asked.position, candidate.wrong(asked));
});

test("answers that aren't on the paper are refused whole", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const paper = await candidate.paper();
  const single = paper.find((asked) => asked.kind === "single") ?? paper[0];
  const answers = `${synaq.base}/exam/${candidate.attempt}/answers`;
  const post = (data: unknown) =>
    page.context().request.post(answers, { headers: { Origin: synaq.base, Accept: "application/json" }, data });
  const good = { position: single.position, client_revision: 1, chosen: candidate.right(single) };
  const bad = [
    { position: 999, client_revision: 1, chosen: [0] },
    { position: single.position, client_revision: 1, chosen: [0, 1] },
    { position: single.position, client_revision: 1, chosen: [7] },
    { position: single.position, client_revision: 1, chosen: [8] },
    { position: -1, client_revision: 1, chosen: [0] },
  ];
  for (const one of bad) {
    const refused = await post({ tab: "t", answers: [good, one] });
    expect([400, 404], JSON.stringify(one)).toContain(refused.status());
  }
  expect([400, 404]).toContain((await post("no JSON of ours")).status());
  await page.reload();
  await candidate.atTheDesk();
  await expect(page.locator(".navigator a.answered")).toHaveCount(0);
});

test("an address that isn't there says so, in the reader's language, with a way on", async ({ page, another, synaq }) => {
  await page.goto("/");
  await page.getByRole("button", { name: endonym.ru }).click();
  for (const path of ["/nowhere", "/staff/nowhere", "/exam", "/.env", "/synaq.db", "/synaq.key", "/pkg/../synaq.db"]) {
    await isPage(await asks(page, "GET", path), 404, "ru", "notice-not-found-title", "/");
  }
  expect((await asks(page, "GET", "/pkg/nothing.js")).status()).toBe(404);
  await new Candidate(page, synaq.candidateOf("DEMO-006"), "ru").begin();
  for (const path of ["/exam/1", "/exam/1/result", "/exam/%D3%99", "/exam/01a20967/review"]) {
    await isPage(await asks(page, "GET", path), 404, "ru", "notice-not-found-title", "/");
  }
  const registrar = new Registrar(await another(), synaq, "ru");
  await registrar.signIn();
  const nobody = "01a20967-8529-74f2-a1db-aa972ef8e2ed";
  for (const path of ["/staff/files/1", `/staff/files/${nobody}`, `/staff/sittings/${nobody}`, `/staff/results/${nobody}`]) {
    await isPage(await asks(registrar.page, "GET", path), 404, "ru", "notice-not-found-title");
  }
});

test("what only takes a POST is no page to read", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const exam = `/exam/${candidate.attempt}`;
  for (const path of ["/sign-out", "/language", "/start", `${exam}/answers`, `${exam}/submit`, "/staff/sign-out"]) {
    await isPage(await asks(page, "GET", path), 404, "kk", "notice-not-found-title");
  }
  // Nothing has happened by that.
  await page.reload();
  await candidate.atTheDesk();
});

test("a form larger than any of ours is refused with 413", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const much = "а".repeat(100 * 1024); // two bytes a letter, six when encoded
  for (const path of ["/", `/exam/${candidate.attempt}`, "/language", "/staff/sign-in"]) {
    await isPage(await asks(page, "POST", path, { iin: much }), 413, "kk", "notice-too-large-title");
  }
  const json = await page.context().request.post(`${synaq.base}/exam/${candidate.attempt}/answers`, {
    headers: { Origin: synaq.base, Accept: "application/json" },
    data: { answers: [], more: "x".repeat(300 * 1024) },
  });
  expect(json.status()).toBe(413);
});

test("a change that doesn't come from a page of ours is refused with 403, and changes nothing", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const exam = `/exam/${candidate.attempt}`;
  const port = new URL(synaq.base).port;
  const origins = [undefined, "http://evil.example", `http://127.0.0.1:${Number(port) + 1}`, `http://localhost:${port}`, "null"];
  for (const origin of origins) {
    for (const path of [`${exam}/submit`, exam, `${exam}/answers`, "/sign-out", "/start", "/language", "/", "/nowhere"]) {
      const refused = await page.context().request.post(synaq.base + path, {
        form: { language: "ru" },
        headers: origin ? { Origin: origin } : {},
        maxRedirects: 0,
      });
      await isPage(refused, 403, "kk", "notice-cross-site-title");
      expect(refused.headers()["set-cookie"], `${origin} ${path}`).toBeUndefined();
    }
  }
  await page.reload();
  await candidate.atTheDesk();
});

test("a form on another site can't hand an exam in", async ({ page, synaq }) => {
  const candidate = new Candidate(page, synaq.candidateOf("DEMO-006"));
  await candidate.begin();
  const exam = `/exam/${candidate.attempt}`;
  const evil = await page.context().newPage();
  await evil.route("http://evil.example/", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<form method="post" action="${synaq.base}${exam}/submit"><button>win</button></form>`,
    }),
  );
  await evil.goto("http://evil.example/");
  const answered = evil.waitForResponse((response) => response.url().endsWith("/submit"));
  await evil.getByRole("button").click();
  expect((await answered).status()).toBe(403);
  await page.reload();
  await candidate.atTheDesk();
});
