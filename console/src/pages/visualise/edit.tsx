import { type FormEvent, useState } from "react";

import { type Field, fieldsOf } from "../../core/adapter";
import { client, path } from "../../core/session";
import { shownNumber, t } from "../../texts/catalogue";
import { CHART_KINDS } from "../../ui/chart_data";
import { useAsked } from "../../ui/hooks";
import { Dialog, DialogButtons, Labelled } from "../../ui/parts";
import { MEASURES } from "../../workers/jobs/pivot";
import { askNames } from "../devtools/known";
import type { PanelSpec } from "./dashboard";
import { isNumber } from "./data";

const SIZES = [10_000, 100_000, 1_000_000];
const BUCKETED = new Set(["text", "geo_shape", "dense_vector", "completion", "search_as_you_type", "annotated_text"]);

/** Asks what a panel shows. */
export function EditDialog({ spec, onSave, onClose }: { spec: PanelSpec; onSave: (spec: PanelSpec) => void; onClose: () => void }) {
  const [draft, setDraft] = useState(spec);
  const names = useAsked(askNames, []).value ?? [];
  const index = draft.index || names[0] || "";
  const mapping = useAsked(async (signal) => (index === "" ? [] : fieldsOf(await client.ask("GET", `${path(index)}/_mapping`, { signal }))), [index]);
  const fields = mapping.value ?? [];
  const isMap = draft.kind === "map";
  const points = fields.filter(({ type }) => type === "geo_point");
  const groups = fields.filter(({ type }) => type !== "geo_point" && !BUCKETED.has(type));
  const change = (next: Partial<PanelSpec>) => setDraft({ ...draft, index, ...next });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const title = draft.title || [t(`chart.${draft.kind}`), draft.rows, draft.columns].filter(Boolean).join(", ");
    onSave({ ...draft, index, title });
  };
  return (
    <Dialog title={t("visualise.panel")} onClose={onClose}>
      <form onSubmit={submit}>
        <Labelled label={t("visualise.title")}>
          <input value={draft.title} onChange={(event) => change({ title: event.target.value })} />
        </Labelled>
        <div className="row">
          <Labelled label={t("visualise.kind")}>
            <select value={draft.kind} onChange={(event) => change({ kind: event.target.value as PanelSpec["kind"], rows: "" })}>
              {CHART_KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`chart.${kind}`)}
                </option>
              ))}
            </select>
          </Labelled>
          <Labelled label={t("discover.index")}>
            <select value={index} onChange={(event) => change({ index: event.target.value, rows: "", columns: "", values: "" })}>
              {names.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </Labelled>
          <Labelled label={t("discover.query")}>
            <input value={draft.text} onChange={(event) => change({ text: event.target.value })} />
          </Labelled>
        </div>
        <div className="row">
          <FieldChoice label={t(isMap ? "visualise.point" : "visualise.rows")} fields={isMap ? points : groups} value={draft.rows} onChange={(rows) => change({ rows })} />
          {!isMap && <FieldChoice label={t("visualise.columns")} fields={groups} value={draft.columns} onChange={(columns) => change({ columns })} />}
          {!isMap && (
            <Labelled label={t("visualise.measure")}>
              <select value={draft.measure} onChange={(event) => change({ measure: event.target.value as PanelSpec["measure"] })}>
                {MEASURES.map((measure) => (
                  <option key={measure}>{measure}</option>
                ))}
              </select>
            </Labelled>
          )}
          {!isMap && draft.measure !== "count" && (
            <FieldChoice label={t("visualise.values")} fields={fields.filter(isNumber)} value={draft.values} onChange={(values) => change({ values })} />
          )}
        </div>
        {!isMap && (
          <div className="row">
            <Labelled label={t("visualise.source")}>
              <select value={draft.source} onChange={(event) => change({ source: event.target.value as PanelSpec["source"] })}>
                <option value="aggregation">{t("visualise.aggregation")}</option>
                <option value="rows">{t("visualise.loaded")}</option>
              </select>
            </Labelled>
            {draft.source === "rows" && (
              <Labelled label={t("visualise.most")}>
                <select value={draft.most} onChange={(event) => change({ most: Number(event.target.value) })}>
                  {SIZES.map((size) => (
                    <option key={size} value={size}>
                      {shownNumber(size)}
                    </option>
                  ))}
                </select>
              </Labelled>
            )}
          </div>
        )}
        <DialogButtons label={t("visualise.show")} disabled={draft.rows === "" || (!isMap && draft.measure !== "count" && draft.values === "")} onClose={onClose} />
      </form>
    </Dialog>
  );
}

function FieldChoice(props: { label: string; fields: readonly Field[]; value: string; onChange: (name: string) => void }) {
  return (
    <Labelled label={props.label}>
      <select value={props.value} onChange={(event) => props.onChange(event.target.value)}>
        <option value="" />
        {props.fields.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </Labelled>
  );
}
