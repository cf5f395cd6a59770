import { useEffect, useState } from "react";

import { fieldsOf } from "../../core/adapter";
import type { Mediator } from "../../core/mediator";
import { client, path } from "../../core/session";
import { t } from "../../texts/catalogue";
import type { ChartData } from "../../ui/chart_data";
import { useAsked, useWork } from "../../ui/hooks";
import { Failure, Panel, Progress } from "../../ui/parts";
import type { PanelSpec } from "./dashboard";
import { askData, type Picks } from "./data";
import { createView } from "./views";

/** What panels tell each other: what somebody picked out, or that it is picked no longer. */
export interface Pick {
  readonly index: string;
  readonly field: string;
  readonly value: string | null;
}

interface DashboardPanelProps {
  readonly spec: PanelSpec;
  readonly mediator: Mediator<Pick>;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
  readonly onMove: (by: number) => void;
}

/** One panel. What is picked in it narrows all the others, of which it knows nothing. */
export function DashboardPanel({ spec, mediator, onEdit, onRemove, onMove }: DashboardPanelProps) {
  const [picks, setPicks] = useState<Picks>({});
  const [data, setData] = useState<ChartData | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const work = useWork(setFailure);
  const fields = useAsked(async (signal) => fieldsOf(await client.ask("GET", `${path(spec.index)}/_mapping`, { signal })), [spec.index]);

  useEffect(
    () =>
      mediator.register(spec.id, {
        receive({ index, field, value }) {
          if (index !== spec.index) return;
          setPicks(({ [field]: _, ...others }) => (value === null ? others : { ...others, [field]: value }));
        },
      }),
    [mediator, spec.id, spec.index],
  );
  useEffect(() => {
    if (fields.value === null) return;
    setFailure(null);
    void work.run((signal, progress) => askData(spec, fields.value ?? [], picks, signal, progress)).then((got) => got && setData(got));
  }, [spec, fields.value, picks]);

  const pick = (value: string | null) => {
    if (spec.kind !== "map") mediator.send({ index: spec.index, field: spec.rows, value }, spec.id);
  };
  const label = `${spec.title}: ${t(`chart.${spec.kind}`)}`;
  return (
    <Panel
      title={spec.title}
      actions={
        <>
          <button aria-label={t("visualise.left", { title: spec.title })} onClick={() => onMove(-1)}>
            ←
          </button>
          <button aria-label={t("visualise.right", { title: spec.title })} onClick={() => onMove(1)}>
            →
          </button>
          <button aria-label={t("visualise.editTitle", { title: spec.title })} onClick={onEdit}>
            {t("visualise.edit")}
          </button>
          <button aria-label={t("visualise.removeTitle", { title: spec.title })} onClick={onRemove}>
            ×
          </button>
        </>
      }
    >
      {Object.entries(picks).map(([field, value]) => (
        <p key={field}>
          {field} = <strong>{value}</strong>{" "}
          <button onClick={() => setPicks(({ [field]: _, ...others }) => others)}>{t("visualise.unpick")}</button>
        </p>
      ))}
      <Failure failure={failure ?? fields.failure} />
      {work.isBusy && <Progress share={work.share} note={work.note} label={spec.title} onStop={work.stop} />}
      {data && createView(spec.kind, { data, label, onPick: pick })}
    </Panel>
  );
}
