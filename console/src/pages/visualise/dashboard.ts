/** A dashboard is a value; each change of it is a command, so that all of them can be undone. */

import { type Command, macro } from "../../core/history";
import { t } from "../../texts/catalogue";
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
  label: t("visualise.did.add", { title: panel.title }),
  apply: (board) => ({ ...board, panels: [...board.panels, panel] }),
});

export const removePanel = ({ id, title }: PanelSpec): Change => ({
  label: t("visualise.did.remove", { title }),
  apply: (board) => ({ ...board, panels: board.panels.filter((panel) => panel.id !== id) }),
});

export const changePanel = (panel: PanelSpec): Change => ({
  label: t("visualise.did.change", { title: panel.title }),
  apply: (board) => ({ ...board, panels: board.panels.map((one) => (one.id === panel.id ? panel : one)) }),
});

/** Moves a panel by some places; at the ends it stays. */
export const movePanel = ({ id, title }: PanelSpec, by: number): Change => ({
  label: t("visualise.did.move", { title }),
  apply(board) {
    const from = board.panels.findIndex((panel) => panel.id === id);
    const to = Math.max(0, Math.min(board.panels.length - 1, from + by));
    if (from < 0 || from === to) return board;
    const panels = [...board.panels];
    panels.splice(to, 0, ...panels.splice(from, 1));
    return { ...board, panels };
  },
});

export const rename = (title: string): Change => ({ label: t("visualise.did.rename", { title }), apply: (board) => ({ ...board, title }) });

/** Adds the panels of another dashboard, as panels of its own: undone as one. */
export const addAll = ({ title, panels }: Dashboard): Change =>
  macro(t("visualise.did.addAll", { title }), panels.map((panel) => addPanel({ ...panel, id: newId() })));

/** Returns a name that no panel has. */
export const newId = (): string => crypto.randomUUID?.() ?? String(Math.random());
