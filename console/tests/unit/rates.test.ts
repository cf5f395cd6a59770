import { expect, test } from "vitest";

import { ratesAfter } from "../../src/pages/overview/rates";

test("rates are differences by the second; who is new begins with none, who began anew has none, who is gone is forgotten", () => {
  const before = { a: { searches: 10, indexing: 100 }, restarted: { searches: 50, indexing: 0 }, gone: { searches: 1, indexing: 1 } };
  const now = { a: { searches: 14, indexing: 100 }, restarted: { searches: 2, indexing: 0 }, fresh: { searches: 7, indexing: 7 } };
  const once = ratesAfter({ gone: { searches: [1], indexing: [1] } }, before, now, 2);
  expect(once).toEqual({
    a: { searches: [2], indexing: [0] },
    restarted: { searches: [0], indexing: [0] },
    fresh: { searches: [0], indexing: [0] },
  });
  const many = Array.from({ length: 70 }).reduce<typeof once>((rates) => ratesAfter(rates, before, now, 2), {});
  expect(many["a"]?.searches.length).toBe(60);
});
