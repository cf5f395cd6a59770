/** A dashboard is a value; each change of it is a command, so that all of them can be undone. */

import { type Command, macro } from "../../core/history";
import type { ChartKind } from "../../ui/chart_data";
import type { Measure } from "../../workers/jobs/pivot";

export interface PanelSpec {
  readonly id: string;
  readonly title: string;
  readonly kind: ChartKind;
  readonly index: string;
  readonly text: string;
  /** Whether the server aggregates, or rows are loaded and a worker does. */
  readonly source: "aggregation" | "rows";
  readonly rows: string;
  readonly columns: string;
  readonly values: string;
  readonly measure: Measure;
  /** How many rows are loaded at most. */
  readonly most: number;
}

export interface Dashboard {
  readonly title: string;
  readonly panels: readonly PanelSpec[];
}

export const EMPTY: Dashboard = { title: "", panels: [] };

type Change = Command<Dashboard>;

export const addPanel = (panel: PanelSpec): Change => ({
  label: `add ${panel.title}`,
  apply: (board) => ({ ...board, panels: [...board.panels, panel] }),
});

export const removePanel = (id: string): Change => ({
  label: `remove ${id}`,
  apply: (board) => ({ ...board, panels: board.panels.filter((panel) => panel.id !== id) }),
});

export const changePanel = (panel: PanelSpec): Change => ({
  label: `change ${panel.title}`,
  apply: (board) => ({ ...board, panels: board.panels.map((one) => (one.id === panel.id ? panel : one)) }),
});

/** Moves a panel by some places; at the ends it stays. */
export const movePanel = (id: string, by: number): Change => ({
  label: `move ${id}`,
  apply(board) {
    const from = board.panels.findIndex((panel) => panel.id === id);
    const to = Math.max(0, Math.min(board.panels.length - 1, from + by));
    if (from < 0 || from === to) return board;
    const panels = [...board.panels];
    panels.splice(to, 0, ...panels.splice(from, 1));
    return { ...board, panels };
  },
});

export const rename = (title: string): Change => ({ label: `rename ${title}`, apply: (board) => ({ ...board, title }) });

/** Puts several panels there at once: undone as one. */
export const addAll = (label: string, panels: readonly PanelSpec[]): Change => macro(label, panels.map(addPanel));
