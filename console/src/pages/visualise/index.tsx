import { useEffect, useMemo, useState } from "react";

import { createHistory } from "../../core/history";
import { createMediator } from "../../core/mediator";
import { listSaved, readSaved, removeSaved, save } from "../../core/saved";
import { tell, tellFailure } from "../../core/session";
import { t } from "../../texts/catalogue";
import { useFeatures } from "../../ui/features";
import { useAsked } from "../../ui/hooks";
import { Dialog, Failure, Labelled } from "../../ui/parts";
import { hrefOf, noteInAddress, usePlace } from "../../ui/router";
import { addAll, addPanel, changePanel, type Dashboard, EMPTY, movePanel, newId, type PanelSpec, removePanel, rename } from "./dashboard";
import { EditDialog } from "./edit";
import { DashboardPanel, type Pick } from "./panel";

const newPanel = (): PanelSpec => ({
  id: newId(),
  title: "", kind: "bar", index: "", text: "", source: "aggregation", rows: "", columns: "", values: "", measure: "count", most: 100_000,
});

/** Dashboards: pivots and charts, each change of which can be undone; saved for all, and shared by link. */
export default function Visualise() {
  const { values } = usePlace();
  const id = values.get("d");
  const { value, failure } = useAsked(async (signal) => ({ id, saved: id === null ? EMPTY : await readSaved<Dashboard>(id, signal) }), [id]);
  // what is being worked on stays, also while it is asked again
  if (value === null || value.id !== id) return failure ? <Failure failure={failure} /> : <p role="status">{t("app.loading")}</p>;
  return <Board key={id ?? ""} saved={value.saved} />;
}

function Board({ saved }: { saved: Dashboard }) {
  const { saves } = useFeatures();
  const [initial] = useState(saved);
  const [board, setBoard] = useState(initial);
  const history = useMemo(() => createHistory(initial, setBoard), [initial]);
  const mediator = useMemo(() => createMediator<Pick>(), []);
  const [edited, setEdited] = useState<PanelSpec | null>(null);
  const [showsSaved, setShowsSaved] = useState(false);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const isTyped = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (!(event.ctrlKey || event.metaKey) || isTyped) return;
      const key = event.key.toLowerCase();
      if (key === "z" && !event.shiftKey) history.undo();
      else if (key === "y" || key === "z") history.redo();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [history]);
  const keep = async () => {
    const name = board.title.trim();
    try {
      const kept = await save("dashboard", name, board);
      noteInAddress("visualise", { d: kept });
      tell(t("saved.done", { name }), t("visualise.link"), "good");
    } catch (fault) {
      tellFailure(fault);
    }
  };
  const finish = (spec: PanelSpec) => {
    const isNew = !board.panels.some((panel) => panel.id === spec.id);
    history.execute(isNew ? addPanel(spec) : changePanel(spec));
    setEdited(null);
  };
  return (
    <>
      <div className="row">
        <Labelled label={t("visualise.name")}>
          <TitleInput title={board.title} onChange={(title) => history.execute(rename(title))} />
        </Labelled>
        <button className="primary" onClick={() => setEdited(newPanel())}>
          {t("visualise.add")}
        </button>
        <button disabled={!history.canUndo} onClick={() => history.undo()}>
          {t("visualise.undo")}
        </button>
        <button disabled={!history.canRedo} onClick={() => history.redo()}>
          {t("visualise.redo")}
        </button>
        {saves && (
          <button disabled={board.title.trim() === ""} onClick={() => void keep()}>
            {t("saved.save")}
          </button>
        )}
        <button onClick={() => setShowsSaved(true)}>{t("visualise.saved")}</button>
      </div>
      {history.done.length > 0 && (
        <details>
          <summary>{t("visualise.history")}</summary>
          <ol>
            {history.done.map((label, at) => (
              <li key={at}>{label}</li>
            ))}
          </ol>
        </details>
      )}
      {board.panels.length === 0 && <p className="quiet">{t("visualise.none")}</p>}
      <div className="columns boards">
        {board.panels.map((spec) => (
          <DashboardPanel
            key={spec.id}
            spec={spec}
            mediator={mediator}
            onEdit={() => setEdited(spec)}
            onRemove={() => history.execute(removePanel(spec))}
            onMove={(by) => history.execute(movePanel(spec, by))}
          />
        ))}
      </div>
      {edited && <EditDialog spec={edited} onSave={finish} onClose={() => setEdited(null)} />}
      {showsSaved && <SavedDashboards onInsert={(other) => (history.execute(addAll(other)), setShowsSaved(false))} onClose={() => setShowsSaved(false)} />}
    </>
  );
}

/** A title is one change once it is typed, not one for each letter. */
function TitleInput({ title, onChange }: { title: string; onChange: (title: string) => void }) {
  const [draft, setDraft] = useState(title);
  useEffect(() => setDraft(title), [title]);
  const leave = () => draft !== title && onChange(draft);
  return <input value={draft} onChange={(event) => setDraft(event.target.value)} onBlur={leave} onKeyDown={(event) => event.key === "Enter" && leave()} />;
}

function SavedDashboards({ onInsert, onClose }: { onInsert: (other: Dashboard) => void; onClose: () => void }) {
  const { saves } = useFeatures();
  const { value, failure, again } = useAsked((signal) => listSaved<Dashboard>("dashboard", signal), []);
  return (
    <Dialog title={t("visualise.saved")} onClose={onClose}>
      <Failure failure={failure} />
      {value?.length === 0 && <p className="quiet">{t("saved.none")}</p>}
      <ul>
        {(value ?? []).map((one) => (
          <li key={one.id}>
            <a href={hrefOf("visualise", { d: one.id })} onClick={onClose}>
              {one.name}
            </a>{" "}
            <button aria-label={t("visualise.insert", { title: one.name })} onClick={() => onInsert(one.value)}>
              +
            </button>{" "}
            {saves && (
              <button aria-label={t("saved.remove", { name: one.name })} onClick={() => void removeSaved(one.id).then(again, tellFailure)}>
                ×
              </button>
            )}
          </li>
        ))}
      </ul>
      <button onClick={onClose}>{t("app.close")}</button>
    </Dialog>
  );
}
