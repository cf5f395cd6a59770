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
