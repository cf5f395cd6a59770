import { useEffect, useState } from "react";

import type { Method } from "../../core/client";
import { askIndexRights, type IndexRight } from "../../core/features";
import { bus, client, path, tell, tellFailure } from "../../core/session";
import { shownBytes, shownNumber, t, type TextKey } from "../../texts/catalogue";
import { useAsked, useKept } from "../../ui/hooks";
import { Failure, Labelled, Panel } from "../../ui/parts";
import { Table } from "../../ui/table";
import { AliasesDialog } from "./aliases";
import { DeleteDialog } from "./delete";
import { type Counts, Rate, useRates } from "./rates";
import { RebuildDialog } from "./rebuild";

const EVERY_MS = 5_000;

export interface IndexRow {
  readonly index: string;
  readonly health: string;
  readonly status: string;
  readonly documents: number;
  readonly bytes: number;
  readonly shards: string;
}

interface CatRow {
  index: string;
  health?: string;
  status: string;
  pri: string;
  rep: string;
  "docs.count": string | null;
  "store.size": string | null;
}

interface IndexStats {
  readonly total: { readonly search?: { readonly query_total: number }; readonly indexing?: { readonly index_total: number } };
}

interface Indices {
  readonly rows: readonly IndexRow[];
  /** How much each has done; a closed one has no count. */
  readonly counts: Readonly<Record<string, Counts>>;
}

async function askIndices(signal: AbortSignal, all: boolean): Promise<Indices> {
  const names = (wildcards: string) => `expand_wildcards=${all ? "all" : wildcards}`;
  const [rows, stats] = await Promise.all([
    client.ask<CatRow[]>(
      "GET",
      `/_cat/indices?format=json&bytes=b&s=index&h=index,health,status,pri,rep,docs.count,store.size&${names("open,closed")}`,
      { signal },
    ),
    client.ask<{ indices: Record<string, IndexStats> }>("GET", `/_stats/search,indexing?forbid_closed_indices=false&${names("open")}`, { signal }),
  ]);
  return { rows: rows.map(rowOf), counts: Object.fromEntries(Object.entries(stats.indices).map(([name, { total }]) => [name, countsOf(total)])) };
}

const rowOf = (row: CatRow): IndexRow => ({
  index: row.index,
  health: row.health ?? "",
  status: row.status,
  documents: Number(row["docs.count"] ?? Number.NaN),
  bytes: Number(row["store.size"] ?? Number.NaN),
  shards: `${row.pri} × ${1 + Number(row.rep)}`,
});

const countsOf = ({ search, indexing }: IndexStats["total"]): Counts => ({
  searches: search?.query_total ?? 0,
  indexing: indexing?.index_total ?? 0,
});

interface IndexAction {
  readonly title: TextKey;
  readonly method: Method;
  readonly end: string;
  readonly needs: IndexRight;
  readonly isFor: (row: IndexRow) => boolean;
}

const ACTIONS: readonly IndexAction[] = [
  { title: "overview.open", method: "POST", end: "_open", needs: "manage", isFor: (row) => row.status === "close" },
  { title: "overview.refresh", method: "POST", end: "_refresh", needs: "maintenance", isFor: (row) => row.status === "open" },
  { title: "overview.merge", method: "POST", end: "_forcemerge", needs: "maintenance", isFor: (row) => row.status === "open" },
  { title: "overview.close", method: "POST", end: "_close", needs: "manage", isFor: (row) => row.status === "open" },
];

const DIALOGS = { aliases: AliasesDialog, rebuild: RebuildDialog, delete: DeleteDialog } as const;
type DialogName = keyof typeof DIALOGS;
const DIALOG_TITLES: readonly [DialogName, TextKey, IndexRight][] = [
  ["aliases", "overview.aliases", "manage"],
  ["rebuild", "overview.rebuild", "manage"],
  ["delete", "overview.delete", "delete_index"],
];

export function IndicesPanel() {
  const [all, setAll] = useKept("indices.all", false);
  const [filter, setFilter] = useState("");
  const [dialog, setDialog] = useState<{ name: DialogName; row: IndexRow } | null>(null);
  const { value, failure, again } = useAsked((signal) => askIndices(signal, all), [all], EVERY_MS);
  const rates = useRates(value && value.counts);
  const may = useIndexRights((value?.rows ?? []).map(({ index }) => index));
  useEffect(() => bus.subscribe("indices", again), [again]);
  const shown = (value?.rows ?? []).filter((row) => row.index.includes(filter.trim()));

  const act = async (row: IndexRow, { title, method, end }: IndexAction) => {
    try {
      await client.ask(method, `${path(row.index)}/${end}`, { timeoutMs: 600_000 });
      tell(t("overview.done", { action: t(title), index: row.index }), "", "good");
      bus.publish("indices", null);
    } catch (fault) {
      tellFailure(fault);
    }
  };
  const Shown = dialog && DIALOGS[dialog.name];
  return (
    <Panel title={t("overview.indices")}>
      <div className="row">
        <Labelled label={t("overview.filter")}>
          <input type="search" value={filter} onChange={(event) => setFilter(event.target.value)} />
        </Labelled>
        <label className="field check">
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} />
          <span>{t("overview.hidden")}</span>
        </label>
      </div>
      <Failure failure={failure} again={again} />
      {value?.rows.length === 0 && <p className="quiet">{t("overview.none")}</p>}
      {shown.length > 0 && (
        <Table
          label={t("overview.indices")}
          rows={shown}
          keyOf={(row) => row.index}
          columns={[
            { title: t("overview.index"), cell: (row) => row.index },
            { title: t("overview.state"), cell: (row) => <State row={row} /> },
            { title: t("overview.documents"), kind: "number", cell: (row) => shownNumber(row.documents) },
            { title: t("overview.size"), kind: "number", cell: (row) => (Number.isNaN(row.bytes) ? "" : shownBytes(row.bytes)) },
            { title: t("overview.shards"), kind: "number", cell: (row) => row.shards },
            ...(["searches", "indexing"] as const).map((what) => ({
              title: t(`overview.${what}`),
              kind: "number" as const,
              cell: ({ index }: IndexRow) => <Rate name={`${t(`overview.${what}`)}: ${index}`} values={rates(index)[what]} />,
            })),
            { title: t("overview.actions"), cell: (row) => <Actions row={row} may={may} onAct={(action) => void act(row, action)} onDialog={(name) => setDialog({ name, row })} /> },
          ]}
        />
      )}
      {dialog && Shown && <Shown row={dialog.row} onClose={() => setDialog(null)} />}
    </Panel>
  );
}

function State({ row }: { row: IndexRow }) {
  return (
    <>
      <span className={`dot ${row.health}`} aria-hidden="true" />
      {[row.health, row.status].filter(Boolean).join(", ")}
    </>
  );
}

interface ActionsProps {
  readonly row: IndexRow;
  readonly may: May;
  readonly onAct: (action: IndexAction) => void;
  readonly onDialog: (name: DialogName) => void;
}

function Actions({ row, may, onAct, onDialog }: ActionsProps) {
  return (
    <div className="actions">
      {ACTIONS.filter((action) => action.isFor(row) && may(row.index, action.needs)).map((action) => (
        <button key={action.end} aria-label={`${t(action.title)} ${row.index}`} onClick={() => onAct(action)}>
          {t(action.title)}
        </button>
      ))}
      {DIALOG_TITLES.filter(([, , right]) => may(row.index, right)).map(([name, title]) => (
        <button key={name} className={name === "delete" ? "danger" : ""} aria-label={`${t(title)} ${row.index}`} onClick={() => onDialog(name)}>
          {t(title)}
        </button>
      ))}
    </div>
  );
}

type May = (index: string, right: IndexRight) => boolean;

/** Returns what one may do with each index. While that is not known, nothing is offered. */
function useIndexRights(names: readonly string[]): May {
  const { value } = useAsked((signal) => askIndexRights(names, signal), [names.join()]);
  if (value !== null) return (index, right) => value[index]?.[right] ?? false;
  return () => client.credentials === null;
}
