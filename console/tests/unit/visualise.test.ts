import { describe, expect, test } from "vitest";

import type { Field } from "../../src/core/adapter";
import { createHistory } from "../../src/core/history";
import { addAll, addPanel, changePanel, type Dashboard, EMPTY, movePanel, type PanelSpec, removePanel, rename } from "../../src/pages/visualise/dashboard";
import { aggregationOf, dataOfBuckets, panelQuery, pointOf } from "../../src/pages/visualise/data";
import { dataOfPivot } from "../../src/ui/chart_data";

const panel = (id: string, more: Partial<PanelSpec> = {}): PanelSpec => ({
  id, title: id, kind: "bar", index: "films", text: "", source: "aggregation", rows: "genre", columns: "", values: "", measure: "count", most: 1, ...more,
});

describe("changes of a dashboard", () => {
  const ids = (history: { state: { panels: readonly PanelSpec[] } }) => history.state.panels.map(({ id }) => id).join("");

  test("are all undone, in turn", () => {
    const history = createHistory(EMPTY);
    const seen = [""];
    for (const command of [addPanel(panel("a")), addPanel(panel("b")), movePanel(panel("b"), -1), changePanel(panel("b", { title: "B" })), removePanel(panel("a")), rename("x")]) {
      history.execute(command);
      seen.push(ids(history));
    }
    expect(seen).toEqual(["", "a", "ab", "ba", "ba", "b", "b"]);
    for (const state of seen.toReversed().slice(1)) {
      history.undo();
      expect(ids(history)).toBe(state);
    }
    expect(history.state).toBe(EMPTY);
  });

  test("several panels come, and go, as one", () => {
    const history = createHistory(EMPTY);
    history.execute(addPanel(panel("a")));
    history.execute(addAll({ title: "other", panels: [panel("a"), panel("b")] }));
    expect(history.state.panels.map(({ title }) => title)).toEqual(["a", "a", "b"]);
    // they are panels of their own, though there may be the same ones
    expect(new Set(history.state.panels.map(({ id }) => id)).size).toBe(3);
    expect(history.done).toEqual(["a added", "panels of other added"]);
    history.undo();
    expect(ids(history)).toBe("a");
  });

  test("at the ends panels stay", () => {
    const history = createHistory<Dashboard>({ title: "", panels: [panel("a"), panel("b")] });
    history.execute(movePanel(panel("a"), -1));
    history.execute(movePanel(panel("b"), 1));
    history.execute(movePanel(panel("nothing"), 1));
    expect(ids(history)).toBe("ab");
  });
});

describe("what a panel asks", () => {
  const fields: readonly Field[] = [{ name: "genre", type: "keyword" }, { name: "year", type: "integer" }, { name: "seen", type: "date" }];

  test.each([
    [panel("a"), { rows: { terms: { field: "genre", size: 30 } } }],
    [panel("a", { rows: "seen" }), { rows: { auto_date_histogram: { field: "seen", buckets: 30 } } }],
    [panel("a", { rows: "year" }), { rows: { variable_width_histogram: { field: "year", buckets: 30 } } }],
    [
      panel("a", { columns: "seen", measure: "avg", values: "year" }),
      {
        rows: {
          terms: { field: "genre", size: 30 },
          aggs: {
            measure: { avg: { field: "year" } },
            columns: { auto_date_histogram: { field: "seen", buckets: 12 }, aggs: { measure: { avg: { field: "year" } } } },
          },
        },
      },
    ],
  ])("%#", (spec, aggs) => expect(aggregationOf(spec, fields)).toEqual(aggs));

  test("what others pick narrows it", () => {
    expect(panelQuery(panel("a", { text: "owl" }), { genre: "horror" })).toEqual({
      bool: { must: [{ query_string: { query: "owl", default_operator: "AND" } }], filter: [{ term: { genre: "horror" } }] },
    });
  });
});

describe("figures", () => {
  test("of buckets, in one series or one for each column", () => {
    const bucket = (key: string, n: number, columns: [string, number][] = []) => ({
      key, doc_count: n, measure: { value: n * 10 }, columns: { buckets: columns.map(([name, count]) => ({ key: name, doc_count: count })) },
    });
    expect(dataOfBuckets([bucket("a", 2), bucket("b", 1)], "count", false)).toEqual({ categories: ["a", "b"], series: [{ name: "count", values: [2, 1] }] });
    expect(dataOfBuckets([bucket("a", 2)], "sum", false).series[0]?.values).toEqual([20]);
    expect(dataOfBuckets([bucket("a", 2, [["x", 2]]), bucket("b", 1, [["y", 1]])], "count", true).series).toEqual([
      { name: "x", values: [2, Number.NaN] },
      { name: "y", values: [Number.NaN, 1] },
    ]);
  });

  test("of pivots", () => {
    expect(dataOfPivot({ rowKeys: ["a", "b"], columnKeys: ["x", "y"], cells: Float64Array.from([1, 2, 3, 4]) })).toEqual({
      categories: ["a", "b"],
      series: [{ name: "x", values: [1, 3] }, { name: "y", values: [2, 4] }],
    });
  });
});

test.each([
  [{ lat: 1, lon: 2 }, [2, 1]],
  [[2, 1], [2, 1]],
  ["1, 2", [2, 1]],
  [{ type: "Point", coordinates: [2, 1] }, [2, 1]],
  ["u33d", null],
  [null, null],
])("the point %j", (value, point) => expect(pointOf(value)).toEqual(point));
