// What every journey starts from.
import { test as base, type BrowserContextOptions, type BrowserContext, type Page } from "@playwright/test";
import { Demonstration, Synaq } from "./synaq";
import type { Language } from "./words";

export { expect } from "@playwright/test";

interface Journey {
  synaq: Synaq;
  /** What the browsers of a journey were last switched to. */
  language: Language;
  /** A page in a browser of its own: another person at another machine. */
  another: (options?: BrowserContextOptions) => Promise<Page>;
  /** Fails the journey when a browser complains. */
  quiet: (context: BrowserContext) => void;
}

export const test = base.extend<Journey, { demonstration: Demonstration }>({
  demonstration: [
    async ({}, use) => {
      const demonstration = await Demonstration.fill();
      await use(demonstration);
      demonstration.remove();
    },
    { scope: "worker" },
  ],
  synaq: async ({ demonstration }, use, info) => {
    const synaq = await Synaq.copyOf(demonstration);
    await use(synaq);
    if (info.status !== info.expectedStatus) await info.attach("server log", { body: synaq.log });
    await synaq.remove();
    base.expect(synaq.troubles(), "the server logged an error").toEqual([]);
  },
  baseURL: async ({ synaq }, use) => {
    await use(synaq.base);
  },
  quiet: async ({}, use) => {
    const complaints: string[] = [];
    await use((context) => {
      context.on("weberror", (error) => complaints.push(String(error.error())));
      context.on("console", (message) => {
        // A refused or unreachable request is what some journeys are about.
        const failed = message.text().startsWith("Failed to load resource");
        if (message.type() === "error" && !failed) complaints.push(message.text());
      });
    });
    base.expect(complaints, "a browser complained").toEqual([]);
  },
  language: ["kk", { option: true }],
  context: async ({ context, baseURL, language, quiet }, use) => {
    quiet(context);
    await speak(context, language, baseURL);
    await use(context);
  },
  another: async ({ browser, baseURL, language, quiet }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ baseURL, ...options });
      contexts.push(context);
      quiet(context);
      await speak(context, language, baseURL);
      return await context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

async function speak(context: BrowserContext, language: Language, url: string | undefined) {
  if (language !== "kk") await context.addCookies([{ name: "synaq_language", value: language, url }]);
}
