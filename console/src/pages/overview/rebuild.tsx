import { type FormEvent, useState } from "react";

import { bus, client, path, tell } from "../../core/session";
import { shownNumber, t } from "../../texts/catalogue";
import { useAsked, useWork } from "../../ui/hooks";
import { Dialog, DialogButtons, Failure, Labelled, Progress } from "../../ui/parts";
import type { IndexRow } from "./indices";

const EVERY_MS = 500;

interface Plan {
  readonly source: string;
  readonly target: string;
  readonly alias: string;
  readonly mapping: string;
  readonly keep: boolean;
}

interface Status {
  readonly completed: boolean;
  readonly task: { readonly status: { readonly total: number; readonly created: number; readonly updated: number } };
  readonly response?: { readonly failures: readonly unknown[] };
  readonly error?: { readonly reason: string };
}

type Tell = (share: number, note: string) => void;

/** Makes the new index, copies, and lets the name lead to it. Searches go on meanwhile, on the old one. */
async function rebuild(plan: Plan, signal: AbortSignal, progress: Tell): Promise<void> {
  await client.ask("PUT", path(plan.target), { signal, body: { mappings: JSON.parse(plan.mapping) as unknown } });
  progress(0, t("rebuild.made"));
  await copy(plan, signal, progress);
  await client.ask("POST", `${path(plan.target)}/_refresh`, { signal });
  await client.ask("POST", "/_aliases", { signal, body: { actions: swap(plan, await aliasOwners(plan.alias, signal)) } });
}

async function copy({ source, target }: Plan, signal: AbortSignal, progress: Tell): Promise<void> {
  const body = { source: { index: source, size: 2_000 }, dest: { index: target } };
  const { task } = await client.ask<{ task: string }>("POST", "/_reindex?wait_for_completion=false", { signal, body });
  try {
    for (;;) {
      const status = await client.ask<Status>("GET", path("_tasks", task), { signal });
      const { total, created, updated } = status.task.status;
      progress(total > 0 ? (created + updated) / total : 0, t("rebuild.copied", { done: shownNumber(created + updated), total: shownNumber(total) }));
      if (status.error) throw new Error(status.error.reason);
      const failed = status.response?.failures.length ?? 0;
      if (failed > 0) throw new Error(t("rebuild.failed", { failed }));
      if (status.completed) return;
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  } catch (failure) {
    if (signal.aborted) await client.ask("POST", `${path("_tasks", task)}/_cancel`).catch(() => {});
    throw failure;
  }
}

async function aliasOwners(alias: string, signal: AbortSignal): Promise<readonly string[]> {
  const { status, text } = await client.raw("GET", path("_alias", alias), { signal });
  return status === 200 ? Object.keys(JSON.parse(text) as object) : [];
}

/** Returns the one step in which the name comes to lead to the new index. */
export function swap({ source, target, alias, keep }: Omit<Plan, "mapping">, owners: readonly string[]): object[] {
  const gone = alias === source || !keep ? [{ remove_index: { index: source } }] : [];
  const left = owners.filter((owner) => gone.length === 0 || owner !== source);
  return [...gone, ...left.map((index) => ({ remove: { index, alias } })), { add: { index: target, alias } }];
}

export function RebuildDialog({ row, onClose }: { row: IndexRow; onClose: () => void }) {
  const [target, setTarget] = useState(() => nextName(row.index));
  const [alias, setAlias] = useState(row.index);
  const [keep, setKeep] = useState(false);
  const [mapping, setMapping] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const work = useWork(setFailure);
  const known = useAsked(async (signal) => {
    const answer = await client.ask<Record<string, { mappings: object }>>("GET", `${path(row.index)}/_mapping`, { signal });
    return JSON.stringify(answer[row.index]?.mappings ?? {}, null, 2);
  }, [row.index]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(null);
    const plan = { source: row.index, target, alias, mapping: mapping ?? known.value ?? "{}", keep };
    const done = await work.run((signal, progress) => rebuild(plan, signal, progress).then(() => true));
    if (!done) return;
    tell(t("rebuild.swapped", { alias, target }), "", "good");
    bus.publish("indices", null);
    onClose();
  };
  return (
    <Dialog title={t("rebuild.title", { index: row.index })} onClose={onClose}>
      <p>{t("rebuild.text")}</p>
      <form onSubmit={submit}>
        <Labelled label={t("rebuild.target")}>
          <input autoComplete="off" required value={target} onChange={(event) => setTarget(event.target.value)} />
        </Labelled>
        <Labelled label={t("rebuild.alias")}>
          <input autoComplete="off" required value={alias} onChange={(event) => setAlias(event.target.value)} />
        </Labelled>
        {alias === row.index ? (
          <p>{t("rebuild.sameName")}</p>
        ) : (
          <label className="field check">
            <input type="checkbox" checked={keep} onChange={(event) => setKeep(event.target.checked)} />
            <span>{t("rebuild.keep")}</span>
          </label>
        )}
        <Labelled label={t("rebuild.mapping")}>
          <textarea rows={8} spellCheck={false} value={mapping ?? known.value ?? ""} onChange={(event) => setMapping(event.target.value)} />
        </Labelled>
        <Failure failure={failure ?? known.failure} />
        {work.isBusy && <Progress share={work.share} note={work.note} label={t("overview.rebuild")} onStop={work.stop} />}
        <DialogButtons label={t("rebuild.start")} disabled={work.isBusy || known.value === null} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** Returns the name of the next version of an index: films, films-2, films-3. */
export function nextName(index: string): string {
  const [, stem = index, number = "1"] = /^(.*?)-(\d+)$/.exec(index) ?? [];
  return `${stem}-${Number(number) + 1}`;
}
