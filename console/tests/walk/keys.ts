/** Tab reaches every control of a page, and shows where it is. */

import { expect, type Page } from "@playwright/test";

const MOST_STEPS = 400;

/** Numbers what can have the focus, and returns how many that is. */
const numbered = () => {
  const controls = document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]");
  const reached = [...controls].filter((one) => one.tabIndex >= 0 && one.checkVisibility() && !one.matches(":disabled") && !one.closest("details:not([open]) > :not(summary)"));
  reached.forEach((one, at) => (one.dataset["walk"] = String(at)));
  return reached.length;
};

const focused = () => {
  const one = document.activeElement as HTMLElement;
  return { walk: one.dataset["walk"] ?? "", isShown: one.matches(":focus-visible") };
};

async function walkThrough(page: Page): Promise<Set<string>> {
  const seen = new Set<string>();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (let step = 0; step < MOST_STEPS; step++) {
    await page.keyboard.press("Tab");
    const { walk, isShown } = await page.evaluate(focused);
    if (walk === "") continue;
    expect(isShown).toBe(true);
    if (seen.has(walk) && walk === "0") break;
    seen.add(walk);
  }
  return seen;
}

export async function reachesAll(page: Page): Promise<void> {
  const count = await page.evaluate(numbered);
  expect((await walkThrough(page)).size).toBeGreaterThanOrEqual(count);
}
