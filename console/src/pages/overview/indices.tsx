import { useEffect, useState } from "react";

import type { Method } from "../../core/client";
import { askIndexRights, type IndexRight } from "../../core/features";
import { bus, client, path, tell, tellFailure } from "../../core/session";
import { shownBytes, shownNumber, t, type TextKey } from "../../texts/catalogue";
import { useAsked, useKept } from "../../ui/hooks";
import { Failure, Labelled, Panel, Scrolled } from "../../ui/parts";
import { AliasesDialog } from "./aliases";
import { DeleteDialog } from "./delete";
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

async function askIndices(signal: AbortSignal, all: boolean): Promise<readonly IndexRow[]> {
  const wildcards = all ? "all" : "open,closed";
  const rows = await client.ask<CatRow[]>(
    "GET",
    `/_cat/indices?format=json&bytes=b&s=index&h=index,health,status,pri,rep,docs.count,store.size&expand_wildcards=${wildcards}`,
    { signal },
  );
  return rows.map((row) => ({
    index: row.index,
    health: row.health ?? "",
    status: row.status,
    documents: Number(row["docs.count"] ?? Number.NaN),
    bytes: Number(row["store.size"] ?? Number.NaN),
    shards: `${row.pri} × ${1 + Number(row.rep)}`,
  }));
}

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
  const may = useIndexRights((value ?? []).map(({ index }) => index));
  useEffect(() => bus.subscribe("indices", again), [again]);
  const shown = (value ?? []).filter((row) => row.index.includes(filter.trim()));

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
      {value?.length === 0 && <p className="quiet">{t("overview.none")}</p>}
      {shown.length > 0 && (
        <Scrolled label={t("overview.indices")}>
          <table>
            <thead>
              <tr>
                <th>{t("overview.index")}</th>
                <th>{t("overview.state")}</th>
                <th className="number">{t("overview.documents")}</th>
                <th className="number">{t("overview.size")}</th>
                <th className="number">{t("overview.shards")}</th>
                <th>{t("overview.actions")}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <tr key={row.index}>
                  <td>{row.index}</td>
                  <td>
                    <span className={`dot ${row.health}`} aria-hidden="true" />
                    {[row.health, row.status].filter(Boolean).join(", ")}
                  </td>
                  <td className="number">{shownNumber(row.documents)}</td>
                  <td className="number">{Number.isNaN(row.bytes) ? "" : shownBytes(row.bytes)}</td>
                  <td className="number">{row.shards}</td>
                  <td>
                    <div className="actions">
                      {ACTIONS.filter((action) => action.isFor(row) && may(row.index, action.needs)).map((action) => (
                        <button
                          key={action.end}
                          aria-label={`${t(action.title)} ${row.index}`}
                          onClick={() => void act(row, action)}
                        >
                          {t(action.title)}
                        </button>
                      ))}
                      {DIALOG_TITLES.filter(([, , right]) => may(row.index, right)).map(([name, title]) => (
                        <button
                          key={name}
                          className={name === "delete" ? "danger" : ""}
                          aria-label={`${t(title)} ${row.index}`}
                          onClick={() => setDialog({ name, row })}
                        >
                          {t(title)}
                        </button>
                      ))}
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
      )}
      {dialog && Shown && <Shown row={dialog.row} onClose={() => setDialog(null)} />}
    </Panel>
  );
}

/** Returns what one may do with each index. While that is not known, nothing is offered. */
function useIndexRights(names: readonly string[]): (index: string, right: IndexRight) => boolean {
  const { value } = useAsked((signal) => askIndexRights(names, signal), [names.join()]);
  if (value !== null) return (index, right) => value[index]?.[right] ?? false;
  return () => client.credentials === null;
}
