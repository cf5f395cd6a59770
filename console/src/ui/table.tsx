import type { Key, ReactNode } from "react";

import { Scrolled } from "./parts";

export interface Column<Row> {
  readonly title: string;
  /** How its cells are set; numbers stand under each other. */
  readonly kind?: "number" | "mono";
  readonly cell: (row: Row) => ReactNode;
}

interface TableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => Key;
}

/** A table of rows that all have the same columns. */
export function Table<Row>({ label, columns, rows, keyOf }: TableProps<Row>) {
  return (
    <Scrolled label={label}>
      <table>
        <thead>
          <tr>
            {columns.map(({ title, kind }, at) => (
              <th key={at} className={kind}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ kind, cell }, at) => (
                <td key={at} className={kind}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolled>
  );
}
