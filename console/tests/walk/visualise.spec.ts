import type { Page } from "@playwright/test";

import { expect, test } from "./walk";

interface Choices {
  readonly kind: string;
  readonly rows: string;
  readonly columns?: string;
  readonly measure?: string;
  readonly values?: string;
  readonly source?: string;
}

async function add(page: Page, title: string, { kind, rows, columns, measure, values, source }: Choices): Promise<void> {
  await page.getByRole("button", { name: "Add panel" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill(title);
  await dialog.getByRole("combobox", { name: "Shown as", exact: true }).selectOption({ label: kind });
  await dialog.getByRole("combobox", { name: "Index", exact: true }).selectOption("strikes");
  await dialog.getByRole("combobox", { name: kind === "Points on a map" ? "Points" : "Rows", exact: true }).selectOption(rows);
  if (columns) await dialog.getByRole("combobox", { name: "Columns", exact: true }).selectOption(columns);
  if (measure) await dialog.getByRole("combobox", { name: "Measure", exact: true }).selectOption(measure);
  if (values) await dialog.getByRole("combobox", { name: "Measured field", exact: true }).selectOption(values);
  if (source) await dialog.getByRole("combobox", { name: "Computed", exact: true }).selectOption({ label: source });
  await dialog.getByRole("button", { name: "Show" }).click();
  await expect(page.getByRole("heading", { name: title })).toBeVisible();
}

test("panels of each kind are drawn, and the same figures come of rows as of aggregations", async ({ page, walk }) => {
  await walk.open("visualise");
  await add(page, "Sizes", { kind: "Bars", rows: "size", columns: "damage" });
  await add(page, "Time", { kind: "Lines", rows: "date" });
  await add(page, "Phases", { kind: "Pie", rows: "phase" });
  await add(page, "Areas", { kind: "Areas", rows: "date", columns: "size" });
  await add(page, "Heat", { kind: "Heat map", rows: "size", columns: "time_of_day" });
  await add(page, "Map", { kind: "Points on a map", rows: "location" });
  for (const title of ["Sizes", "Time", "Phases", "Areas", "Heat", "Map"]) {
    await expect(page.getByRole("region", { name: title }).locator("svg path, canvas").first()).toBeAttached();
  }
  await add(page, "By the server", { kind: "Pivot table", rows: "size", measure: "sum", values: "cost_usd" });
  await add(page, "Here", { kind: "Pivot table", rows: "size", measure: "sum", values: "cost_usd", source: "here, of loaded rows" });
  const figures = async (title: string) => (await page.getByRole("region", { name: title }).getByRole("row").allTextContents()).slice(1).sort();
  await expect.poll(() => figures("By the server").then((rows) => rows.length)).toBeGreaterThan(2);
  // documents without a size have no bucket, and a row without a name
  await expect.poll(async () => (await figures("Here")).filter((row) => /^\p{L}/u.test(row))).toEqual(await figures("By the server"));
  // times and numbers of loaded rows are put into bins
  await add(page, "Years", { kind: "Bars", rows: "date", columns: "speed_knots", source: "here, of loaded rows" });
  const years = page.getByRole("region", { name: "Years" });
  await years.getByText("Figures", { exact: true }).click();
  await expect(years.getByRole("row").nth(1)).toContainText(/^\d{4}/);
  expect(await years.getByRole("row").count()).toBeLessThanOrEqual(40);
  await walk.check("visualise");
});

test("what is picked in one panel narrows the others", async ({ page, walk }) => {
  await walk.open("visualise");
  await add(page, "Sizes", { kind: "Pivot table", rows: "size" });
  await add(page, "Damage", { kind: "Pivot table", rows: "damage" });
  const damage = page.getByRole("region", { name: "Damage" });
  await expect(damage.getByRole("row").nth(1)).toContainText(/\d/);
  const before = await damage.getByRole("row").allTextContents();
  await page.getByRole("region", { name: "Sizes" }).getByRole("button", { name: "Large" }).click();
  await expect(damage).toContainText("size = Large");
  await expect.poll(() => damage.getByRole("row").allTextContents()).not.toEqual(before);
  await damage.getByRole("button", { name: "Show all" }).click();
  await expect.poll(() => damage.getByRole("row").allTextContents()).toEqual(before);
  // in the figures of a chart, too: by keys alone
  await add(page, "Phases", { kind: "Pie", rows: "phase" });
  const phases = page.getByRole("region", { name: "Phases" });
  await phases.getByText("Figures", { exact: true }).focus();
  await page.keyboard.press("Enter");
  const phase = phases.getByRole("row").nth(1).getByRole("button");
  const picked = (await phase.textContent()) ?? "";
  await phase.focus();
  await page.keyboard.press("Enter");
  await expect(damage).toContainText(`phase = ${picked}`);
});

test("each change is undone and done again; a dashboard is saved, and opened by its link", async ({ page, walk }) => {
  await walk.open("visualise");
  await add(page, "One", { kind: "Pivot table", rows: "size" });
  await add(page, "Two", { kind: "Pivot table", rows: "damage" });
  const titles = () => page.getByRole("heading", { level: 2 }).allTextContents();
  await page.getByRole("button", { name: "Move Two forward" }).click();
  expect(await titles()).toEqual(["Two", "One"]);
  await page.getByRole("button", { name: "Undo" }).click();
  expect(await titles()).toEqual(["One", "Two"]);
  await page.keyboard.press("Control+z");
  expect(await titles()).toEqual(["One"]);
  await page.keyboard.press("Control+y");
  expect(await titles()).toEqual(["One", "Two"]);
  await page.getByLabel("Dashboard").fill("Walk");
  await page.getByLabel("Dashboard").press("Enter");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Walk is saved.")).toBeVisible();
  const link = page.url();
  await page.goto("about:blank");
  await page.goto(link);
  await expect.poll(titles).toEqual(["One", "Two"]);
  // all panels of another dashboard come, and go, as one change
  await page.getByRole("button", { name: "Saved dashboards" }).click();
  await page.getByRole("button", { name: "Add the panels of Walk" }).click();
  await expect.poll(titles).toEqual(["One", "Two", "One", "Two"]);
  await page.getByText("Changes", { exact: true }).click();
  await expect(page.getByRole("listitem")).toHaveText(["panels of Walk added"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(titles).toEqual(["One", "Two"]);
});
