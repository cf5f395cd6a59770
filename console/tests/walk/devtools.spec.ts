import type { Page } from "@playwright/test";

import { expect, test } from "./walk";

async function type(page: Page, text: string): Promise<void> {
  await page.getByLabel("Requests", { exact: true }).last().click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

const answer = (page: Page) => page.getByRole("textbox", { name: "Answer" });

test("a request is sent, profiled and explained", async ({ page, walk }) => {
  await walk.open("devtools");
  await type(page, 'GET /strikes/_search\n{"query": {"match": {"report": "turkey vulture"}}, "size": 2, "profile": true, "explain": true}');
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("status")).toContainText("200 in");
  await expect(answer(page)).toContainText('"hits"');
  await walk.check("devtools");
  await page.getByRole("button", { name: "Profile" }).click();
  await expect(page.getByText(/TermQuery/).first()).toBeVisible();
  await walk.check("devtools-profile");
  await page.getByRole("button", { name: "Explanation" }).click();
  await expect(page.getByText(/idf/).first()).toBeVisible();
});

test("faults are marked, and what was typed outlives the page", async ({ page, walk }) => {
  await walk.open("devtools");
  await type(page, 'GET /strikes/_search\n{"query": {"nothing": {}}}');
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("status")).toContainText("400 in");
  await expect(page.locator(".cm-lintRange-error").first()).toBeVisible();
  // in its line, at its column
  await type(page, 'GET /strikes/_search\n{\n  "query": tru}');
  const marked = page.locator(".cm-line").nth(2).locator(".cm-lintRange-error");
  await expect(marked).toHaveText("t");
  await marked.hover();
  await expect(page.getByText("a value is expected, not tru")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Requests", { exact: true }).last()).toContainText('"query": tru');
  await page.getByRole("button", { name: "History" }).click();
  await expect(page.getByRole("dialog").getByRole("listitem").first()).toContainText("GET /strikes/_search");
});

test("paths, queries and fields are completed", async ({ page, walk }) => {
  await walk.open("devtools");
  await type(page, "GET /stri");
  await page.keyboard.press("Control+Space");
  await expect(page.getByRole("option", { name: /strikes/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await type(page, 'GET /strikes/_search\n{"query": {"match": {"');
  await page.keyboard.press("Control+Space");
  await expect(page.getByRole("option", { name: /airport.name/ }).first()).toBeVisible();
});

test("a request is copied as curl and as Python", async ({ page, walk, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await walk.open("devtools");
  await type(page, "GET /_cluster/health");
  await page.getByRole("button", { name: "Copy as curl" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^curl -X GET 'http.*\/_cluster\/health'$/);
  await page.getByRole("button", { name: "Copy as Python" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain("client.perform_request(");
});
