/** What runs in a worker, without one: how failures travel, and that columns of a pivot stay where they are. */

import { afterEach, expect, test, vi } from "vitest";

import { refusal, RequestFailure } from "../../src/core/client";
import { pivotHits } from "../../src/workers/jobs/pivot_hits";
import { buffersOf, revived, served } from "../../src/workers/serve";

afterEach(() => vi.unstubAllGlobals());

const failing = (failure: unknown) =>
  served({
    job: () => {
      throw failure;
    },
  }).run("job", null, () => {});

test("a refusal arrives as what it was", async () => {
  const told = await failing(refusal(401, { error: { type: "security_exception", reason: "expired" } })).catch((one: unknown) => structuredClone(one));
  const failure = revived(told);
  expect(failure).toBeInstanceOf(RequestFailure);
  expect(failure).toMatchObject({ kind: "login", status: 401, message: "expired" });
});

test("other errors stay as they are", async () => {
  const failure = new RangeError("too much");
  await expect(failing(failure)).rejects.toBe(failure);
  expect(revived(failure)).toBe(failure);
  expect(revived("text")).toBe("text");
});

test("of a million values the page gets the table alone", async () => {
  const pages = [["a", 1], ["b", 2], ["a", 3]].map(([tag, n], at) => ({ _id: String(at), _source: { tag, n }, sort: [at] }));
  const answers: unknown[] = [{ id: "pit" }, { hits: { total: { value: 3, relation: "eq" }, hits: pages } }, { hits: { hits: [] } }, {}];
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(answers.shift())));
  const args = { base: "", authorization: null, index: "x", query: {}, most: 10, rows: "tag", columns: "", values: "n", measure: "sum", dates: [], mostRows: 9, mostColumns: 9 } as const;
  const table = await pivotHits(args, () => {});
  expect(table).toMatchObject({ rowKeys: ["a", "b"], columnKeys: ["sum"], rows: 3 });
  expect([...(table?.cells ?? [])]).toEqual([4, 2]);
  expect(buffersOf(table).reduce((bytes, one) => bytes + one.byteLength, 0)).toBe(16);
});
