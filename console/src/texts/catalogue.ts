/** The one catalogue of texts. Pages that are loaded later bring none of their own: all texts stand in one file. */

import { en } from "./en";

export type TextKey = keyof typeof en;

/** Returns a text, with `{name}` filled in. */
export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  return en[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

const whole = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

export const shownNumber = (value: number): string =>
  Number.isNaN(value) ? "" : Number.isInteger(value) ? whole.format(value) : short.format(value);

const UNITS = ["B", "KB", "MB", "GB", "TB"];

export function shownBytes(bytes: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1);
  return `${short.format(bytes / 1024 ** power)} ${UNITS[power]}`;
}

export function shownDuration(ms: number): string {
  if (ms < 1000) return `${short.format(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${short.format(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
