import { describe, expect, test } from "vitest";

import { type Column, ColumnBuilder, type NumberColumn, shownAt, type TextColumn } from "../../src/workers/columns";
import { binned, dated, frequent } from "../../src/workers/jobs/bins";
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
    expect(() => pivot({ rows: many, columns: many, values: null, measure: "count" }, none)).toThrow("Choose columns");
  });
});

describe("columns are made coarser", () => {
  const shown = (one: Column) => Array.from({ length: one.kind === "number" ? one.values.length : one.codes.length }, (_, row) => shownAt(one, row));

  test("many numbers are put into bins of a round width", () => {
    const many = column(...Array.from({ length: 1_000 }, (_, n) => n / 10 - 50), null) as NumberColumn;
    const values = shown(binned(many, 30));
    expect([...new Set(values)].filter((value) => value !== "").map(Number)).toEqual(Array.from({ length: 20 }, (_, n) => -50 + 5 * n));
    expect([values[0], values[503], values[999], values[1_000]]).toEqual(["-50", "0", "45", ""]);
  });

  test("few are what they are", () => {
    const few = column(3, 1.5, 3, null) as NumberColumn;
    expect(binned(few, 2)).toBe(few);
    expect(shown(binned(column(0.1, 0.2, 0.3, 0.4) as NumberColumn, 3))).toEqual(["0", "0", "0", "0"]);
  });

  test("times are shown down to the unit of which there are few enough", () => {
    const days = column("2024-01-05", "2024-01-05T10:30:00Z", "2024-02-01T00:00:00+01:00", null, "soon");
    expect(shown(dated(days, 9))).toEqual(["2024-01-05T00:00", "2024-01-05T10:30", "2024-01-31T23:00", "", ""]);
    expect(shown(dated(days, 3))).toEqual(["2024-01-05", "2024-01-05", "2024-01-31", "", ""]);
    expect(shown(dated(days, 1))).toEqual(["2024", "2024", "2024", "", ""]);
    expect(shown(dated(column(0, 86_400_000, null), 9))).toEqual(["1970-01-01T00:00", "1970-01-02T00:00", ""]);
  });

  test("of many texts those that stand most often are kept", () => {
    const texts = column("a", "b", "b", "c", "c", "c", "d") as TextColumn;
    expect(shown(frequent(texts, 2))).toEqual(["others", "b", "b", "c", "c", "c", "others"]);
    expect(frequent(texts, 4)).toBe(texts);
  });
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
