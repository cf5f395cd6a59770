import { expect, test } from "vitest";

import { isNews } from "../../src/core/alerts";

test("a rule is news when it begins to hold, and again after it did not", () => {
  const known = new Map<string, boolean>();
  const rule = { name: "a", index: "x", text: "", atLeast: 5 };
  expect([4, 5, 9, 4, 6].map((found) => isNews(known, rule, found))).toEqual([false, true, false, false, true]);
});
