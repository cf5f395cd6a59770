/** Rows of a grid: hits that were answered, or packed ones, of which only those are unpacked that are looked at. */

import type { Hit } from "../../core/adapter";
import type { Packed } from "../../workers/jobs/load";

export interface RowSource {
  readonly length: number;
  at(row: number): Hit;
}

export function rowsOf(hits: readonly Hit[]): RowSource {
  return { length: hits.length, at: (row) => hits[row] as Hit };
}

const KEPT = 500;

export function packedRows(pages: readonly Packed[]): RowSource {
  const starts: number[] = [];
  let length = 0;
  for (const page of pages) {
    starts.push(length);
    length += page.offsets.length - 1;
  }
  const decoder = new TextDecoder();
  const kept = new Map<number, Hit>();
  const unpack = (row: number): Hit => {
    const which = starts.findLastIndex((start) => start <= row);
    const page = pages[which] as Packed;
    const at = row - (starts[which] ?? 0);
    return JSON.parse(decoder.decode(page.bytes.subarray(page.offsets[at], page.offsets[at + 1]))) as Hit;
  };
  return {
    length,
    at(row) {
      const known = kept.get(row);
      if (known) return known;
      const hit = unpack(row);
      if (kept.size >= KEPT) kept.delete(kept.keys().next().value as number);
      kept.set(row, hit);
      return hit;
    },
  };
}
