import { describe, expect, test } from "vitest";

import { type Known, suggestMember, suggestPath } from "../../src/pages/devtools/completion";
import { contextOf } from "../../src/pages/devtools/context";
import { asCurl, asPython, literal } from "../../src/pages/devtools/copies";
import { faultOf, placeOf, requestAt, requestsOf, sentBody } from "../../src/pages/devtools/requests";
import { explanationTrees, profileTrees } from "../../src/core/trees";

const TEXT = `# two requests
GET /_cluster/health

POST films/_search
{
  "size": 1
}
# an end
GET _cat/indices`;

describe("requests", () => {
  test("are a line with a body below", () => {
    expect(requestsOf(TEXT).map(({ method, path, body }) => [method, path, body])).toEqual([
      ["GET", "/_cluster/health", ""],
      ["POST", "/films/_search", '{\n  "size": 1\n}'],
      ["GET", "/_cat/indices", ""],
    ]);
  });

  test("are found by the place of the cursor", () => {
    expect(requestAt(TEXT, TEXT.indexOf("size"))?.path).toBe("/films/_search");
    expect(requestAt(TEXT, 3)).toBeNull();
    expect(requestAt(TEXT, TEXT.length)?.path).toBe("/_cat/indices");
  });

  test("lines of JSON end with a line end", () => {
    const [bulk] = requestsOf('POST /_bulk\n{"index":{"_index":"a"}}\n{"n":1}');
    expect(sentBody(bulk!)).toBe('{"index":{"_index":"a"}}\n{"n":1}\n');
  });
});

describe("faults of bodies", () => {
  test.each([
    ['{"a": 1}', null],
    ["", null],
    ['{"index":{}}\n{"n":1}', null],
    ['{"a": tru}', 6],
    ['{"index":{}}\n{"n":}', 18],
  ])("%s", (body, at) => expect(faultOf(body)?.at ?? null).toBe(at));

  test("a line and a column are a place", () => {
    expect([placeOf("ab\ncd", 2, 2), placeOf("ab", 9, 1), placeOf("ab", 1, 99)]).toEqual([4, 2, 2]);
  });
});

describe("where one types", () => {
  test.each([
    ['{"query": {"bool": {"must": [{"ma', ["query", "bool", "must", ""], true, "ma"],
    ['{"query": {"term": {"', ["query", "term"], true, ""],
    ['{"aggs": {"x": {"terms": {"field": "', ["aggs", "x", "terms"], false, ""],
    ['{"size": 1, "so', [], true, "so"],
    ['{"a": "x}", "b": {', ["b"], true, ""],
    ['{"sort": ["', ["sort"], false, ""],
  ])("%s", (text, path, isName, typed) => expect(contextOf(text)).toMatchObject({ path, isName, typed }));
});

describe("what may be written", () => {
  const known: Known = {
    surface: {
      routes: [
        { path: "/{index}/_search", methods: ["GET", "POST"], parameters: ["routing", "size"] },
        { path: "/_cluster/health", methods: ["GET"], parameters: ["level"] },
        { path: "/{index}", methods: ["PUT"], parameters: [] },
      ],
      queries: ["bool", "match", "term"],
      aggregations: ["terms", "avg"],
    },
    indices: ["films"],
    fields: [{ name: "title", type: "text" }],
  };

  test.each([
    ["PO", ["POST"]],
    ["GET /", ["_cluster", "films"]],
    ["GET /films/", ["_search"]],
    ["GET /films/_search?", ["routing=", "size="]],
    ["GET /_cluster/health?x=1&", ["level="]],
    ["PUT /f", ["films"]],
  ])("after %s", (line, labels) => expect(suggestPath(line, known).options.map(({ label }) => label)).toEqual(labels));

  test.each([
    ['{"query": {"', ["bool", "match", "term"]],
    ['{"query": {"bool": {"filter": [{"', ["bool", "match", "term"]],
    ['{"query": {"match": {"', ["title"]],
    ['{"aggs": {"x": {"', ["aggs", "terms", "avg"]],
    ['{"aggs": {"x": {"terms": {"field": "', ["title"]],
    ['{"aggs": {"', []],
  ])("within %s", (text, labels) => expect(suggestMember(text, known).options.map(({ label }) => label)).toEqual(labels));
});

describe("a request as others send it", () => {
  const [request] = requestsOf(`POST /films/_search\n{"query": {"match": {"title": "it's"}}, "explain": true, "x": null}`);

  test("curl", () => {
    expect(asCurl(request!, "http://h:1")).toBe(
      `curl -X POST 'http://h:1/films/_search' \\\n  -H 'Content-Type: application/json' \\\n  --data-binary '{"query": {"match": {"title": "it'\\''s"}}, "explain": true, "x": null}'`,
    );
  });

  test("Python", () => {
    const text = asPython(request!, "http://h:1");
    expect(text).toContain('body={"query": {"match": {"title": "it\'s"}}, "explain": True, "x": None},');
    expect(literal([1, "a", { b: false }])).toBe('[1, "a", {"b": False}]');
  });
});

describe("trees", () => {
  test("of profiles have shares of the whole", () => {
    const query = [{ type: "BooleanQuery", description: "a b", time_in_nanos: 300, children: [{ type: "TermQuery", time_in_nanos: 150 }] }];
    const [shard] = profileTrees({ profile: { shards: [{ id: "[n][i][0]", searches: [{ query, rewrite_time: 100, collector: [] }] }] } });
    expect(shard?.children.map(({ title, share }) => [title, share])).toEqual([["Query", 0.75], ["Rewrite", 0.25]]);
    expect(shard?.children[0]?.children[0]?.children[0]).toMatchObject({ title: "TermQuery", share: 0.375 });
    expect(profileTrees({ hits: {} })).toEqual([]);
  });

  test("of explanations have shares of the score", () => {
    const explanation = { value: 2, description: "sum", details: [{ value: 0.5, description: "idf", details: [] }] };
    expect(explanationTrees({ explanation })[0]?.children[0]).toMatchObject({ title: "idf", figure: "0.5", share: 0.25 });
    expect(explanationTrees({ hits: { hits: [{ _id: "7", _explanation: explanation }, { _id: "8" }] } }).map(({ title }) => title)).toEqual(["7: sum"]);
  });
});
