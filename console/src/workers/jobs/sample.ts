import type { Column } from "../columns";

/** Returns rows that are made up, always the same: three columns for showing how work is done. */
export function sampleColumns({ rows }: { readonly rows: number }): { tag: Column; day: Column; bytes: Column } {
  const tags = Uint32Array.from({ length: rows }, (_, row) => ((row * 7) % 101) % 12);
  const days = Uint32Array.from({ length: rows }, (_, row) => (row * 13) % 31);
  return {
    tag: { kind: "text", codes: tags, dictionary: Array.from({ length: 12 }, (_, at) => `tag ${at}`) },
    day: { kind: "text", codes: days, dictionary: Array.from({ length: 31 }, (_, at) => `day ${at + 1}`) },
    bytes: { kind: "number", values: Float64Array.from({ length: rows }, (_, row) => (row * 31) % 977) },
  };
}
