/** What is looked for: a query string, and filters over fields. */

export const OPERATORS = ["is", "isNot", "contains", "atLeast", "atMost", "exists", "isMissing"] as const;
export type Operator = (typeof OPERATORS)[number];

export interface Filter {
  readonly field: string;
  readonly operator: Operator;
  readonly value: string;
}

export interface Wanted {
  readonly index: string;
  readonly text: string;
  readonly filters: readonly Filter[];
  readonly columns: readonly string[];
  readonly sort: string;
}

export const NOTHING: Wanted = { index: "", text: "", filters: [], columns: [], sort: "" };

const CLAUSES: Readonly<Record<Operator, (filter: Filter) => object>> = {
  is: ({ field, value }) => ({ term: { [field]: value } }),
  isNot: ({ field, value }) => ({ bool: { must_not: [{ term: { [field]: value } }] } }),
  contains: ({ field, value }) => ({ match: { [field]: { query: value, operator: "and" } } }),
  atLeast: ({ field, value }) => ({ range: { [field]: { gte: value } } }),
  atMost: ({ field, value }) => ({ range: { [field]: { lte: value } } }),
  exists: ({ field }) => ({ exists: { field } }),
  isMissing: ({ field }) => ({ bool: { must_not: [{ exists: { field } }] } }),
};

export const needsValue = (operator: Operator) => operator !== "exists" && operator !== "isMissing";

export function queryOf({ text, filters }: Pick<Wanted, "text" | "filters">): object {
  const typed = text.trim();
  const must = typed === "" ? [] : [{ query_string: { query: typed, default_operator: "AND" } }];
  const filter = filters.filter(({ field }) => field !== "").map((one) => CLAUSES[one.operator](one));
  if (must.length === 0 && filter.length === 0) return { match_all: {} };
  return { bool: { must, filter } };
}

/** Returns what is wanted as the address of the page tells it; what it does not tell is nothing. */
export function wantedOf(values: URLSearchParams): Wanted {
  try {
    return { ...NOTHING, ...(JSON.parse(values.get("q") ?? "{}") as Partial<Wanted>) };
  } catch {
    return NOTHING;
  }
}
