// `cargo xtask bench` measures in a real browser what a candidate's machine has to do with the exam page. It sets what
// playwright.config.ts tells of, and SYNAQ_FIGURES: where the figures go.
import { defineConfig } from "@playwright/test";
import journeys from "./playwright.config";

export default defineConfig({
  ...journeys,
  testDir: "./measurements",
  workers: 1,
  timeout: 240_000,
  reporter: [["line"]],
  // A trace takes pictures of the whole page at each step, which the page would be blamed for.
  use: { ...journeys.use, trace: "off" },
});
