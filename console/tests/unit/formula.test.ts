import { describe, expect, test } from "vitest";

import { compile, FormulaError } from "../../src/core/formula";
import type { Column } from "../../src/workers/columns";

const columns: Record<string, Column> = {
  cost: { kind: "number", values: Float64Array.from([10, 20, Number.NaN]) },
  "airport.iata": { kind: "text", codes: Uint32Array.from([0, 1, 0]), dictionary: ["LGA", "JFK"] },
  date: { kind: "text", codes: Uint32Array.from([0, 0, 0]), dictionary: ["2024-05-17"] },
};
const at = (formula: string, row = 0) => compile(formula, columns)(row);

describe("values", () => {
  test.each([
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["=2 ^ 3 ^ 2", 512],
    ["-2 ^ 2", -4],
    ["10 - 4 - 3", 3],
    ["7 % 4", 3],
    ["1e3 / 4", 250],
    ["[cost] * 2", 20],
    ["cost + 0.5", 10.5],
    ['[airport.iata] & "!"', "LGA!"],
    ['airport.iata = "LGA"', 1],
    ['"a ""b"""', 'a "b"'],
    ["round(10 / 3, 2)", 3.33],
    ["if(cost > mean(cost), 1, 2)", 2],
    ["if(0, 1)", null],
    ["total(cost) + least(cost) + most(cost)", 60],
    ["min(3, 1, 2) + max(3, 1, 2)", 4],
    ["upper(lower(airport.iata))", "LGA"],
    ["len(airport.iata) + year(date) + month(date) + day(date)", 3 + 2024 + 5 + 17],
    ["mid(airport.iata, 2, 1) & left(airport.iata, 1)", "GL"],
    ['contains(airport.iata, "G")', 1],
    ["and(1, not(0), or(0, 1))", 1],
    ["sum(1, 2, 3)", 6],
    ["1 / 0", null],
    ["sqrt(-1)", null],
    ['"10" > "9"', 1],
    ['"b" > "a"', 1],
    ["1 <> 2", 1],
  ])("%s", (formula, value) => expect(at(formula)).toEqual(value));

  test("rows without a value have none", () => {
    expect(at("cost * 2", 2)).toBeNull();
    expect(at("coalesce(cost, 5)", 2)).toBe(5);
  });
});

describe("faults say where", () => {
  test.each([
    ["1 +", "the formula ends too early (column 4)"],
    ["(1", "[)] is missing (column 3)"],
    ["costs", "there is no column [costs] (column 1)"],
    ["1 + nothing(2)", "there is no function [nothing] (column 5)"],
    ["constructor(1)", "there is no function [constructor] (column 1)"],
    ["[__proto__]", "there is no column [__proto__] (column 1)"],
    ["sqrt(1, 2)", "[sqrt] takes 1 values (column 1)"],
    ["1 2", "[2] cannot stand here (column 3)"],
    ["1 ; 2", "[; 2] is not understood (column 2)"],
    [")", "[)] cannot stand here (column 1)"],
    ["", "the formula ends too early (column 1)"],
  ])("%s", (formula, message) => {
    expect(() => at(formula)).toThrow(FormulaError);
    expect(() => at(formula)).toThrow(message);
  });

  test("formulas that are too long, or too deep", () => {
    expect(() => at("1+".repeat(2_000))).toThrow("2000 characters at most");
    expect(() => at("(".repeat(500) + "1" + ")".repeat(500))).toThrow("nested too deeply");
  });
});
