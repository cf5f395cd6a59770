/** Servers that want to know who asks, are overloaded, break off, or die: a message that says what to do, and no lost input. */


import { serve } from "./start_server";
import { expect, test } from "./walk";

test("a server that is gone is told of, what was typed stays, and it goes on when the server is back", async ({ page, walk }) => {
  await walk.open("discover");
  await page.getByRole("searchbox", { name: "Query" }).fill("report:owl");
  await page.route("**/_search", (route) => route.abort("connectionrefused"));
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("The server cannot be reached.");
  await expect(page.getByRole("alert")).toContainText("Nothing you typed is lost");
  await expect(page.getByRole("searchbox", { name: "Query" })).toHaveValue("report:owl");
  await page.unroute("**/_search");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page.locator("mark").first()).toContainText(/owl/i);
});

test("an answer that breaks off, and a server that has too much to do", async ({ page, walk }) => {
  await walk.open("discover");
  await expect(page.getByRole("heading", { name: /found/ })).toBeVisible();
  await page.route("**/_search", (route) => route.fulfill({ status: 200, contentType: "application/json", body: '{"hits": {"hits": [' }));
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("cannot be read");
  await page.unroute("**/_search");
  const busy = { error: { type: "circuit_breaking_exception", reason: "[parent] Data too large" } };
  await page.route("**/_search", (route) => route.fulfill({ status: 429, headers: { "retry-after": "1" }, json: busy }));
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("Wait a little");
});

test("a server that dies in mid-request is told of, and what was typed stays", async ({ page, walk }) => {
  test.setTimeout(240_000);
  const server = await serve();
  const before = process.env["FINDLING_URL"];
  process.env["FINDLING_URL"] = server.url;
  try {
    await walk.open("devtools");
    await page.getByLabel("Requests", { exact: true }).last().click();
    await page.keyboard.press("Control+a");
    // it waits for shards that never come
    await page.keyboard.insertText("PUT /walk-dying?wait_for_active_shards=2&timeout=10m");
    const sent = page.waitForRequest("**/walk-dying**");
    await page.getByRole("button", { name: "Send" }).click();
    await sent;
    await server.kill();
    await expect(page.getByText("The server cannot be reached.").first()).toBeVisible();
    await expect(page.getByText(/Nothing you typed is lost/).first()).toBeVisible();
    await expect(page.getByLabel("Requests", { exact: true }).last()).toContainText("wait_for_active_shards=2");
  } finally {
    process.env["FINDLING_URL"] = before ?? "";
  }
});

test("with security on one logs in, and an expired log-in loses nothing", async ({ page, walk }) => {
  test.setTimeout(240_000);
  const server = await serve("--security", "on");
  const before = process.env["FINDLING_URL"];
  process.env["FINDLING_URL"] = server.url;
  try {
    const password = /password of the user elastic is (\S+)/.exec(server.said)?.[1] ?? "";
    await walk.open("devtools");
    const dialog = page.getByRole("dialog", { name: "Log in" });
    await expect(dialog).toBeVisible();
    await walk.check("login");
    await dialog.getByLabel("User").fill("elastic");
    await dialog.getByLabel("Password").fill("wrong");
    await dialog.getByRole("button", { name: "Log in" }).click();
    await expect(dialog.getByRole("alert")).toContainText("does not know this user");
    await dialog.getByLabel("Password").fill(password);
    await dialog.getByRole("button", { name: "Log in" }).click();
    await expect(page.getByText("Logged in as elastic")).toBeVisible();
    await page.getByRole("link", { name: "Dev tools" }).click();
    await page.getByLabel("Requests", { exact: true }).last().click();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText("GET /_security/_authenticate");
    await page.route("**/_authenticate", (route) => route.fulfill({ status: 401, json: { error: { type: "security_exception", reason: "expired" } } }), { times: 1 });
    await page.getByRole("button", { name: "Send" }).click();
    await expect(dialog).toBeVisible();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByLabel("Requests", { exact: true }).last()).toContainText("GET /_security/_authenticate");
    await page.getByRole("button", { name: "Send" }).click();
    await expect(page.getByRole("textbox", { name: "Answer" })).toContainText('"elastic"');
  } finally {
    process.env["FINDLING_URL"] = before ?? "";
    await server.stop();
  }
});
