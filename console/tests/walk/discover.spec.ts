import { readFileSync } from "node:fs";

import { expect, test } from "./walk";

test("documents are found, filtered, opened and explained", async ({ page, walk }) => {
  await walk.open("discover");
  await expect(page.getByRole("heading", { name: /10,000 found/ })).toBeVisible();
  // as bars over time, in columns that one chooses
  await expect(page.getByRole("img", { name: /^\d{4}-\d\d.* to \d{4}-\d\d.*, at most [\d,]+ each$/ })).toBeVisible();
  await page.getByText("Columns", { exact: true }).click();
  await page.getByRole("checkbox", { name: "damage", exact: true }).setChecked(true);
  await expect(page.getByRole("columnheader", { name: "damage", exact: true })).toBeAttached();
  await page.getByRole("checkbox", { name: "report", exact: true }).setChecked(true);
  await page.getByRole("searchbox", { name: "Query" }).fill("report:vulture");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page.locator("mark").first()).toContainText(/vulture/i);
  await page.getByText("Filters", { exact: true }).click();
  await page.getByRole("combobox", { name: "Field", exact: true }).selectOption("damage");
  await expect(page.locator("datalist option[value=Substantial]")).toBeAttached();
  await page.getByLabel("Value").fill("Substantial");
  await page.getByRole("button", { name: "Add filter" }).click();
  await expect(page.getByRole("heading", { name: /^\d{1,2} found/ })).toBeVisible();
  await walk.check("discover");
  await page.getByRole("grid").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toContainText('"damage": "Substantial"');
  await expect(page.getByRole("dialog")).toContainText(/weight|sum/);
  await walk.check("discover-document");
  await page.getByRole("button", { name: "Close" }).click();
  // where one is can be linked to
  await page.reload();
  await expect(page.getByRole("heading", { name: /^\d{1,2} found/ })).toBeVisible();
});

test("all hits are loaded into the grid, and exported", async ({ page, walk }) => {
  await walk.open("discover");
  await page.getByRole("button", { name: /^Load 10,000/ }).click();
  await expect(page.getByText("10,000 rows are shown")).toBeVisible();
  await page.getByRole("grid").focus();
  await page.keyboard.press("End");
  await expect(page.locator("#row-9999")).toBeVisible();
  for (const [format, lines] of [["CSV", 10_001], ["NDJSON", 10_000]] as const) {
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: format, exact: true }).click()]);
    const text = readFileSync(await file.path(), "utf8");
    expect(text.trimEnd().split("\n").length).toBe(lines);
  }
  await expect(page.getByText("10,000 documents were exported.").first()).toBeVisible();
});

test("searches are saved and taken again", async ({ page, walk }) => {
  await walk.open("discover");
  await page.getByRole("searchbox", { name: "Query" }).fill("report:owl");
  await page.getByRole("button", { name: "Saved searches" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("owls");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("owls is saved.")).toBeVisible();
  await page.reload();
  await page.getByRole("searchbox", { name: "Query" }).fill("");
  await page.getByRole("button", { name: "Saved searches" }).click();
  await page.getByRole("button", { name: "owls", exact: true }).click();
  await expect(page.getByRole("searchbox", { name: "Query" })).toHaveValue("report:owl");
  await expect(page.locator("mark").first()).toContainText(/owl/i);
});

test("an export is stopped, and the next one is whole", async ({ page, walk }) => {
  await walk.open("discover");
  await expect(page.getByRole("heading", { name: /10,000 found/ })).toBeVisible();
  // a page of hits waits until somebody has stopped
  let isStopped = () => {};
  const stopped = new Promise<void>((resolve) => (isStopped = resolve));
  await page.context().route("**/_search", async (route) => (await stopped, route.abort().catch(() => {})));
  await page.getByRole("button", { name: "CSV", exact: true }).click();
  await expect(page.getByRole("progressbar", { name: "Loading" })).toBeVisible();
  await page.getByRole("button", { name: "Stop" }).click();
  isStopped();
  await expect(page.getByRole("progressbar", { name: "Loading" })).toHaveCount(0);
  await expect(page.getByRole("alert")).toHaveCount(0);
  await page.context().unroute("**/_search");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV", exact: true }).click()]);
  expect(readFileSync(await file.path(), "utf8").trimEnd().split("\n").length).toBe(10_001);
});
