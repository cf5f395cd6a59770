export const CHART_KINDS = ["bar", "line", "area", "pie", "heat", "map", "table"] as const;
export type ChartKind = (typeof CHART_KINDS)[number];

/** What is drawn: figures by category, in one series or several; or points (longitude, latitude). */
export interface ChartData {
  readonly categories: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly points?: readonly (readonly [number, number])[];
}

/** Returns what a pivot shows, as figures by category. */
export function dataOfPivot(pivot: { rowKeys: readonly string[]; columnKeys: readonly string[]; cells: Float64Array }): ChartData {
  const width = pivot.columnKeys.length;
  const series = pivot.columnKeys.map((name, column) => ({
    name,
    values: pivot.rowKeys.map((_, row) => pivot.cells[row * width + column] ?? Number.NaN),
  }));
  return { categories: pivot.rowKeys, series };
}
