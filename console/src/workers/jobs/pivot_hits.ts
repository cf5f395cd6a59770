import type { Progress } from "../pool";
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
}

/** Loads fields of hits and pivots them. The columns stay where they are made: the page gets the table alone. */
export async function pivotHits(args: PivotHitsArgs, progress: Progress): Promise<Pivot | null> {
  const { rows, columns, values, measure, ...hits } = args;
  const fields = [...new Set([rows, columns, values].filter((name) => name !== ""))];
  const loaded = await loadColumns({ ...hits, fields }, progress);
  const column = (name: string) => loaded[name] ?? null;
  const keys = column(rows);
  return keys && pivot({ rows: keys, columns: column(columns), values: column(values), measure }, progress);
}
