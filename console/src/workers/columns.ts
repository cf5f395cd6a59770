/** Columns of rows: numbers, or codes into a dictionary of texts. They are handed to workers, not copied row by row. */

export interface NumberColumn {
  readonly kind: "number";
  /** NaN where a row has none. */
  readonly values: Float64Array;
}

export interface TextColumn {
  readonly kind: "text";
  /** Places in the dictionary. */
  readonly codes: Uint32Array;
  readonly dictionary: readonly string[];
}

export type Column = NumberColumn | TextColumn;

export const lengthOf = (column: Column): number =>
  column.kind === "number" ? column.values.length : column.codes.length;

/** Returns a row's value as a person reads it. */
export function shownAt(column: Column, row: number): string {
  if (column.kind === "text") return column.dictionary[column.codes[row] ?? 0] ?? "";
  const value = column.values[row] ?? Number.NaN;
  return Number.isNaN(value) ? "" : String(value);
}

/** Returns a column as codes: numbers become texts, each once, in the order of numbers. */
export function coded(column: Column): TextColumn {
  if (column.kind === "text") return column;
  const distinct = [...new Set(column.values)].sort((a, b) => a - b);
  const place = new Map(distinct.map((value, at) => [value, at]));
  const codes = new Uint32Array(column.values.length);
  for (let row = 0; row < codes.length; row++) codes[row] = place.get(column.values[row] ?? Number.NaN) ?? 0;
  return { kind: "text", codes, dictionary: distinct.map((value) => (Number.isNaN(value) ? "" : String(value))) };
}

/** Takes values one by one and becomes the column that fits them: texts as soon as one is no number. */
export class ColumnBuilder {
  private numbers: Float64Array = new Float64Array(1024);
  private codes: Uint32Array | null = null;
  private readonly places = new Map<string, number>();
  private length = 0;

  add(value: unknown): void {
    const one = Array.isArray(value) ? value[0] : value;
    const isNone = one === undefined || one === null;
    if (this.length === this.numbers.length) this.grow();
    if (this.codes === null && !isNone && typeof one !== "number") this.becomeText();
    if (this.codes) this.codes[this.length] = this.code(isNone ? "" : String(one));
    else this.numbers[this.length] = isNone ? Number.NaN : (one as number);
    this.length += 1;
  }

  build(): Column {
    if (this.codes === null) return { kind: "number", values: this.numbers.slice(0, this.length) };
    return { kind: "text", codes: this.codes.slice(0, this.length), dictionary: [...this.places.keys()] };
  }

  private code(text: string): number {
    const known = this.places.get(text);
    if (known !== undefined) return known;
    this.places.set(text, this.places.size);
    return this.places.size - 1;
  }

  private becomeText(): void {
    this.codes = new Uint32Array(this.numbers.length);
    for (let row = 0; row < this.length; row++) {
      const value = this.numbers[row] ?? Number.NaN;
      this.codes[row] = this.code(Number.isNaN(value) ? "" : String(value));
    }
  }

  private grow(): void {
    const wider = new Float64Array(this.numbers.length * 2);
    wider.set(this.numbers);
    this.numbers = wider;
    if (this.codes) {
      const codes = new Uint32Array(wider.length);
      codes.set(this.codes);
      this.codes = codes;
    }
  }
}
