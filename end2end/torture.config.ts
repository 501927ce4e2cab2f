// `cargo xtask torture --only three-hours` tortures the exam page in a real browser. It sets what playwright.config.ts tells of, and
// SYNAQ_MINUTES: how long the exam lasts by the page's clock.
import { defineConfig } from "@playwright/test";
import journeys from "./playwright.config";

export default defineConfig({
  ...journeys,
  testDir: "./torture",
  workers: 1,
  timeout: 60 * 60_000,
  reporter: [["line"]],
  // What a trace keeps of each step would be taken for the page's.
  use: { ...journeys.use, trace: "off" },
});
