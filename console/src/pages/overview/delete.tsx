import { type FormEvent, useState } from "react";

import { bus, client, path, tell } from "../../core/session";
import { shownNumber, t } from "../../texts/catalogue";
import { Dialog, DialogButtons, Failure, Labelled } from "../../ui/parts";
import type { IndexRow } from "./indices";

/** Deletes an index once its name is typed. */
export function DeleteDialog({ row, onClose }: { row: IndexRow; onClose: () => void }) {
  const [name, setName] = useState("");
  const [failure, setFailure] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await client.ask("DELETE", path(row.index));
      tell(t("overview.done", { action: t("overview.delete"), index: row.index }), "", "good");
      bus.publish("indices", null);
      onClose();
    } catch (fault) {
      setFailure(fault);
    }
  };
  return (
    <Dialog title={t("overview.deleteTitle", { index: row.index })} onClose={onClose}>
      <form onSubmit={submit}>
        <p>{t("overview.deleteText", { documents: shownNumber(row.documents) })}</p>
        <Labelled label={t("overview.deleteName")}>
          <input autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
        </Labelled>
        <Failure failure={failure} />
        <DialogButtons label={t("overview.delete")} kind="danger" disabled={name !== row.index} onClose={onClose} />
      </form>
    </Dialog>
  );
}
