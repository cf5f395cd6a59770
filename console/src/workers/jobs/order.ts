import { type Column, lengthOf } from "../columns";

/** Returns the rows in the order of a column; rows without a value stand last, equal ones as they were. */
export function order({ column, descending }: { readonly column: Column; readonly descending: boolean }): Uint32Array {
  const rows = Uint32Array.from({ length: lengthOf(column) }, (_, row) => row);
  const keys = column.kind === "number" ? column.values : ranks(column.codes, column.dictionary);
  const sign = descending ? -1 : 1;
  return rows.sort((a, b) => {
    const left = keys[a] ?? Number.NaN;
    const right = keys[b] ?? Number.NaN;
    if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
    return sign * (left - right);
  });
}

function ranks(codes: Uint32Array, dictionary: readonly string[]): Float64Array {
  const sorted = [...dictionary].sort((a, b) => (a < b ? -1 : 1));
  const rank = new Map(sorted.map((text, at) => [text, at]));
  const byCode = dictionary.map((text) => (text === "" ? Number.NaN : (rank.get(text) ?? 0)));
  return Float64Array.from(codes, (code) => byCode[code] ?? Number.NaN);
}
