// GraphiQL in headless Chromium: types a query and runs it; says what it shows, which other servers it asks, and errors.
import { chromium } from "playwright-core";

const base = process.argv[2];
const quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"];
const browser = await chromium.launch({ executablePath: process.argv[3], args: quiet });
const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
const outside = [];
const errors = [];
page.on("request", (request) => {
  const asked = request.url();
  if (![base, "data:", "blob:"].some((start) => asked.startsWith(start))) outside.push(asked);
});
page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
page.on("pageerror", (error) => errors.push(String(error)));
await page.goto(`${base}/_graphql`);
await page.waitForSelector(".graphiql-execute-button", { timeout: 120_000 });
await page.click(".graphiql-query-editor .monaco-editor");
await page.keyboard.press("Control+A");
await page.keyboard.press("Delete");
await page.keyboard.type("{posts(first: 1) {nodes {title}}}");
await page.keyboard.press("Control+Enter");
const shows = () => document.querySelector(".graphiql-response")?.innerText.includes("nodes");
await page.waitForFunction(shows, null, { timeout: 60_000 });
const shown = (await page.innerText(".graphiql-response")).replace(/\s/g, "");
console.log(JSON.stringify({ shown, outside, errors }));
await browser.close();
