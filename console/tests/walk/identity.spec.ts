/** Log-in by the identity provider, its pages, and notices by mail: a real provider, and a mail server that keeps what comes. */

import type { Page } from "@playwright/test";

import { reachesAll } from "./keys";
import { type Mailbox, openMailbox } from "./mailbox";
import { serve, type Served } from "./start_server";
import { expect, test } from "./walk";

const EMAIL = "ann@example.org";
const PASSWORD = "correct horse battery staple";

let server: Served;
let box: Mailbox;
let authorization: string;
const before = process.env["FINDLING_URL"];

async function ask(method: string, path: string, body?: unknown): Promise<Response> {
  return await fetch(server.url + path, { method, headers: { authorization, "content-type": "application/json" }, body: JSON.stringify(body) });
}

test.beforeAll(async () => {
  test.setTimeout(240_000);
  box = await openMailbox();
  server = await serve("--security", "on", "--identity", "0", "--identity-mail", box.url);
  process.env["FINDLING_URL"] = server.url;
  const password = /password of the user elastic is (\S+)/.exec(server.said)?.[1] ?? "";
  authorization = `Basic ${Buffer.from(`elastic:${password}`).toString("base64")}`;
  const person = { email: EMAIL, password: PASSWORD, name: "Ann", email_verified: true };
  expect((await ask("POST", "/_identity/api/v2/users", person)).status).toBe(201);
  const everybody = { roles: ["superuser"], enabled: true, rules: { field: { "realm.name": "identity" } } };
  expect((await ask("PUT", "/_security/role_mapping/everybody", everybody)).status).toBe(200);
});

test.afterAll(async () => {
  process.env["FINDLING_URL"] = before ?? "";
  await server.stop();
  box.close();
});

/** Logs in by the window of the provider. */
async function logIn(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Log in" });
  const [opened] = await Promise.all([page.waitForEvent("popup"), dialog.getByRole("button", { name: /^Log in at 127/ }).click()]);
  // who is logged in there already is not asked
  await Promise.race([
    opened.waitForEvent("close"),
    (async () => {
      await opened.getByLabel("Email").or(opened.locator("#email")).first().fill(EMAIL);
      await opened.locator("#password").fill(PASSWORD);
      await opened.getByRole("button", { name: /log in/i }).first().click();
    })().catch(() => {}),
  ]);
  await expect(page.getByText("Logged in as")).toBeVisible();
}

test("one logs in by the provider, goes on after the log-in has expired, and logs out there too", async ({ page, walk }) => {
  test.setTimeout(240_000);
  await walk.open("users");
  await walk.check("login-provider");
  await logIn(page);
  await page.getByRole("link", { name: "Users" }).click();
  await page.getByLabel("New user").fill("half-typed");
  // what ends at the provider ends here: the page asks anew, and what was typed is there still
  const { users } = (await (await ask("GET", "/_identity/api/v2/users?include_totals=true")).json()) as { users: { user_id: string }[] };
  await ask("DELETE", `/_identity/api/v2/users/${encodeURIComponent(users[0]?.user_id ?? "")}/sessions`);
  await ask("DELETE", `/_identity/api/v2/grants?user_id=${encodeURIComponent(users[0]?.user_id ?? "")}`);
  await page.getByRole("textbox", { name: "Password" }).fill("half-password");
  await page.getByRole("button", { name: "Create" }).first().click();
  await expect(page.getByRole("dialog", { name: "Log in" })).toBeVisible();
  await logIn(page);
  await expect(page.getByLabel("New user")).toHaveValue("half-typed");
  await page.getByRole("button", { name: "Create" }).first().click();
  await expect(page.getByRole("row", { name: /half-typed/ })).toBeVisible();
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByRole("button", { name: "Log in" }).first()).toBeVisible();
});

test("people, sessions, applications and the log-in page are managed", async ({ page, walk }) => {
  test.setTimeout(240_000);
  await walk.open("identity");
  await logIn(page);
  await page.getByRole("link", { name: "Identity" }).click();
  const people = page.getByRole("region", { name: /^People/ });
  await people.getByLabel("New person: mail address").fill("grace@example.org");
  await people.getByRole("button", { name: "Create" }).click();
  await expect(people.getByRole("row", { name: /grace@example.org/ })).toBeVisible();
  await people.getByRole("button", { name: "Block grace@example.org" }).click();
  await expect(people.getByRole("button", { name: "Unblock grace@example.org" })).toBeVisible();
  await people.getByRole("button", { name: `Sessions of ${EMAIL}` }).click();
  await expect(page.getByRole("dialog")).toContainText("findling-console");
  await walk.check("identity-sessions");
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();

  const applications = page.getByRole("region", { name: "Applications" });
  await applications.getByLabel("Name of a new application").fill("Desk");
  await applications.getByLabel("Kind").selectOption({ label: "machine to machine" });
  await applications.getByRole("button", { name: "Create" }).click();
  await expect(applications.getByRole("status")).toContainText("The secret of Desk is told this once");
  const first = await applications.getByRole("status").locator("code").textContent();
  await applications.getByRole("button", { name: "Rotate secret Desk" }).click();
  await expect(applications.getByRole("status").locator("code")).not.toHaveText(first ?? "");
  await applications.getByLabel("Name of a new application").fill("Cinema");
  await applications.getByLabel("Kind").selectOption({ label: "page in browsers (SPA)" });
  await applications.getByRole("button", { name: "Create" }).click();
  await applications.getByRole("button", { name: "Edit Cinema" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Callbacks, one a line").fill("not an address");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("alert")).toContainText("[callbacks] must be absolute URLs");
  await dialog.getByLabel("Callbacks, one a line").fill("https://cinema.example.org/back\nhttps://cinema.example.org/other");
  await dialog.getByLabel("Origins of its pages, one a line").fill("https://cinema.example.org");
  await walk.check("identity-application");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(applications.getByRole("row", { name: /Cinema/ })).toContainText("https://cinema.example.org/other");
  await applications.getByRole("button", { name: "Delete Cinema" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(applications.getByRole("row", { name: /Cinema/ })).toHaveCount(0);

  const brand = page.getByRole("region", { name: "Log-in page" });
  const preview = brand.frameLocator("iframe");
  await brand.getByLabel("What people log in to").fill("The Cinema");
  await brand.getByLabel("Colour of buttons").fill("#ffd400");
  await expect(preview.getByText("The Cinema")).toBeVisible();
  await expect(preview.getByRole("button").first()).toHaveCSS("background-color", "rgb(255, 212, 0)");
  await walk.check("identity");
  await reachesAll(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await walk.check("phone-identity");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.setViewportSize({ width: 1280, height: 860 });
  await brand.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Log-in page is saved.")).toBeVisible();
  const provider = /identity provider is at (\S+)/.exec(server.said)?.[1] ?? "";
  expect(await (await fetch(`${provider}/u/login`)).text()).toContain("The Cinema");
});

test("a task that ends and a rule are told of by mail", async ({ page, walk }) => {
  test.setTimeout(240_000);
  await walk.open("overview");
  await logIn(page);
  await page.getByRole("checkbox", { name: "rules" }).check();
  await ask("PUT", "/walk-mail/_doc/1?refresh=true", { n: 1 });
  await page.getByLabel("Name of the rule").fill("something came");
  await page.getByLabel("Index or pattern").fill("walk-mail");
  await page.getByRole("button", { name: "Add rule" }).click();
  await expect.poll(() => box.mails.join("\n")).toContain("Subject: something came");
  expect(box.mails.join("\n")).toContain(`To: ${EMAIL}`);
});
