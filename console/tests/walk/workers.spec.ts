/** Workers that die in the middle of a job: replaced, the job begun once more; told of if that does not help. */

import { readFileSync } from "node:fs";

import type { Page, Worker } from "@playwright/test";

import { expect, test } from "./walk";

const crash = (worker: Worker) => worker.evaluate(() => void setTimeout(() => { throw new Error("it fell over"); }));

/** Begins an export whose first page of hits waits. Returns what lets it go on. */
async function beginExport(page: Page): Promise<() => void> {
  let goOn = () => {};
  const going = new Promise<void>((resolve) => (goOn = resolve));
  await page.context().route("**/_search", async (route) => (await going, route.continue().catch(() => {})));
  await page.getByRole("button", { name: "CSV", exact: true }).click();
  return goOn;
}

/** Returns the worker that has asked for hits. */
async function asking(page: Page, begin: () => Promise<unknown>): Promise<Worker> {
  const [worker] = await Promise.all([page.waitForEvent("worker"), page.context().waitForEvent("request", (one) => one.url().endsWith("/_search")), begin()]);
  return worker;
}

test("a worker that crashes is replaced, and its job begun once more", async ({ page, walk }) => {
  await walk.open("discover");
  await expect(page.getByRole("heading", { name: /10,000 found/ })).toBeVisible();
  let goOn = () => {};
  const first = await asking(page, async () => (goOn = await beginExport(page)));
  const download = page.waitForEvent("download");
  await asking(page, () => crash(first));
  goOn();
  expect(readFileSync(await (await download).path(), "utf8").trimEnd().split("\n").length).toBe(10_001);
  // the page knows of it, and a second crash is a message
  await page.context().unroute("**/_search");
  goOn = await beginExport(page);
  await page.context().waitForEvent("request", (one) => one.url().endsWith("/_search"));
  const second = page.workers().at(-1) as Worker;
  const third = await asking(page, () => crash(second));
  await crash(third);
  await expect(page.getByRole("alert")).toContainText("A worker failed");
  await expect(page.getByRole("alert")).toContainText("it fell over");
  goOn();
  await page.getByRole("link", { name: "Workers" }).click();
  await expect(page.getByText("Crashes").locator("..")).toContainText("3");
});
