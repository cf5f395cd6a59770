import { compile } from "../../core/formula";
import { type Column, ColumnBuilder, lengthOf } from "../columns";
import type { Progress } from "../pool";

export interface SheetArgs {
  readonly formula: string;
  readonly columns: Readonly<Record<string, Column>>;
}

const PIECE = 4_096;

/** Returns a column that a formula computes of others, row by row. Throws FormulaError. */
export function sheet({ formula, columns }: SheetArgs, progress: Progress): Column {
  const compute = compile(formula, columns);
  const first = Object.values(columns)[0];
  const rows = first ? lengthOf(first) : 0;
  const built = new ColumnBuilder();
  for (let row = 0; row < rows; row++) {
    built.add(compute(row));
    if (row % PIECE === 0) progress(row / rows);
  }
  return built.build();
}
