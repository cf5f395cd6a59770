import { defineConfig } from "@playwright/test";

// one server and one browser at a time: what is measured is measured alone
export default defineConfig({
  testDir: "tests/walk",
  outputDir: "results/traces",
  globalSetup: "./tests/walk/start_server.ts",
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    actionTimeout: 15_000,
    viewport: { width: 1280, height: 860 },
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
});
