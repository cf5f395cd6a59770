/** The same work three ways, with figures: what docs/console.md shows. */

import { writeFileSync } from "node:fs";

import { expect, test } from "./walk";

test("a worker leaves the page alive, and the other ways do not", async ({ page, walk }) => {
  test.setTimeout(240_000);
  await walk.open("workers");
  await page.getByRole("combobox", { name: "Rows", exact: true }).selectOption("4000000");
  const rows: string[] = [];
  for (const way of ["At once", "In slices", "In a worker"]) {
    await page.getByRole("button", { name: way }).click();
    const row = page.getByRole("row", { name: new RegExp(`^${way}`) });
    await expect(row).toContainText(/\d/, { timeout: 60_000 });
    rows.push((await row.getByRole("cell").allTextContents()).join(" | "));
  }
  console.log(rows.join("\n"));
  writeFileSync("results/contrast.txt", rows.join("\n"));
  await walk.check("workers");
});
