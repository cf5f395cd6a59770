import { expect, test } from "./walk";

const MOST_BYTES = 160 * 1024;
const MOST_MS = 1_000;
const RUNS = 3;

/** Notes when a panel is drawn and the page's thread was free after that, for a key or a click. */
const noteInteractive = () => {
  const noted = window as unknown as { interactiveMs?: number };
  const look = () => {
    if (document.querySelector("main .panel")) setTimeout(() => (noted.interactiveMs = Math.round(performance.now())));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
};

test("the first load is small, and soon there", async ({ browser, walk, page }) => {
  await walk.open("overview");
  const address = page.url();
  const times: number[] = [];
  let bytes = 0;
  for (let run = 0; run < RUNS; run++) {
    const context = await browser.newContext();
    const fresh = await context.newPage();
    const tools = await context.newCDPSession(fresh);
    const files = new Set<string>();
    bytes = 0;
    await fresh.addInitScript(noteInteractive);
    await tools.send("Network.enable");
    tools.on("Network.responseReceived", ({ requestId, response }) => response.url.includes("/_console/") && files.add(requestId));
    tools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => (bytes += files.has(requestId) ? encodedDataLength : 0));
    await fresh.goto(address);
    await fresh.getByRole("button", { name: "Log in" }).click({ trial: true });
    await fresh.getByRole("heading", { name: "Indices" }).waitFor();
    await fresh.waitForFunction(() => "interactiveMs" in window);
    times.push(await fresh.evaluate(() => (window as unknown as { interactiveMs: number }).interactiveMs));
    await context.close();
  }
  console.log(`first load: ${bytes} bytes, interactive after ${times.join(", ")} ms`);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
  expect(Math.min(...times)).toBeLessThanOrEqual(MOST_MS);
});

test("at a phone's width nothing sticks out", async ({ page, walk }) => {
  test.setTimeout(240_000);
  await page.setViewportSize({ width: 360, height: 740 });
  for (const name of ["overview", "discover", "devtools", "analysis", "visualise", "sheet", "workers"]) {
    await walk.open(name);
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: name }).toBeLessThanOrEqual(360);
    await walk.check(`phone-${name}`);
  }
});

test("the keyboard reaches everything", async ({ page, walk }) => {
  await walk.open("overview");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
  await page.getByRole("link", { name: "Discover" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Discover" })).toBeVisible();
});
