// `cargo xtask test --only e2e` builds the server and the site, and sets:
//   SYNAQ_BIN       the server's binary (development build)
//   SYNAQ_SITE      the folder with the site's manifest.json and pkg/
//   SYNAQ_CHROMIUM  the browser
//   SYNAQ_RESULTS   where reports and traces go
import { defineConfig } from "@playwright/test";

const results = process.env.SYNAQ_RESULTS ?? "../target/end2end";

export default defineConfig({
  testDir: "./journeys",
  outputDir: `${results}/traces`,
  workers: 2,
  // Two cores may be compiling at the same time.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  retries: 0,
  forbidOnly: true,
  reporter: [["list"], ["json", { outputFile: `${results}/report.json` }]],
  use: {
    browserName: "chromium",
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.SYNAQ_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
