import { ask, write } from "./requests";
import { expect, test } from "./walk";

test("the overview shows the cluster and its indices", async ({ page, walk }) => {
  await walk.open("overview");
  await expect(page.getByRole("row", { name: /strikes/ })).toContainText("10,000");
  await expect(page.getByText("findling-1")).toBeVisible();
  // rates are drawn live: a search that somebody does now is in that of its index
  await expect(page.getByRole("img", { name: "Searches per second: strikes: 0" })).toBeVisible();
  await expect(async () => {
    await ask("POST", "/strikes/_search", { query: { match: { report: "owl" } } });
    await expect(page.getByRole("img", { name: /^Searches per second: strikes: 0\.?[1-9]|^Searches per second: strikes: [1-9]/ })).toBeVisible({ timeout: 6_000 });
  }).toPass();
  await walk.check("overview");
});

test("an index is closed, opened, refreshed, merged and deleted with its name typed", async ({ page, walk }) => {
  await ask("PUT", "/walk-a/_doc/1?refresh=true", { n: 1 });
  await walk.open("overview");
  const row = page.getByRole("row", { name: /walk-a/ });
  await page.getByRole("button", { name: "Refresh walk-a" }).click();
  await page.getByRole("button", { name: "Merge walk-a" }).click();
  await expect(page.getByText("Merge: walk-a is done.")).toBeVisible();
  await page.getByRole("button", { name: "Close walk-a" }).click();
  await expect(row).toContainText("close");
  await page.getByRole("button", { name: "Open walk-a" }).click();
  await expect(row).toContainText("open");
  await page.getByRole("button", { name: "Delete walk-a" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Delete" })).toBeDisabled();
  await walk.check("overview-delete");
  await dialog.getByLabel("Name of the index").fill("walk-a");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(row).toHaveCount(0);
  expect((await ask("HEAD", "/walk-a")).status).toBe(404);
});

test("aliases are added and removed", async ({ page, walk }) => {
  await ask("PUT", "/walk-b/_doc/1?refresh=true", { n: 1 });
  await walk.open("overview");
  await page.getByRole("button", { name: "Aliases walk-b" }).click();
  await page.getByLabel("Name of a new alias").fill("walk-name");
  await page.getByRole("dialog").getByRole("button", { name: "Add" }).click();
  await expect(page.getByRole("dialog").getByRole("listitem")).toContainText("walk-name");
  await page.getByRole("button", { name: "Remove walk-name" }).click();
  await expect(page.getByText("It has no aliases.")).toBeVisible();
  await ask("DELETE", "/walk-b");
});

test("a rule tells once when its search finds as many as wanted", async ({ page, walk }) => {
  await walk.open("overview");
  await page.getByLabel("Name of the rule").fill("many owls");
  await page.getByLabel("Index or pattern").fill("strikes");
  await page.getByLabel("What it looks for").fill("report:owl");
  await page.getByRole("button", { name: "Add rule" }).click();
  await expect(page.getByText(/were found; 1 or more are news/)).toBeVisible();
  await page.getByRole("button", { name: "Dismiss: many owls" }).click();
  await page.getByLabel("Name of the rule").fill("no unicorns");
  await page.getByLabel("What it looks for").fill("report:unicorn");
  await page.getByRole("button", { name: "Add rule" }).click();
  await expect(page.getByRole("button", { name: "Remove no unicorns" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Dismiss: no unicorns" })).toHaveCount(0);
});

test("an index is rebuilt under its name while it is searched", async ({ page, walk }) => {
  await write("walk-c", 500, (n) => ({ n }));
  await walk.open("overview");
  await page.getByRole("button", { name: "Rebuild walk-c" }).click();
  await expect(page.getByLabel("Mapping of the new index")).toHaveValue(/"long"/);
  await page.getByRole("dialog").getByRole("button", { name: "Rebuild" }).click();
  await expect(page.getByText("walk-c leads to walk-c-2 now.")).toBeVisible();
  const found = (await (await ask("GET", "/walk-c/_search?size=1")).json()) as { hits: { total: { value: number }; hits: { _index: string }[] } };
  expect(found.hits.total.value).toBe(500);
  expect(found.hits.hits[0]?._index).toBe("walk-c-2");
  await ask("DELETE", "/walk-c-2");
});

test("a task is seen and cancelled, and told of when it is gone", async ({ page, walk }) => {
  await write("walk-task", 3_000, (n) => ({ n }));
  await walk.open("overview");
  // so slow that it ends by nothing but being cancelled
  await ask("POST", "/walk-task/_update_by_query?wait_for_completion=false&requests_per_second=10&scroll_size=100&conflicts=proceed");
  const tasks = page.getByRole("region", { name: "Tasks", exact: true });
  await expect(tasks.getByRole("row", { name: /byquery/ })).toBeVisible();
  // so old that it was seen by what watches for tasks that end, too
  await expect(tasks.getByRole("row", { name: /byquery/ }).getByRole("cell", { name: /^(1[2-9]|[2-9]\d)(\.\d+)? s$/ })).toBeVisible({ timeout: 60_000 });
  await tasks.getByRole("button", { name: /^Cancel .*byquery/ }).click();
  await expect(tasks.getByRole("row", { name: /byquery/ })).toHaveCount(0);
  await expect(page.getByText("Ended: indices:data/write/update/byquery")).toBeVisible();
  await ask("DELETE", "/walk-task");
});

test("a slow search is seen and cancelled", async ({ page, walk }) => {
  await walk.open("overview");
  // each document takes a while, and there are ten thousand
  const source = "double sum = 0; for (int i = 0; i < 100000; i++) { sum += i } return sum > 0";
  const answer = ask("POST", "/strikes/_search", { query: { script: { script: { source } } } });
  const slow = page.getByRole("region", { name: "Slow searches that run now" });
  await expect(slow.getByRole("row", { name: /search/ })).toBeVisible();
  await slow.getByRole("button", { name: /^Cancel/ }).click();
  await expect(page.getByText("Cancel: indices:data/read/search is done.")).toBeVisible();
  await expect(slow.getByText("No search runs for longer than")).toBeVisible();
  expect((await answer).status).toBeGreaterThanOrEqual(400);
});
