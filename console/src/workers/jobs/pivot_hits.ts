import type { Column } from "../columns";
import type { Progress } from "../pool";
import { binned, dated, frequent } from "./bins";
import { loadColumns } from "./load";
import type { AllHits } from "./pages";
import { type Measure, type Pivot, pivot } from "./pivot";

export interface PivotHitsArgs extends Omit<AllHits, "fields"> {
  readonly rows: string;
  /** "" for one column. */
  readonly columns: string;
  /** "" for counting. */
  readonly values: string;
  readonly measure: Measure;
  /** Which fields are times. */
  readonly dates: readonly string[];
  /** How many keys there are of each at most, but for years, and one for all others. */
  readonly mostRows: number;
  readonly mostColumns: number;
}

/** Loads fields of hits and pivots them. The columns stay where they are made: the page gets the table alone. */
export async function pivotHits(args: PivotHitsArgs, progress: Progress): Promise<Pivot | null> {
  const { rows, columns, values, measure, dates, mostRows, mostColumns, ...hits } = args;
  const fields = [...new Set([rows, columns, values].filter((name) => name !== ""))];
  const loaded = await loadColumns({ ...hits, fields }, progress);
  const keys = (name: string, most: number): Column | null => {
    const column = loaded[name];
    if (column === undefined) return null;
    if (dates.includes(name)) return dated(column, most);
    return column.kind === "number" ? binned(column, most) : frequent(column, most);
  };
  const rowKeys = keys(rows, mostRows);
  return rowKeys && pivot({ rows: rowKeys, columns: keys(columns, mostColumns), values: loaded[values] ?? null, measure }, progress);
}
