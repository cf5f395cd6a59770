import type { Column } from "../columns";

export interface Bins {
  /** One more than there are counts. */
  readonly edges: Float64Array;
  readonly counts: Float64Array;
  readonly missing: number;
}

/** Returns how many values fall into each of `count` bins of one width, the last with its upper edge. */
export function bins({ column, count }: { readonly column: Column; readonly count: number }): Bins {
  if (column.kind !== "number") throw new TypeError("texts have no histogram");
  let least = Infinity;
  let most = -Infinity;
  for (const value of column.values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const counts = new Float64Array(count);
  if (least > most) return { edges: new Float64Array(count + 1), counts, missing: column.values.length };
  const width = (most - least) / count || 1;
  let missing = 0;
  for (const value of column.values) {
    if (Number.isNaN(value)) missing += 1;
    else {
      const at = Math.min(count - 1, Math.floor((value - least) / width));
      counts[at] = (counts[at] ?? 0) + 1;
    }
  }
  return { edges: Float64Array.from({ length: count + 1 }, (_, at) => least + at * width), counts, missing };
}
