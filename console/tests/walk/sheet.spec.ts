import { ask, write } from "./requests";
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

test("a formula is computed over a hundred thousand rows", async ({ page, walk }) => {
  test.setTimeout(240_000);
  await write("walk-sheet", 100_000, (n) => ({ n, price: n % 100 }));
  await walk.open("sheet");
  await page.getByRole("combobox", { name: "Index", exact: true }).selectOption("walk-sheet");
  await page.getByRole("button", { name: /^Load up to 100,000/ }).click();
  await expect(page.getByRole("heading", { name: "100,000 rows" })).toBeVisible({ timeout: 90_000 });
  await page.getByLabel("New column").fill("share");
  await page.getByLabel("Formula").fill("round(100 * price / max(price), 1) + n");
  await page.getByRole("button", { name: "Compute" }).click();
  await page.getByRole("combobox", { name: "Sorted by", exact: true }).selectOption("-share");
  await expect(page.locator("#row-0")).toContainText("100099");
  await page.getByRole("grid").focus();
  await page.keyboard.press("End");
  await expect(page.locator("#row-99999")).toBeVisible();
  await ask("DELETE", "/walk-sheet");
});
