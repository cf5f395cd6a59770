/** The figures of a panel: of the server's aggregations, or of rows that a worker pivots. */

import { type Field, foundOf, valueAt } from "../../core/adapter";
import { client, path } from "../../core/session";
import { type ChartData, dataOfPivot } from "../../ui/chart_data";
import type { Measure } from "../../workers/jobs/pivot";
import type { Progress } from "../../workers/pool";
import { pool } from "../../workers/pool_of_page";
import { queryOf } from "../discover/query";
import type { PanelSpec } from "./dashboard";

/** What other panels pick out: values of fields. */
export type Picks = Readonly<Record<string, string>>;

const MOST_ROWS = 30;
const MOST_COLUMNS = 12;
const MOST_POINTS = 5_000;
const DATES = new Set(["date", "date_nanos"]);
const NUMBERS = new Set(["long", "integer", "short", "byte", "double", "float", "half_float", "scaled_float", "unsigned_long"]);

export const isNumber = (field: Field | undefined) => field !== undefined && NUMBERS.has(field.type);

export function panelQuery(spec: PanelSpec, picks: Picks): object {
  const filters = Object.entries(picks).map(([field, value]) => ({ field, operator: "is" as const, value }));
  return queryOf({ text: spec.text, filters });
}

export async function askData(spec: PanelSpec, fields: readonly Field[], picks: Picks, signal: AbortSignal, progress: Progress): Promise<ChartData> {
  if (spec.kind === "map") return await askPoints(spec, picks, signal);
  return spec.source === "rows" ? await pivotRows(spec, fields, picks, signal, progress) : await aggregate(spec, fields, picks, signal);
}

async function pivotRows(spec: PanelSpec, fields: readonly Field[], picks: Picks, signal: AbortSignal, onProgress: Progress): Promise<ChartData> {
  const { index, rows, columns, measure, most } = spec;
  const args = {
    base: location.origin, authorization: client.credentials?.header ?? null, index, query: panelQuery(spec, picks), most,
    rows, columns, values: measure === "count" ? "" : spec.values, measure,
    dates: fields.filter(({ type }) => DATES.has(type)).map(({ name }) => name), mostRows: MOST_ROWS, mostColumns: MOST_COLUMNS,
  };
  const table = await pool.run("pivotHits", args, { signal, onProgress, timeoutMs: 600_000 });
  return table === null ? { categories: [], series: [] } : dataOfPivot(table);
}

interface Bucket {
  readonly key: string | number;
  readonly key_as_string?: string;
  readonly doc_count: number;
  readonly measure?: { readonly value: number | null };
  readonly columns?: { readonly buckets: readonly Bucket[] };
}

/** Returns the aggregation that a panel asks for. */
export function aggregationOf(spec: PanelSpec, fields: readonly Field[]): object {
  const measure = spec.measure === "count" || spec.values === "" ? {} : { measure: { [spec.measure]: { field: spec.values } } };
  const inner = spec.columns === "" ? measure : { ...measure, columns: { ...bucketsOf(spec.columns, fields, MOST_COLUMNS), ...nonEmpty(measure) } };
  return { rows: { ...bucketsOf(spec.rows, fields, MOST_ROWS), ...nonEmpty(inner) } };
}

const nonEmpty = (aggs: object) => (Object.keys(aggs).length > 0 ? { aggs } : {});

function bucketsOf(name: string, fields: readonly Field[], size: number): object {
  const type = fields.find((field) => field.name === name)?.type ?? "";
  if (DATES.has(type)) return { auto_date_histogram: { field: name, buckets: size } };
  if (NUMBERS.has(type)) return { variable_width_histogram: { field: name, buckets: size } };
  return { terms: { field: name, size } };
}

async function aggregate(spec: PanelSpec, fields: readonly Field[], picks: Picks, signal: AbortSignal): Promise<ChartData> {
  const body = { size: 0, query: panelQuery(spec, picks), aggs: aggregationOf(spec, fields) };
  const found = foundOf(await client.ask("POST", `${path(spec.index)}/_search`, { body, signal }));
  return dataOfBuckets((found.aggregations["rows"] as { buckets?: readonly Bucket[] } | undefined)?.buckets ?? [], spec.measure, spec.columns !== "");
}

export function dataOfBuckets(buckets: readonly Bucket[], measure: Measure, hasColumns: boolean): ChartData {
  const name = (bucket: Bucket) => bucket.key_as_string ?? (typeof bucket.key === "number" ? String(Math.round(bucket.key * 100) / 100) : bucket.key);
  const figure = (bucket: Bucket | undefined) => (bucket === undefined ? Number.NaN : measure === "count" ? bucket.doc_count : (bucket.measure?.value ?? Number.NaN));
  const categories = buckets.map(name);
  if (!hasColumns) return { categories, series: [{ name: measure, values: buckets.map(figure) }] };
  const columns = [...new Set(buckets.flatMap((bucket) => (bucket.columns?.buckets ?? []).map(name)))];
  const series = columns.map((column) => ({
    name: column,
    values: buckets.map((bucket) => figure(bucket.columns?.buckets.find((one) => name(one) === column))),
  }));
  return { categories, series };
}

async function askPoints(spec: PanelSpec, picks: Picks, signal: AbortSignal): Promise<ChartData> {
  const body = { size: MOST_POINTS, _source: [spec.rows], query: panelQuery(spec, picks), track_total_hits: false };
  const found = foundOf(await client.ask("POST", `${path(spec.index)}/_search`, { body, signal }));
  const points = found.hits.map((hit) => pointOf(valueAt(hit.source, spec.rows))).filter((point) => point !== null);
  return { categories: [], series: [], points };
}

/** Returns longitude and latitude of a point in any of the forms that documents have. */
export function pointOf(value: unknown): readonly [number, number] | null {
  if (Array.isArray(value) && value.length >= 2) return [Number(value[0]), Number(value[1])];
  if (typeof value === "string" && /^-?[\d.]+\s*,\s*-?[\d.]+$/.test(value)) {
    const [lat, lon] = value.split(",");
    return [Number(lon), Number(lat)];
  }
  const point = (typeof value === "object" && value !== null ? value : {}) as { lat?: number; lon?: number; coordinates?: readonly number[] };
  if (point.coordinates) return [Number(point.coordinates[0]), Number(point.coordinates[1])];
  return point.lat !== undefined && point.lon !== undefined ? [Number(point.lon), Number(point.lat)] : null;
}
