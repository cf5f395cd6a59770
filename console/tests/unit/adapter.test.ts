import { describe, expect, test } from "vitest";

import { explanationOf, fieldsOf, foundOf, valueAt } from "../../src/core/adapter";

const hit = { _index: "films", _id: "1", _score: 1.5, _source: { title: "Alien" }, highlight: { title: ["<em>Alien</em>"] } };

describe("answers of a search have one shape", () => {
  const expected = { total: 1, isLowerBound: false, tookMs: 3, failedShards: 0, timedOut: false };
  test.each([
    ["Elasticsearch 6", { took: 3, _shards: { failed: 0 }, hits: { total: 1, max_score: 1.5, hits: [{ ...hit, _type: "_doc" }] } }],
    ["Elasticsearch 9, OpenSearch, Findling", { took: 3, timed_out: false, _shards: { failed: 0 }, hits: { total: { value: 1, relation: "eq" }, hits: [hit] } }],
  ])("%s", (_, answer) => {
    const found = foundOf(answer);
    expect(found).toMatchObject(expected);
    expect(found.hits).toEqual([
      { index: "films", id: "1", score: 1.5, source: { title: "Alien" }, highlight: { title: ["<em>Alien</em>"] }, sort: [], explanation: null },
    ]);
  });

  test("totals that are a lower bound, or were not counted", () => {
    expect(foundOf({ hits: { total: { value: 10_000, relation: "gte" }, hits: [] } })).toMatchObject({ total: 10_000, isLowerBound: true });
    expect(foundOf({ hits: { hits: [hit, hit] } })).toMatchObject({ total: 2, isLowerBound: true });
  });

  test("what is no answer of a search", () => {
    expect(() => foundOf({ acknowledged: true })).toThrow("no answer of a search");
    expect(() => foundOf(null)).toThrow(TypeError);
  });
});

test("explanations are trees", () => {
  const explained = explanationOf({ value: 2, description: "sum of:", details: [{ value: 2, description: "weight" }] });
  expect(explained.details).toEqual([{ value: 2, description: "weight", details: [] }]);
});

describe("fields of mappings", () => {
  const properties = { title: { type: "text", fields: { raw: { type: "keyword" } } }, at: { properties: { city: { type: "keyword" } } } };
  const fields = [{ name: "at.city", type: "keyword" }, { name: "title", type: "text" }, { name: "title.raw", type: "keyword" }];
  test.each([
    ["of now", { films: { mappings: { properties } } }],
    ["with a type in between", { films: { mappings: { _doc: { properties } } } }],
  ])("%s", (_, answer) => expect(fieldsOf(answer)).toEqual(fields));

  test("an index without any has none", () => expect(fieldsOf({ films: { mappings: {} } })).toEqual([]));
});

test.each([
  [{ a: { b: 1 } }, "a.b", 1],
  [{ "a.b": 2 }, "a.b", 2],
  [{ a: [{ b: 1 }, { b: 2 }, {}] }, "a.b", [1, 2]],
  [{ a: 1 }, "a.b", undefined],
  [{ a: null }, "a.b", undefined],
])("the value of %j at %s", (source, path, value) => expect(valueAt(source, path)).toEqual(value));
