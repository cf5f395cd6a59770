/**
 * Formulas of the spreadsheet: a small language that is parsed into closures. Nothing of it is ever given to `eval`, and
 * what is not in the tables below does not exist.
 *
 *   round([cost_usd] / 1000, 1)      if(damage = "None", 0, 1)      upper(species) & "!"      cost_usd > mean(cost_usd)
 */

import { t } from "../texts/catalogue";
import { type Column, lengthOf } from "../workers/columns";

export type Value = number | string | null;
type Compute = (row: number) => Value;

export class FormulaError extends Error {
  override readonly name = "FormulaError";

  /** at: where in the formula, from 0 */
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(t("formula.at", { message, column: at + 1 }));
  }
}

interface Token {
  readonly kind: "number" | "text" | "name" | "field" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

const LONGEST = 2_000;
const DEEPEST = 100;
const TOKEN = /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|"((?:[^"]|"")*)"|([\p{L}_][\p{L}\p{N}_.]*)|\[([^\]]+)\]|(<=|>=|<>|[-+*/%^&=<>(),]))/uy;

function tokens(formula: string): Token[] {
  if (formula.length > LONGEST) throw new FormulaError(t("formula.tooLong", { most: LONGEST }), LONGEST);
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = formula.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(formula);
    if (match === null) throw new FormulaError(t("formula.unknown", { text: formula.slice(from, end).trim().slice(0, 10) }), from);
    const [, number, text, name, field, sign] = match;
    const at = TOKEN.lastIndex - match[0].trimStart().length;
    if (number !== undefined) found.push({ kind: "number", text: number, at });
    else if (text !== undefined) found.push({ kind: "text", text: text.replaceAll('""', '"'), at });
    else if (name !== undefined) found.push({ kind: "name", text: name, at });
    else if (field !== undefined) found.push({ kind: "field", text: field, at });
    else found.push({ kind: "sign", text: sign ?? "", at });
  }
  return [...found, { kind: "end", text: "", at: end }];
}

const number = (value: Value): number => (value === null || value === "" ? Number.NaN : Number(value));
const text = (value: Value): string => (value === null ? "" : String(value));
const finite = (value: number): Value => (Number.isFinite(value) ? value : null);
const truth = (value: boolean): Value => (value ? 1 : 0);
const isTrue = (value: Value): boolean => value !== null && value !== "" && value !== 0;

function compared(left: Value, right: Value): number {
  const numbers = [number(left), number(right)] as const;
  if (!Number.isNaN(numbers[0]) && !Number.isNaN(numbers[1])) return numbers[0] - numbers[1];
  return text(left) < text(right) ? -1 : text(left) > text(right) ? 1 : 0;
}

const POWERS: Readonly<Record<string, number>> = {
  "=": 1, "<>": 1, "<": 1, "<=": 1, ">": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "%": 4, "^": 6,
};
const UNARY_POWER = 5;

const OPERATORS: Readonly<Record<string, (left: Value, right: Value) => Value>> = {
  "+": (a, b) => finite(number(a) + number(b)),
  "-": (a, b) => finite(number(a) - number(b)),
  "*": (a, b) => finite(number(a) * number(b)),
  "/": (a, b) => finite(number(a) / number(b)),
  "%": (a, b) => finite(number(a) % number(b)),
  "^": (a, b) => finite(number(a) ** number(b)),
  "&": (a, b) => text(a) + text(b),
  "=": (a, b) => truth(compared(a, b) === 0),
  "<>": (a, b) => truth(compared(a, b) !== 0),
  "<": (a, b) => truth(compared(a, b) < 0),
  "<=": (a, b) => truth(compared(a, b) <= 0),
  ">": (a, b) => truth(compared(a, b) > 0),
  ">=": (a, b) => truth(compared(a, b) >= 0),
};

interface FormulaFunction {
  readonly least: number;
  readonly most: number;
  readonly call: (values: readonly Value[]) => Value;
}

const numeric = (call: (...values: number[]) => number, least = 1, most = least): FormulaFunction => ({
  least,
  most,
  call: (values) => finite(call(...values.map(number))),
});

const ofDate = (part: (date: Date) => number): FormulaFunction => ({
  least: 1,
  most: 1,
  call: ([value]) => finite(part(new Date(typeof value === "number" ? value : text(value ?? null)))),
});

export const FUNCTIONS: Readonly<Record<string, FormulaFunction>> = {
  abs: numeric(Math.abs),
  sqrt: numeric(Math.sqrt),
  log: numeric(Math.log),
  log10: numeric(Math.log10),
  exp: numeric(Math.exp),
  floor: numeric(Math.floor),
  ceil: numeric(Math.ceil),
  round: numeric((value, digits = 0) => Math.round(value * 10 ** digits) / 10 ** digits, 1, 2),
  min: numeric(Math.min, 1, 20),
  max: numeric(Math.max, 1, 20),
  sum: numeric((...values) => values.reduce((a, b) => a + (Number.isNaN(b) ? 0 : b), 0), 1, 20),
  len: { least: 1, most: 1, call: ([value = null]) => text(value).length },
  upper: { least: 1, most: 1, call: ([value = null]) => text(value).toUpperCase() },
  lower: { least: 1, most: 1, call: ([value = null]) => text(value).toLowerCase() },
  trim: { least: 1, most: 1, call: ([value = null]) => text(value).trim() },
  left: { least: 2, most: 2, call: ([value = null, n = null]) => text(value).slice(0, number(n)) },
  mid: { least: 3, most: 3, call: ([value = null, from = null, n = null]) => text(value).substr(number(from) - 1, number(n)) },
  concat: { least: 1, most: 20, call: (values) => values.map(text).join("") },
  contains: { least: 2, most: 2, call: ([value = null, part = null]) => truth(text(value).includes(text(part))) },
  not: { least: 1, most: 1, call: ([value = null]) => truth(!isTrue(value)) },
  and: { least: 1, most: 20, call: (values) => truth(values.every(isTrue)) },
  or: { least: 1, most: 20, call: (values) => truth(values.some(isTrue)) },
  coalesce: { least: 1, most: 20, call: (values) => values.find((value) => value !== null && value !== "") ?? null },
  year: ofDate((date) => date.getUTCFullYear()),
  month: ofDate((date) => date.getUTCMonth() + 1),
  day: ofDate((date) => date.getUTCDate()),
};

/** Functions of a whole column: computed once. */
export const COLUMN_FUNCTIONS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  total: (values) => values.reduce((a, b) => a + b, 0),
  mean: (values) => values.reduce((a, b) => a + b, 0) / values.length,
  least: (values) => values.reduce((a, b) => Math.min(a, b), Infinity),
  most: (values) => values.reduce((a, b) => Math.max(a, b), -Infinity),
};

/** Returns what computes a formula for each row of columns. Throws FormulaError with the place of the fault. */
export function compile(formula: string, columns: Readonly<Record<string, Column>>): Compute {
  const found = tokens(formula.replace(/^\s*=/, " "));
  let next = 0;
  let depth = 0;
  const peek = () => found[next] as Token;
  const take = () => found[next++] as Token;
  const expect = (sign: string) => {
    const token = take();
    if (token.kind !== "sign" || token.text !== sign) throw new FormulaError(t("formula.missing", { sign }), token.at);
  };

  function expression(power: number): Compute {
    depth += 1;
    if (depth > DEEPEST) throw new FormulaError(t("formula.tooDeep"), peek().at);
    let left = operand();
    for (let sign = peek(); sign.kind === "sign" && (POWERS[sign.text] ?? 0) > power; sign = peek()) {
      const operator = OPERATORS[take().text] as (left: Value, right: Value) => Value;
      const own = POWERS[sign.text] as number;
      // powers group from the right
      const before = left;
      const right = expression(sign.text === "^" ? own - 1 : own);
      left = (row) => operator(before(row), right(row));
    }
    depth -= 1;
    return left;
  }

  function operand(): Compute {
    const token = take();
    if (token.kind === "number") return constant(Number(token.text));
    if (token.kind === "text") return constant(token.text);
    if (token.kind === "field") return field(token);
    if (token.kind === "name") return peek().text === "(" && peek().kind === "sign" ? call(token) : field(token);
    if (token.text === "-" && token.kind === "sign") {
      const inner = expression(UNARY_POWER);
      return (row) => finite(-number(inner(row)));
    }
    if (token.text === "(" && token.kind === "sign") {
      const inner = expression(0);
      expect(")");
      return inner;
    }
    throw new FormulaError(token.kind === "end" ? t("formula.ends") : t("formula.misplaced", { text: token.text }), token.at);
  }

  function call(name: Token): Compute {
    const key = name.text.toLowerCase();
    if (Object.hasOwn(COLUMN_FUNCTIONS, key)) return ofColumn(key);
    expect("(");
    const values: Compute[] = [];
    if (peek().text !== ")") {
      do values.push(expression(0));
      while (peek().kind === "sign" && peek().text === "," && take());
    }
    expect(")");
    if (key === "if") return choice(name, values);
    const known = Object.hasOwn(FUNCTIONS, key) ? FUNCTIONS[key] : undefined;
    if (known === undefined) throw new FormulaError(t("formula.noFunction", { name: name.text }), name.at);
    if (values.length < known.least || values.length > known.most) {
      throw new FormulaError(t("formula.values", { name: name.text, count: known.least === known.most ? known.least : `${known.least} – ${known.most}` }), name.at);
    }
    return (row) => known.call(values.map((value) => value(row)));
  }

  function choice(name: Token, [condition, then, otherwise]: readonly Compute[]): Compute {
    if (!condition || !then) throw new FormulaError(t("formula.values", { name: "if", count: "2 – 3" }), name.at);
    return (row) => (isTrue(condition(row)) ? then(row) : otherwise ? otherwise(row) : null);
  }

  function ofColumn(key: string): Compute {
    expect("(");
    const inner = field(take());
    expect(")");
    const first = Object.values(columns)[0];
    const values: number[] = [];
    for (let row = 0; row < (first ? lengthOf(first) : 0); row++) {
      const value = number(inner(row));
      if (!Number.isNaN(value)) values.push(value);
    }
    return constant(finite((COLUMN_FUNCTIONS[key] as (values: readonly number[]) => number)(values)));
  }

  function field(token: Token): Compute {
    const column = Object.hasOwn(columns, token.text) ? columns[token.text] : undefined;
    if (column === undefined) throw new FormulaError(t("formula.noColumn", { name: token.text }), token.at);
    if (column.kind === "text") return (row) => column.dictionary[column.codes[row] ?? 0] ?? null;
    return (row) => finite(column.values[row] ?? Number.NaN);
  }

  const computed = expression(0);
  const rest = peek();
  if (rest.kind !== "end") throw new FormulaError(t("formula.misplaced", { text: rest.text }), rest.at);
  return computed;
}

const constant =
  (value: Value): Compute =>
  () =>
    value;
