import { ask } from "./requests";
import { expect, test } from "./walk";

test("tokens of two analyzers, step by step, and what the text is made of", async ({ page, walk }) => {
  await walk.open("analysis");
  const first = page.getByRole("region", { name: "First analyzer" });
  const second = page.getByRole("region", { name: "Second analyzer" });
  await expect(first).toContainText("foxes");
  await expect(second).toContainText("fox");
  await page.getByRole("textbox", { name: "Text" }).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("two Words and two words");
  await expect(page.getByText("two 2, words 2")).toBeVisible();
  await expect(first.getByRole("listitem")).toHaveCount(5);
  await walk.check("analysis");
  await first.getByLabel("Analyzer").fill("nothing");
  await expect(first.getByRole("alert")).toContainText("nothing");
});

test("an analyzer of an index is shown by its parts, and compared", async ({ page, walk }) => {
  const own = { type: "custom", char_filter: ["html_strip"], tokenizer: "whitespace", filter: ["lowercase", "stop"] };
  await ask("PUT", "/walk-analyzed", { settings: { analysis: { analyzer: { own } } } });
  await walk.open("analysis");
  await page.getByRole("combobox", { name: "Analyzers of" }).selectOption("walk-analyzed");
  await expect(page.locator("datalist option[value=own]")).toBeAttached();
  const first = page.getByRole("region", { name: "First analyzer" });
  await first.getByLabel("Analyzer").fill("own");
  await page.getByRole("textbox", { name: "Text" }).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText("The <b>Red</b> Fox");
  for (const part of ["html_strip", "whitespace", "lowercase", "stop"]) await expect(first.getByRole("heading", { name: part })).toBeVisible();
  await expect(first.locator("pre")).toHaveText("The Red Fox");
  await expect(first.getByRole("group", { name: "stop" }).getByRole("listitem")).toHaveText([/red/, /fox/]);
  await expect(page.getByRole("region", { name: "Second analyzer" })).toContainText("fox");
  await ask("DELETE", "/walk-analyzed");
});
