import { shownNumber, t } from "../../texts/catalogue";
import { type Column, coded, lengthOf } from "../columns";
import type { Progress } from "../pool";

export const MEASURES = ["count", "sum", "avg", "min", "max"] as const;
export type Measure = (typeof MEASURES)[number];

export interface PivotArgs {
  readonly rows: Column;
  /** Without columns there is one. */
  readonly columns: Column | null;
  /** What is measured; null for counting. */
  readonly values: Column | null;
  readonly measure: Measure;
}

export interface Pivot {
  readonly rowKeys: readonly string[];
  readonly columnKeys: readonly string[];
  /** Row by row; NaN where there is nothing. */
  readonly cells: Float64Array;
  readonly rows: number;
}

const PIECE = 1 << 16;
const MOST_CELLS = 4_000_000;

/** Returns a table of one measure over the keys of one or two columns, keys in their order. */
export function pivot(args: PivotArgs, progress: Progress): Pivot {
  const steps = pivotInSteps(args);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    progress(step.value);
  }
}

/** The same in steps of some thousand rows, each of which tells how much is done. */
export function* pivotInSteps(args: PivotArgs): Generator<number, Pivot> {
  const rows = coded(args.rows);
  const columns = args.columns ? coded(args.columns) : null;
  const rowOrder = ordered(rows.dictionary, args.rows.kind === "number");
  const columnOrder = columns ? ordered(columns.dictionary, args.columns?.kind === "number") : null;
  const width = columnOrder ? columnOrder.keys.length : 1;
  const cellCount = rowOrder.keys.length * width;
  if (cellCount > MOST_CELLS) throw new RangeError(t("error.tooManyCells", { cells: shownNumber(cellCount), most: shownNumber(MOST_CELLS) }));
  const counts = new Float64Array(cellCount);
  const sums = new Float64Array(cellCount);
  const least = new Float64Array(cellCount).fill(Infinity);
  const most = new Float64Array(cellCount).fill(-Infinity);
  const values = args.values?.kind === "number" ? args.values.values : null;
  const total = lengthOf(args.rows);
  for (let from = 0; from < total; from += PIECE) {
    const to = Math.min(from + PIECE, total);
    for (let row = from; row < to; row++) {
      const at = (rowOrder.places[rows.codes[row] ?? 0] ?? 0) * width +
        (columns && columnOrder ? (columnOrder.places[columns.codes[row] ?? 0] ?? 0) : 0);
      const value = values ? (values[row] ?? Number.NaN) : 1;
      if (Number.isNaN(value)) continue;
      counts[at] = (counts[at] ?? 0) + 1;
      sums[at] = (sums[at] ?? 0) + value;
      if (value < (least[at] ?? 0)) least[at] = value;
      if (value > (most[at] ?? 0)) most[at] = value;
    }
    yield to / total;
  }
  const cells = measured(args.measure, counts, sums, least, most);
  return { rowKeys: rowOrder.keys, columnKeys: columnOrder ? columnOrder.keys : [args.measure], cells, rows: total };
}

function measured(measure: Measure, counts: Float64Array, sums: Float64Array, least: Float64Array, most: Float64Array): Float64Array {
  if (measure === "count") return counts;
  const source = { sum: sums, avg: sums, min: least, max: most }[measure];
  return source.map((value, at) => {
    const count = counts[at] ?? 0;
    if (count === 0) return Number.NaN;
    return measure === "avg" ? value / count : value;
  });
}

function ordered(dictionary: readonly string[], isNumeric: boolean): { keys: string[]; places: Uint32Array } {
  const order = dictionary.map((_, at) => at);
  const text = (at: number) => dictionary[at] ?? "";
  order.sort((a, b) => (isNumeric ? Number(text(a)) - Number(text(b)) : text(a) < text(b) ? -1 : 1));
  const places = new Uint32Array(dictionary.length);
  order.forEach((code, place) => (places[code] = place));
  return { keys: order.map(text), places };
}
