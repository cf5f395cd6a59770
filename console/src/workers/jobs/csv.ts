import { valueAt } from "../../core/adapter";

/** Returns one line of CSV by RFC 4180, with its end. Texts that a spreadsheet would run as formulas are quoted off. */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(cell).join(",")}\r\n`;
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Returns the values of a document at paths of dots. */
export function cells(source: Readonly<Record<string, unknown>>, fields: readonly string[]): unknown[] {
  return fields.map((field) => valueAt(source, field));
}
