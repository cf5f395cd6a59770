import { useState } from "react";

import { listSaved, removeSaved, save } from "../../core/saved";
import { tell, tellFailure } from "../../core/session";
import { t } from "../../texts/catalogue";
import { useFeatures } from "../../ui/features";
import { useAsked } from "../../ui/hooks";
import { Dialog, Failure, Labelled } from "../../ui/parts";
import type { Wanted } from "./query";

/** Searches under names, which all who use the console share. */
export function SavedSearches({ wanted, onTake }: { wanted: Wanted; onTake: (wanted: Wanted) => void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {t("saved.searches")}
      </button>
      {isOpen && <SavedDialog wanted={wanted} onTake={(taken) => (setOpen(false), onTake(taken))} onClose={() => setOpen(false)} />}
    </>
  );
}

function SavedDialog({ wanted, onTake, onClose }: { wanted: Wanted; onTake: (wanted: Wanted) => void; onClose: () => void }) {
  const { saves } = useFeatures();
  const [name, setName] = useState("");
  const { value, failure, again } = useAsked((signal) => listSaved<Wanted>("search", signal), []);
  const act = (work: Promise<unknown>) => work.then(again, tellFailure);
  return (
    <Dialog title={t("saved.searches")} onClose={onClose}>
      <Failure failure={failure} />
      {value?.length === 0 && <p className="quiet">{t("saved.none")}</p>}
      <ul>
        {(value ?? []).map((one) => (
          <li key={one.id}>
            <button onClick={() => onTake(one.value)}>{one.name}</button>{" "}
            {saves && (
              <button aria-label={t("saved.remove", { name: one.name })} onClick={() => void act(removeSaved(one.id))}>
                ×
              </button>
            )}
          </li>
        ))}
      </ul>
      <div className="row">
        {saves && (
          <Labelled label={t("saved.name")}>
            <input value={name} onChange={(event) => setName(event.target.value)} />
          </Labelled>
        )}
        {saves && (
          <button
            className="primary"
            disabled={name.trim() === ""}
            onClick={() => void act(save("search", name.trim(), wanted).then(() => tell(t("saved.done", { name: name.trim() }), "", "good")))}
          >
            {t("saved.save")}
          </button>
        )}
        <button onClick={onClose}>{t("app.close")}</button>
      </div>
    </Dialog>
  );
}
