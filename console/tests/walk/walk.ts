/** What all walks have: a page that may ask nobody else, complain about nothing, and that axe finds nothing in. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { expect, type Page, test as base } from "@playwright/test";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const url = () => process.env["FINDLING_URL"] ?? "";

interface Walk {
  /** Opens a page of the console by its name. */
  open(name: string, values?: Record<string, string>): Promise<void>;
  /** Lets axe look at the page, in both themes, and keeps screenshots. */
  check(name: string): Promise<void>;
}

export const test = base.extend<{ walk: Walk }>({
  walk: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" && !/Failed to load resource/.test(message.text())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      const own = request.isNavigationRequest() ? origin : new URL(page.url()).origin;
      if (protocol !== "blob:" && origin !== own) complaints.push(`outside request: ${request.url()}`);
    });
    await use({
      async open(name, values = {}) {
        const query = new URLSearchParams(values).toString();
        await page.goto(`${url()}/_console/#/${name}${query && `?${query}`}`);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      },
      check: (name) => check(page, name),
    });
    expect(complaints).toEqual([]);
  },
});

async function check(page: Page, name: string): Promise<void> {
  for (const theme of ["light", "dark"]) {
    await page.evaluate((chosen) => (document.documentElement.dataset["theme"] = chosen), theme);
    await page.screenshot({ path: `results/screenshots/${name}-${theme}.png`, fullPage: true });
    expect(await faults(page), `${name}, ${theme}`).toEqual([]);
  }
}

/** Returns what axe finds by WCAG 2.2, levels A and AA. It is evaluated by the browser's tools: the page's policy stands. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
    const values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await axe.run({ runOnly: { type: "tag", values } });
    return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)}`));
  });
}

export { expect };
