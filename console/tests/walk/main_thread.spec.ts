/**
 * The main thread is never kept longer than 50 ms: a pivot over 1,000,000 rows, a grid of 100,000, an export of 200,000 hits
 * and the analysis of 1 MB of text, each while somebody scrolls and types. The best of three runs counts: what else the machine does is not
 * the console's.
 */

import { writeFileSync } from "node:fs";

import type { Browser, Page } from "@playwright/test";

import { ask, write } from "./requests";
import { recordTasks } from "./tasks_of_page";
import { expect, test } from "./walk";

const LIMIT_MS = 50;
const RUNS = 3;
const EXPORTED = 200_000;
const INDEX = "walk-many";

interface Figures {
  readonly longTasks: readonly number[];
  readonly longestFrame: number;
  /** The longest time that the processor spent on one task, in milliseconds. */
  readonly ownMs: number;
}

const watch = () => {
  const seen = { longTasks: [] as number[], longestFrame: 0, isOver: false };
  const observer = new PerformanceObserver((list) => list.getEntries().forEach((entry) => seen.longTasks.push(Math.round(entry.duration))));
  observer.observe({ type: "longtask" });
  let last = performance.now();
  const frame = (now: number) => {
    seen.longestFrame = Math.max(seen.longestFrame, Math.round(now - last));
    last = now;
    if (!seen.isOver) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  (window as unknown as { seen: object }).seen = seen;
};

/** Returns the figures of the run whose longest task was shortest. */
async function best(page: Page, name: string, work: () => Promise<void>): Promise<Figures> {
  const runs: Figures[] = [];
  for (let run = 0; run < RUNS; run++) {
    const recorded = await recordTasks(page.context().browser() as Browser);
    await page.evaluate(watch);
    await work();
    const seen = await page.evaluate(() => {
      const { seen } = window as unknown as { seen: Figures & { isOver: boolean } };
      seen.isOver = true;
      return { longTasks: seen.longTasks, longestFrame: seen.longestFrame };
    });
    const { ms: ownMs, parts } = await recorded();
    runs.push({ ...seen, ownMs });
    // whatever else the machine does: in no run does the page itself work for so long
    expect(ownMs, `${name}, own time; ${parts.join("; ")}`).toBeLessThanOrEqual(LIMIT_MS);
    if (Math.max(0, ...(runs.at(-1)?.longTasks ?? [])) <= LIMIT_MS) break;
  }
  console.log(`${name}: ${JSON.stringify(runs)}`);
  writeFileSync(`results/${name}.json`, JSON.stringify(runs, null, 2));
  return runs.reduce((one, other) => (Math.max(0, ...other.longTasks) < Math.max(0, ...one.longTasks) ? other : one));
}

/** Scrolls and types into a field until something is there to be seen. */
async function liveUntil(page: Page, field: string, done: () => Promise<boolean>): Promise<void> {
  await page.getByLabel(field).first().focus();
  for (let turn = 0; !(await done()); turn++) {
    await page.mouse.wheel(0, turn % 2 ? -300 : 300);
    await page.keyboard.type(turn % 2 ? "a" : "b");
  }
}

test("a pivot over a million rows", async ({ page, walk }) => {
  await walk.open("workers");
  const row = page.getByRole("row", { name: /^In a worker/ });
  const figures = await best(page, "pivot", async () => {
    await page.getByRole("combobox", { name: "Rows", exact: true }).selectOption("100000");
    await page.getByRole("combobox", { name: "Rows", exact: true }).selectOption("1000000");
    await page.getByRole("button", { name: "In a worker" }).click();
    for (let turn = 0; !/\d/.test((await row.textContent()) ?? ""); turn++) {
      await page.mouse.wheel(0, turn % 2 ? -300 : 300);
      await page.keyboard.press("Tab");
    }
  });
  expect(Math.max(0, ...figures.longTasks)).toBeLessThanOrEqual(LIMIT_MS);
});

const LOADED = 100_000;

/** Loads a hundred thousand rows, and scrolls through all of them by wheel, page and jump. */
async function scrollThrough(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Load 100,000/ }).click();
  await expect(page.getByText("100,000 rows are shown")).toBeVisible({ timeout: 120_000 });
  const grid = page.getByRole("grid");
  await grid.hover();
  for (let turn = 0; turn < 60; turn++) await page.mouse.wheel(0, 4_000);
  await grid.focus();
  for (let turn = 0; turn < 10; turn++) await page.keyboard.press("PageDown");
  await page.keyboard.press("End");
  await expect(page.locator(`#row-${LOADED - 1}`)).toBeVisible();
  // no more rows are drawn than can be seen, however many there are
  expect(await grid.getByRole("row").count()).toBeLessThan(60);
  await page.keyboard.press("Home");
  await expect(page.locator("#row-0")).toBeVisible();
}

test("a hundred thousand rows are scrolled, and 200,000 hits exported", async ({ page, walk }) => {
  test.setTimeout(300_000);
  await write(INDEX, EXPORTED, (n) => ({ n, tag: `tag ${n % 12}`, text: `document ${n}` }));
  await walk.open("discover", { q: JSON.stringify({ index: INDEX }) });
  await expect(page.getByRole("heading", { name: /200,000 found/ })).toBeVisible();
  const scrolled = await best(page, "scroll", () => scrollThrough(page));
  expect(Math.max(0, ...scrolled.longTasks)).toBeLessThanOrEqual(LIMIT_MS);
  const figures = await best(page, "export", async () => {
    const download = page.waitForEvent("download", { timeout: 120_000 });
    let isDone = false;
    void download.then(() => (isDone = true));
    await page.getByRole("button", { name: "CSV", exact: true }).click();
    await page.getByRole("grid").hover();
    await liveUntil(page, "Query", async () => isDone);
  });
  await ask("DELETE", `/${INDEX}`);
  expect(Math.max(0, ...figures.longTasks)).toBeLessThanOrEqual(LIMIT_MS);
});

const shown = (figure: number) => new Intl.NumberFormat("en").format(figure);

test("live analysis of a megabyte of text", async ({ page, walk }) => {
  await walk.open("analysis");
  const words = "the quick brown fox jumps over the lazy dog near a river bank\n";
  const text = words.repeat(Math.ceil(1_000_000 / words.length));
  await page.getByLabel("Text of a file").setInputFiles({ name: "long.txt", mimeType: "text/plain", buffer: Buffer.from(text) });
  await expect(page.getByText(/^1,0\d\d,\d\d\d$/).first()).toBeVisible();
  await page.getByRole("textbox", { name: "Text" }).click();
  let typed = 0;
  const figures = await best(page, "analysis", async () => {
    await page.getByRole("textbox", { name: "Text" }).focus();
    for (let turn = 0; turn < 20; turn++) {
      await page.mouse.wheel(0, turn % 2 ? -300 : 300);
      await page.keyboard.type("word ");
    }
    typed += 20;
    // the hundred letters are among the characters; the page looks for that itself: a look from outside would keep it for longer than what is measured
    const counted = (wanted: string) => [...document.querySelectorAll("dd")].some((one) => one.textContent === wanted);
    await page.waitForFunction(counted, shown(text.length + typed * 5), { polling: "raf", timeout: 60_000 });
  });
  expect(Math.max(0, ...figures.longTasks)).toBeLessThanOrEqual(LIMIT_MS);
});
