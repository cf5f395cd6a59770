/** GraphiQL, which the console links to: under its own policy it asks nobody else, and a query is answered. */

import { expect, test, url } from "./walk";

test("GraphiQL is linked, and answers", async ({ page, walk }) => {
  // its editor is large, and takes a while where the machine has much to do
  test.setTimeout(240_000);
  await walk.open("overview");
  await page.getByRole("link", { name: "GraphiQL" }).click();
  await expect(page.getByRole("button", { name: /Execute query/ })).toBeVisible();
  await page.locator(".graphiql-query-editor .view-lines").click({ timeout: 90_000 });
  await page.keyboard.press("Control+a");
  // the editor closes what is opened
  await page.keyboard.insertText("{ __typename ");
  await page.keyboard.press("Control+Enter");
  await expect(page.locator(".result-window")).toContainText('"__typename"');
  const policy = (await fetch(`${url()}/_graphql`, { headers: { accept: "text/html" } })).headers.get("content-security-policy");
  expect(policy).toContain("default-src 'self'");
  await page.screenshot({ path: "results/screenshots/graphiql.png" });
});
