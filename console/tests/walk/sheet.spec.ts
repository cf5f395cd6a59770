import { expect, test } from "./walk";

test("columns are computed by formulas, sorted, and faults told", async ({ page, walk }) => {
  await walk.open("sheet");
  await page.getByRole("combobox", { name: "Index", exact: true }).selectOption("strikes");
  await page.getByRole("button", { name: /^Load up to/ }).click();
  await expect(page.getByRole("heading", { name: "10,000 rows" })).toBeVisible();
  await page.getByLabel("New column").fill("thousands");
  await page.getByLabel("Formula").fill("round(cost_usd / 1000, 1) +");
  await page.getByRole("button", { name: "Compute" }).click();
  await expect(page.getByRole("alert")).toContainText("the formula ends too early");
  // what was typed stays
  await page.getByLabel("Formula").fill('if(cost_usd > mean(cost_usd), "dear", "cheap")');
  await page.getByRole("button", { name: "Compute" }).click();
  await expect(page.getByRole("columnheader", { name: "thousands" })).toBeAttached();
  await page.getByRole("combobox", { name: "Sorted by", exact: true }).selectOption("-cost_usd");
  await expect(page.locator("#row-0")).toContainText("dear");
  await walk.check("sheet");
});
