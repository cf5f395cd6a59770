import { valueAt } from "../../core/adapter";
import { type Column, ColumnBuilder } from "../columns";
import type { Progress } from "../pool";
import { type AllHits, pagesOf } from "./pages";

export interface Packed {
  /** One document after the other, as JSON in UTF-8. */
  readonly bytes: Uint8Array;
  /** Where each begins, and where the last ends. */
  readonly offsets: Uint32Array;
}

export interface Loaded {
  readonly pages: readonly Packed[];
  readonly rows: number;
}

/** Loads hits for a grid: packed, so that they cost the page nothing until one is looked at. */
export async function loadRows(args: AllHits, progress: Progress): Promise<Loaded> {
  const pages: Packed[] = [];
  let rows = 0;
  const encoder = new TextEncoder();
  for await (const page of pagesOf(args, progress)) {
    const texts = page.map((hit) => encoder.encode(JSON.stringify(hit)));
    const offsets = new Uint32Array(texts.length + 1);
    texts.forEach((text, at) => (offsets[at + 1] = (offsets[at] ?? 0) + text.length));
    const bytes = new Uint8Array(offsets.at(-1) ?? 0);
    texts.forEach((text, at) => bytes.set(text, offsets[at]));
    pages.push({ bytes, offsets });
    rows += page.length;
  }
  return { pages, rows };
}

/** Loads fields of hits as columns, by name. */
export async function loadColumns(args: AllHits, progress: Progress): Promise<Record<string, Column>> {
  const builders = args.fields.map((field) => [field, new ColumnBuilder()] as const);
  for await (const page of pagesOf(args, progress)) {
    for (const hit of page) for (const [field, builder] of builders) builder.add(valueAt(hit.source, field));
  }
  return Object.fromEntries(builders.map(([field, builder]) => [field, builder.build()]));
}
