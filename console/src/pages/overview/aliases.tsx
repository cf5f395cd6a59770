import { type FormEvent, useState } from "react";

import { client, path } from "../../core/session";
import { t } from "../../texts/catalogue";
import { useAsked } from "../../ui/hooks";
import { Dialog, Failure, Labelled } from "../../ui/parts";
import type { IndexRow } from "./indices";

/** The other names of an index. */
export function AliasesDialog({ row, onClose }: { row: IndexRow; onClose: () => void }) {
  const [name, setName] = useState("");
  const [failure, setFailure] = useState<unknown>(null);
  const { value, again } = useAsked(async (signal) => {
    const answer = await client.ask<Record<string, { aliases: object }>>("GET", `${path(row.index)}/_alias`, { signal });
    return Object.keys(answer[row.index]?.aliases ?? {});
  }, [row.index]);
  const change = async (action: "add" | "remove", alias: string) => {
    try {
      await client.ask("POST", "/_aliases", { body: { actions: [{ [action]: { index: row.index, alias } }] } });
      setFailure(null);
      setName("");
      again();
    } catch (fault) {
      setFailure(fault);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void change("add", name.trim());
  };
  return (
    <Dialog title={t("alias.title", { index: row.index })} onClose={onClose}>
      {value?.length === 0 && <p className="quiet">{t("alias.none")}</p>}
      <ul>
        {(value ?? []).map((alias) => (
          <li key={alias}>
            {alias}{" "}
            <button aria-label={t("alias.remove", { name: alias })} onClick={() => void change("remove", alias)}>
              ×
            </button>
          </li>
        ))}
      </ul>
      <form className="row" onSubmit={submit}>
        <Labelled label={t("alias.name")}>
          <input autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
        </Labelled>
        <button className="primary" disabled={name.trim() === ""}>
          {t("alias.add")}
        </button>
        <button type="button" onClick={onClose}>
          {t("app.close")}
        </button>
      </form>
      <Failure failure={failure} />
    </Dialog>
  );
}
