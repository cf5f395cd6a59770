// A browser without a screen, and what the scripts of this folder do with it.
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function opened(work) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(30000);
    page.on("pageerror", (error) => console.log("error of the page:", error.message));
    page.on("console", (message) => message.type() === "error" && console.log("console:", message.text()));
    await work(page);
  } finally {
    await browser.close();
  }
}

export function check(condition, what) {
  if (!condition) throw new Error(`not so: ${what}`);
  console.log(`ok: ${what}`);
}

export async function fillIn(page, fields) {
  for (const [name, value] of Object.entries(fields)) await page.fill(`form [name=${name}]`, value);
  await page.click("form button");
}
