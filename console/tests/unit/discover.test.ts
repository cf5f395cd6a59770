import { describe, expect, test } from "vitest";

import type { Hit } from "../../src/core/adapter";
import { nextName, swap } from "../../src/pages/overview/rebuild";
import { NOTHING, queryOf, wantedOf } from "../../src/pages/discover/query";
import { packedRows } from "../../src/pages/discover/rows";
import { stepsOf } from "../../src/pages/analysis/steps";
import { shownBytes, shownDuration, t } from "../../src/texts/catalogue";
import { hrefOf, placeOf } from "../../src/ui/router";

describe("queries", () => {
  test("of nothing find everything", () => expect(queryOf(NOTHING)).toEqual({ match_all: {} }));

  test("have the text and all filters", () => {
    const filters = [
      { field: "damage", operator: "is", value: "None" },
      { field: "cost", operator: "atLeast", value: "5" },
      { field: "size", operator: "isMissing", value: "" },
    ] as const;
    expect(queryOf({ text: " owl ", filters })).toEqual({
      bool: {
        must: [{ query_string: { query: "owl", default_operator: "AND" } }],
        filter: [{ term: { damage: "None" } }, { range: { cost: { gte: "5" } } }, { bool: { must_not: [{ exists: { field: "size" } }] } }],
      },
    });
  });

  test("stand in the address, of which nonsense is nothing", () => {
    expect(wantedOf(new URLSearchParams({ q: '{"text":"owl"}' }))).toEqual({ ...NOTHING, text: "owl" });
    expect(wantedOf(new URLSearchParams({ q: "{" }))).toEqual(NOTHING);
  });
});

test("packed rows are unpacked one by one", () => {
  const pack = (hits: object[]) => {
    const texts = hits.map((hit) => new TextEncoder().encode(JSON.stringify(hit)));
    const offsets = Uint32Array.from([0, ...texts.map((_, at) => texts.slice(0, at + 1).reduce((sum, text) => sum + text.length, 0))]);
    return { bytes: Uint8Array.from(texts.flatMap((text) => [...text])), offsets };
  };
  const rows = packedRows([pack([{ id: "é" }, { id: "b" }]), pack([{ id: "c" }])]);
  expect([rows.length, ...[2, 0, 1].map((row) => (rows.at(row) as Hit).id)]).toEqual([3, "c", "é", "b"]);
});

describe("rebuilding", () => {
  test.each([["films", "films-2"], ["films-2", "films-3"], ["a-b", "a-b-2"]])("after %s comes %s", (index, next) => expect(nextName(index)).toBe(next));

  test("the name goes over in one step", () => {
    const plan = { source: "films-1", target: "films-2", alias: "films" };
    expect(swap({ ...plan, keep: true }, ["films-1"])).toEqual([
      { remove: { index: "films-1", alias: "films" } },
      { add: { index: "films-2", alias: "films" } },
    ]);
    expect(swap({ ...plan, keep: false }, ["films-1", "other"])).toEqual([
      { remove_index: { index: "films-1" } },
      { remove: { index: "other", alias: "films" } },
      { add: { index: "films-2", alias: "films" } },
    ]);
    expect(swap({ source: "films", target: "films-2", alias: "films", keep: true }, [])).toEqual([
      { remove_index: { index: "films" } },
      { add: { index: "films-2", alias: "films" } },
    ]);
  });
});

test("an analysis is steps", () => {
  const token = { token: "a", start_offset: 0, end_offset: 1, type: "word", position: 0 };
  const steps = stepsOf({
    detail: {
      charfilters: [{ name: "html_strip", filtered_text: ["a"] }],
      tokenizer: { name: "standard", tokens: [token] },
      tokenfilters: [{ name: "lowercase", tokens: [token] }],
    },
  });
  expect(steps.map(({ name, text, tokens }) => [name, text, tokens.length])).toEqual([["html_strip", "a", 0], ["standard", null, 1], ["lowercase", null, 1]]);
});

test("places have a page and values", () => {
  const place = placeOf(hrefOf("discover", { q: "a&b=c ?" }));
  expect([place.page, place.values.get("q")]).toEqual(["discover", "a&b=c ?"]);
});

test("texts are filled in, figures shown with their unit", () => {
  expect(t("rebuild.swapped", { alias: "a", target: "b" })).toBe("a leads to b now.");
  expect([shownBytes(0), shownBytes(1536), shownDuration(12.34), shownDuration(61_000)]).toEqual(["0 B", "1.5 KB", "12.3 ms", "1 min 1 s"]);
});
