/** The same work three ways, with figures: what docs/console.md shows. Of five rounds the one with the shortest standstill. */

import { writeFileSync } from "node:fs";

import { test } from "./walk";

const ROUNDS = 5;

const milliseconds = (shown: string) => Number.parseFloat(shown) * (/\d s$/.test(shown) ? 1_000 : 1);

test("one pivot at once, in slices and in a worker", async ({ page, walk }) => {
  test.setTimeout(240_000);
  await walk.open("workers");
  const best = new Map<string, readonly string[]>();
  for (let round = 0; round < ROUNDS; round++) {
    // another size forgets what was measured
    await page.getByRole("combobox", { name: "Rows", exact: true }).selectOption("100000");
    await page.getByRole("combobox", { name: "Rows", exact: true }).selectOption("4000000");
    for (const way of ["At once", "In slices", "In a worker"]) {
      await page.getByRole("button", { name: way }).click();
      const row = page.getByRole("row", { name: new RegExp(`^${way}.*\\d`) });
      await row.waitFor({ timeout: 60_000 });
      const [, took = "", blocked = ""] = await row.getByRole("cell").allTextContents();
      const before = best.get(way)?.[1];
      if (before === undefined || milliseconds(blocked) < milliseconds(before)) best.set(way, [took, blocked]);
    }
  }
  const table = [...best].map(([way, figures]) => `| ${way.toLowerCase()} | ${figures.join(" | ")} |`).join("\n");
  console.log(table);
  writeFileSync("results/contrast.md", table);
  await walk.check("workers");
});
