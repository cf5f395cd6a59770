/**
 * Adapter: answers of Elasticsearch (before 7 and since), OpenSearch and Findling in one shape, and rows in the names that
 * whoever draws them wants.
 */

export interface Hit {
  readonly index: string;
  readonly id: string;
  readonly score: number | null;
  readonly source: Readonly<Record<string, unknown>>;
  readonly highlight: Readonly<Record<string, readonly string[]>>;
  readonly sort: readonly unknown[];
  readonly explanation: Explanation | null;
}

export interface Explanation {
  readonly value: number;
  readonly description: string;
  readonly details: readonly Explanation[];
}

export interface Found {
  readonly tookMs: number;
  readonly timedOut: boolean;
  readonly total: number;
  /** Whether there are more than `total`. */
  readonly isLowerBound: boolean;
  readonly failedShards: number;
  readonly hits: readonly Hit[];
  readonly aggregations: Readonly<Record<string, unknown>>;
}

type Raw = Record<string, unknown>;

const record = (value: unknown): Raw => (typeof value === "object" && value !== null ? (value as Raw) : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Returns an answer of `_search` in one shape. Throws for what is none. */
export function foundOf(answer: unknown): Found {
  const raw = record(answer);
  const hits = record(raw["hits"]);
  if (!("hits" in hits)) throw new TypeError("this is no answer of a search");
  // a number before 7, absent where it was not counted
  const total = typeof hits["total"] === "number" ? { value: hits["total"], relation: "eq" } : record(hits["total"]);
  return {
    tookMs: Number(raw["took"] ?? 0),
    timedOut: raw["timed_out"] === true,
    total: Number(total["value"] ?? list(hits["hits"]).length),
    isLowerBound: "value" in total ? total["relation"] === "gte" : true,
    failedShards: Number(record(raw["_shards"])["failed"] ?? 0),
    hits: list(hits["hits"]).map(hitOf),
    aggregations: record(raw["aggregations"] ?? raw["aggs"]),
  };
}

export function hitOf(value: unknown): Hit {
  const raw = record(value);
  return {
    index: String(raw["_index"] ?? ""),
    id: String(raw["_id"] ?? ""),
    score: typeof raw["_score"] === "number" ? raw["_score"] : null,
    source: record(raw["_source"]),
    highlight: record(raw["highlight"]) as Hit["highlight"],
    sort: list(raw["sort"]),
    explanation: raw["_explanation"] === undefined ? null : explanationOf(raw["_explanation"]),
  };
}

export function explanationOf(value: unknown): Explanation {
  const raw = record(value);
  return {
    value: Number(raw["value"] ?? 0),
    description: String(raw["description"] ?? ""),
    details: list(raw["details"]).map(explanationOf),
  };
}

export interface Field {
  readonly name: string;
  readonly type: string;
}

/** Returns the fields of an answer of `_mapping`, by name; of several indices the first that has it says the type. */
export function fieldsOf(answer: unknown): readonly Field[] {
  const found = new Map<string, string>();
  const walk = (properties: unknown, prefix: string) => {
    for (const [name, value] of Object.entries(record(properties))) {
      const field = record(value);
      const path = prefix + name;
      const type = String(field["type"] ?? "object");
      if (type !== "object" && type !== "nested" && !found.has(path)) found.set(path, type);
      walk(field["properties"], `${path}.`);
      walk(field["fields"], `${path}.`);
    }
  };
  for (const index of Object.values(record(answer))) {
    const mappings = record(record(index)["mappings"]);
    // before 7 a type stood between
    if ("properties" in mappings) walk(mappings["properties"], "");
    else for (const type of Object.values(mappings)) walk(record(type)["properties"], "");
  }
  return [...found].map(([name, type]) => ({ name, type })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Returns the value at a path of dots in a document, whether the names in it are nested or have dots themselves. */
export function valueAt(source: Readonly<Record<string, unknown>>, path: string): unknown {
  if (path in source) return source[path];
  const dot = path.indexOf(".");
  if (dot < 0) return undefined;
  const inner = source[path.slice(0, dot)];
  const rest = path.slice(dot + 1);
  if (Array.isArray(inner)) return inner.map((one) => valueAt(record(one), rest)).filter((one) => one !== undefined);
  return typeof inner === "object" && inner !== null ? valueAt(inner as Raw, rest) : undefined;
}

/** Returns rows under the names that `mapping` gives their members; what it does not name is left out. */
export function renamed<Row extends object>(
  rows: readonly Row[],
  mapping: Readonly<Partial<Record<keyof Row & string, string>>>,
): Record<string, unknown>[] {
  const names = Object.entries(mapping) as [keyof Row & string, string][];
  return rows.map((row) => Object.fromEntries(names.map(([from, to]) => [to, row[from]])));
}
