/** What workers do. A job is one file; it is known by its name here. */

import { exportHits } from "./export";
import { loadColumns, loadRows } from "./load";
import { order } from "./order";
import { pivot } from "./pivot";
import { pivotHits } from "./pivot_hits";
import { pretty } from "./pretty";
import { sampleColumns } from "./sample";
import { sheet } from "./sheet";
import { textFigures } from "./text";

export const jobs = { exportHits, loadColumns, loadRows, order, pivot, pivotHits, pretty, sampleColumns, sheet, textFigures };
export type Jobs = typeof jobs;
