/** Columns made coarser, so that a pivot of them has no more keys than somebody can look at. */

import { t } from "../../texts/catalogue";
import { type Column, coded, type NumberColumn, type TextColumn } from "../columns";

/** Lengths of times in ISO 8601, down to: minute, hour, day, month, year. */
const UNITS = [16, 13, 10, 7, 4] as const;

/** Returns numbers as they are if there are no more than `most`; else each as the lower edge of its bin, all bins of one round width. */
export function binned(column: NumberColumn, most: number): NumberColumn {
  if (!hasMoreThan(column.values, most)) return column;
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of column.values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  // bins begin at multiples of their width: at both ends there may be one that is only in part of use
  const width = roundedUp((greatest - least) / Math.max(1, most - 2));
  return { kind: "number", values: column.values.map((value) => Number((Math.floor(value / width) * width).toPrecision(12))) };
}

function hasMoreThan(values: Float64Array, most: number): boolean {
  const seen = new Set<number>();
  for (const value of values) if (!Number.isNaN(value) && seen.add(value).size > most) return true;
  return false;
}

/** Returns the next of 1, 2, 5, 10, 20, 50 ... */
function roundedUp(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  return power * ([1, 2, 5].find((factor) => factor * power >= width) ?? 10);
}

/** Returns times down to the finest unit of which there are no more than `most`, or to their years. What is no time is empty. */
export function dated(column: Column, most: number): TextColumn {
  const { codes, dictionary } = coded(column);
  const times = dictionary.map((text) => isoOf(column.kind === "number" ? Number(text || Number.NaN) : Date.parse(text)));
  const cut = (unit: number) => times.map((time) => time.slice(0, unit));
  const unit = UNITS.find((one) => new Set(cut(one)).size <= most) ?? UNITS[UNITS.length - 1]!;
  return renamed(codes, cut(unit));
}

const isoOf = (ms: number) => (Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : "");

/** Returns texts of which the `most` that stand most often are kept, and the others are one. */
export function frequent(column: TextColumn, most: number): TextColumn {
  const { codes, dictionary } = column;
  if (dictionary.length <= most) return column;
  const counts = new Float64Array(dictionary.length);
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  const kept = new Set([...dictionary.keys()].sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0)).slice(0, most));
  return renamed(codes, dictionary.map((text, code) => (kept.has(code) ? text : t("visualise.others"))));
}

/** Returns a column under new names for its texts, of which several may be one now. */
function renamed(codes: Uint32Array, names: readonly string[]): TextColumn {
  const dictionary = [...new Set(names)];
  const place = new Map(dictionary.map((name, at) => [name, at]));
  const places = Uint32Array.from(names, (name) => place.get(name) ?? 0);
  return { kind: "text", codes: codes.map((code) => places[code] ?? 0), dictionary };
}
