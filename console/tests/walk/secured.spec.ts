/** Pages of what is there while security is on. */

import { reachesAll } from "./keys";
import { serve } from "./start_server";
import { expect, test } from "./walk";

const REGO = `package required.labels
violation[{"msg": msg}] {
  label := input.parameters.label
  not input.review.object.metadata.labels[label]
  msg := sprintf("label %v is missing", [label])
}`;

/** Wants a label of each object, of which one has none. */
async function constrain(server: string, authorization: string): Promise<void> {
  const schema = { type: "object", properties: { label: { type: "string" } } };
  const sent: readonly [string, object | null][] = [
    ["templates", {
      apiVersion: "templates.gatekeeper.sh/v1", kind: "ConstraintTemplate", metadata: { name: "needslabel" },
      spec: {
        crd: { spec: { names: { kind: "NeedsLabel" }, validation: { openAPIV3Schema: schema } } },
        targets: [{ target: "admission.k8s.gatekeeper.sh", rego: REGO }],
      },
    }],
    ["constraints", { apiVersion: "constraints.gatekeeper.sh/v1beta1", kind: "NeedsLabel", metadata: { name: "owner" }, spec: { parameters: { label: "owner" } } }],
    ["resources", { apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "dev" } }],
    ["audit", null],
  ];
  for (const [what, body] of sent) {
    const answer = await fetch(`${server}/_policy/gatekeeper/${what}`, { method: "POST", headers: { authorization, "content-type": "application/json" }, body: body && JSON.stringify(body) });
    expect(answer.ok, `${what}: ${await answer.text()}`).toBe(true);
  }
}

test("users, keys and policies, for those who may", async ({ page, walk }) => {
  test.setTimeout(240_000);
  const server = await serve("--security", "on");
  const before = process.env["FINDLING_URL"];
  process.env["FINDLING_URL"] = server.url;
  const logIn = async (user: string, password: string) => {
    const dialog = page.getByRole("dialog", { name: "Log in" });
    await dialog.getByLabel("User").fill(user);
    await dialog.getByLabel("Password").fill(password);
    await dialog.getByRole("button", { name: "Log in" }).click();
    await expect(page.getByText(`Logged in as ${user}`)).toBeVisible();
  };
  try {
    const password = /password of the user elastic is (\S+)/.exec(server.said)?.[1] ?? "";
    await walk.open("overview");
    await logIn("elastic", password);
    await page.getByRole("link", { name: "Users" }).click();
    await page.getByLabel("New user").fill("ann");
    await page.getByRole("textbox", { name: "Password" }).fill("ann-password");
    await page.getByLabel("Roles, with commas in between").fill("viewer");
    await page.getByRole("button", { name: "Create" }).first().click();
    await expect(page.getByRole("row", { name: /ann/ })).toContainText("viewer");
    await page.getByLabel("Name of a new key").fill("robot");
    await page.getByRole("button", { name: "Create" }).last().click();
    await expect(page.getByText("The key is told this once:")).toBeVisible();
    await walk.check("users");
    await reachesAll(page);
    await page.getByRole("button", { name: "Revoke robot" }).click();
    await expect(page.getByRole("button", { name: "Revoke robot" })).toHaveCount(0);

    await page.getByRole("link", { name: "Policies" }).click();
    await page.getByLabel("Name of the module").fill("example.rego");
    await page.getByRole("button", { name: "Save, and run its tests" }).click();
    await expect(page.getByText("test_ann_may: passed")).toBeVisible();
    await walk.check("policies");
    await page.getByRole("button", { name: "Remove example.rego" }).click();
    await expect(page.getByText("There are no constraints.")).toBeVisible();
    await constrain(server.url, `Basic ${Buffer.from(`elastic:${password}`).toString("base64")}`);
    await page.reload();
    await logIn("elastic", password);
    await expect(page.getByRole("heading", { name: "NeedsLabel / owner: 1" })).toBeVisible();
    await expect(page.getByRole("row", { name: /Pod/ })).toContainText("label owner is missing");
    await walk.check("policies-violations");
    await reachesAll(page);

    await page.setViewportSize({ width: 360, height: 740 });
    for (const name of ["users", "policies"]) {
      await page.goto(`${server.url}/_console/#/${name}`);
      await walk.check(`phone-${name}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    }
    await page.setViewportSize({ width: 1280, height: 860 });

    await page.getByRole("button", { name: "Log out" }).click();
    // the page asks again, and so who one is
    await logIn("ann", "ann-password");
    await expect(page.getByRole("link", { name: "Discover" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Users" })).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Policies" })).toHaveCount(0);
  } finally {
    process.env["FINDLING_URL"] = before ?? "";
    await server.stop();
  }
});
