import { describe, expect, test } from "vitest";

import { type Column, ColumnBuilder, shownAt } from "../../src/workers/columns";
import { bins } from "../../src/workers/jobs/bins";
import { cells, csvLine } from "../../src/workers/jobs/csv";
import { order } from "../../src/workers/jobs/order";
import { pivot } from "../../src/workers/jobs/pivot";
import { pretty } from "../../src/workers/jobs/pretty";
import { sampleColumns } from "../../src/workers/jobs/sample";
import { sheet } from "../../src/workers/jobs/sheet";
import { textFigures } from "../../src/workers/jobs/text";
import { buffersOf } from "../../src/workers/serve";

const none = () => {};

function column(...values: unknown[]): Column {
  const builder = new ColumnBuilder();
  for (const value of values) builder.add(value);
  return builder.build();
}

describe("columns", () => {
  test("numbers stay numbers, and become texts with the first that is none", () => {
    expect(column(1, null, 2)).toEqual({ kind: "number", values: Float64Array.from([1, Number.NaN, 2]) });
    const mixed = column(1, null, "a", [1, 2]);
    expect([0, 1, 2, 3].map((row) => shownAt(mixed, row))).toEqual(["1", "", "a", "1"]);
  });

  test("they grow", () => {
    const many = column(...Array.from({ length: 5_000 }, (_, n) => (n < 4_000 ? n : `t${n}`)));
    expect([shownAt(many, 3_999), shownAt(many, 4_999)]).toEqual(["3999", "t4999"]);
  });
});

describe("pivot", () => {
  const rows = column("b", "a", "b", "a", "b");
  const columns = column(10, 9, 9, 9, 10);
  const values = column(1, 2, 3, null, 5);

  test.each([
    ["count", [2, 0, 1, 2]],
    ["sum", [2, Number.NaN, 3, 6]],
    ["avg", [2, Number.NaN, 3, 3]],
    ["min", [2, Number.NaN, 3, 1]],
    ["max", [2, Number.NaN, 3, 5]],
  ] as const)("%s", (measure, expected) => {
    const table = pivot({ rows, columns, values: measure === "count" ? null : values, measure }, none);
    // numbers are ordered as numbers: 9 before 10
    expect([table.rowKeys, table.columnKeys]).toEqual([["a", "b"], ["9", "10"]]);
    expect([...table.cells]).toEqual(expected);
  });

  test("is what adding up row by row gives", () => {
    const { tag, day, bytes } = sampleColumns({ rows: 10_000 });
    const table = pivot({ rows: tag, columns: day, values: bytes, measure: "sum" }, none);
    const expected = new Map<string, number>();
    for (let row = 0; row < 10_000; row++) {
      const key = `${shownAt(tag, row)}/${shownAt(day, row)}`;
      expected.set(key, (expected.get(key) ?? 0) + Number(shownAt(bytes, row)));
    }
    table.rowKeys.forEach((rowKey, r) =>
      table.columnKeys.forEach((columnKey, c) =>
        expect(table.cells[r * table.columnKeys.length + c] || 0).toBe(expected.get(`${rowKey}/${columnKey}`) ?? 0),
      ),
    );
  });

  test("too many cells are refused", () => {
    const many = column(...Array.from({ length: 3_000 }, (_, n) => n));
    expect(() => pivot({ rows: many, columns: many, values: null, measure: "count" }, none)).toThrow("choose columns");
  });
});

test("histograms have the last value in the last bin", () => {
  const { edges, counts, missing } = bins({ column: column(0, 1, 5, 10, null), count: 2 });
  expect([[...edges], [...counts], missing]).toEqual([[0, 5, 10], [2, 2], 1]);
  expect([...bins({ column: column(3, 3), count: 2 }).counts]).toEqual([2, 0]);
  expect(bins({ column: column(null), count: 1 })).toMatchObject({ missing: 1 });
  expect(() => bins({ column: column("a"), count: 1 })).toThrow("no histogram");
});

test("sorting keeps equal rows as they were, and those without a value last", () => {
  expect([...order({ column: column(2, null, 1, 2), descending: false })]).toEqual([2, 0, 3, 1]);
  expect([...order({ column: column(2, null, 1, 2), descending: true })]).toEqual([0, 3, 2, 1]);
  expect([...order({ column: column("b", "", "a", "B"), descending: false })]).toEqual([3, 2, 0, 1]);
});

describe("texts", () => {
  test("words, characters, lines, sentences, repeated words", () => {
    expect(textFigures({ text: "The cat. The dog!\nThe END 🎉" })).toEqual({
      characters: 27, withoutSpaces: 21, words: 6, distinct: 4, lines: 2, sentences: 3, repeated: [{ word: "the", count: 3 }],
    });
  });

  test("nothing is nothing", () => {
    expect(textFigures({ text: "" })).toEqual({ characters: 0, withoutSpaces: 0, words: 0, distinct: 0, lines: 0, sentences: 0, repeated: [] });
  });

  test.each([["don't stop", 2], ["3.14 is pi", 3], ["Ærø, naïve", 2], ["a-b", 2]])("words of %s", (text, words) =>
    expect(textFigures({ text }).words).toBe(words),
  );
});

describe("CSV", () => {
  test.each([
    [["a", 1, null, undefined, true], "a,1,,,true\r\n"],
    [['say "hi"', "x,y", "two\nlines"], '"say ""hi""","x,y","two\nlines"\r\n'],
    [["=1+1", "-5", -5, "@x"], "'=1+1,'-5,-5,'@x\r\n"],
    [[{ a: [1] }], '"{""a"":[1]}"\r\n'],
  ])("%j", (values, line) => expect(csvLine(values)).toBe(line));

  test("values are found at paths", () => expect(cells({ a: { b: 1 }, c: 2 }, ["a.b", "c", "d"])).toEqual([1, 2, undefined]));
});

test("a formula makes a column", () => {
  const made = sheet({ formula: "n * 2", columns: { n: column(1, 2) } }, none);
  expect(made).toEqual(column(2, 4));
});

test("answers are indented, and cut", () => {
  expect(pretty({ text: '{"a":1}', most: 100 })).toEqual({ text: '{\n  "a": 1\n}', isJson: true, isCut: false, characters: 12 });
  expect(pretty({ text: "no JSON", most: 2 })).toEqual({ text: "no", isJson: false, isCut: true, characters: 7 });
});

test("buffers are handed over, however deep they stand", () => {
  const values = new Float64Array(1);
  expect(buffersOf({ pages: [{ bytes: values }], name: "x", same: values })).toEqual([values.buffer]);
  expect(buffersOf(["text"])).toEqual([]);
});
