import { type FormEvent, useState } from "react";

import { tell } from "../../core/session";
import { t } from "../../texts/catalogue";
import { useAsked } from "../../ui/hooks";
import { Dialog, DialogButtons, Failure, Labelled, Panel } from "../../ui/parts";
import { Table } from "../../ui/table";
import { useAct } from "../../ui/act";
import { type Application, type Grant, type Kind, KINDS, linesOf, manage } from "./api";

interface Told {
  readonly name: string;
  readonly secret: string;
}

/** What people log in to, and programs that come by themselves. A secret is told once. */
export function ApplicationsPanel() {
  const { value, failure, again } = useAsked((signal) => manage<readonly Application[]>("GET", ["clients"], { query: "per_page=100", signal }), []);
  const [name, setName] = useState("");
  const [kind, setKind] = useState<Kind>("spa");
  const [told, setTold] = useState<Told | null>(null);
  const [edited, setEdited] = useState<Application | null>(null);
  const [leaving, setLeaving] = useState<Application | null>(null);
  const { act, refused } = useAct(again);
  const made = (answer: Promise<Application>) =>
    act(answer.then((one) => one.client_secret && setTold({ name: one.name, secret: one.client_secret })));
  const create = async (event: FormEvent) => {
    event.preventDefault();
    setTold(null);
    if (!(await made(manage<Application>("POST", ["clients"], { body: { name, app_type: kind } })))) return;
    tell(t("saved.done", { name }), "", "good");
    setName("");
  };
  return (
    <Panel title={t("identity.applications")}>
      <Failure failure={failure} again={again} />
      {value && (
        <Table
          label={t("identity.applications")}
          rows={value}
          keyOf={(one) => one.client_id}
          columns={[
            { title: t("identity.name"), cell: (one) => one.name },
            { title: t("identity.id"), kind: "mono", cell: (one) => one.client_id },
            { title: t("identity.kind"), cell: (one) => t(`identity.kind.${one.app_type}`) },
            { title: t("identity.callbacks"), cell: (one) => one.callbacks.join(", ") },
            {
              title: t("overview.actions"),
              cell: (one) => (
                <div className="actions">
                  <button aria-label={t("identity.editOf", { name: one.name })} onClick={() => setEdited(one)}>
                    {t("identity.edit")}
                  </button>
                  {one.token_endpoint_auth_method !== "none" && (
                    <button
                      aria-label={`${t("identity.rotate")} ${one.name}`}
                      onClick={() => void made(manage<Application>("POST", ["clients", one.client_id, "rotate-secret"]))}
                    >
                      {t("identity.rotate")}
                    </button>
                  )}
                  <button className="danger" aria-label={`${t("overview.delete")} ${one.name}`} onClick={() => setLeaving(one)}>
                    {t("overview.delete")}
                  </button>
                </div>
              ),
            },
          ]}
        />
      )}
      <form className="row" onSubmit={create}>
        <Labelled label={t("identity.newApplication")}>
          <input required autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
        </Labelled>
        <Labelled label={t("identity.kind")}>
          <select value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
            {KINDS.map((one) => (
              <option key={one} value={one}>
                {t(`identity.kind.${one}`)}
              </option>
            ))}
          </select>
        </Labelled>
        <button className="primary">{t("identity.create")}</button>
      </form>
      <Failure failure={refused} />
      {told && (
        <p role="status">
          {t("identity.secret", { name: told.name })} <code>{told.secret}</code>
        </p>
      )}
      {edited && <ApplicationDialog application={edited} onSaved={again} onClose={() => setEdited(null)} />}
      {leaving && (
        <Dialog title={t("identity.deleteTitle", { name: leaving.name })} onClose={() => setLeaving(null)}>
          <form onSubmit={(event) => (event.preventDefault(), void act(manage("DELETE", ["clients", leaving.client_id])), setLeaving(null))}>
            <p>{t("identity.deleteText", { name: leaving.name })}</p>
            <DialogButtons label={t("overview.delete")} kind="danger" disabled={false} onClose={() => setLeaving(null)} />
          </form>
        </Dialog>
      )}
    </Panel>
  );
}

interface ApplicationDialogProps {
  readonly application: Application;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

function ApplicationDialog({ application, onSaved, onClose }: ApplicationDialogProps) {
  const [name, setName] = useState(application.name);
  const [callbacks, setCallbacks] = useState(application.callbacks.join("\n"));
  const [logout, setLogout] = useState(application.allowed_logout_urls.join("\n"));
  const [origins, setOrigins] = useState(application.web_origins.join("\n"));
  const { act, refused } = useAct(onSaved);
  const grants = useAsked((signal) => manage<readonly Grant[]>("GET", ["client-grants"], { query: new URLSearchParams({ client_id: application.client_id }).toString(), signal }), [application.client_id]);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const body = { name, callbacks: linesOf(callbacks), allowed_logout_urls: linesOf(logout), web_origins: linesOf(origins) };
    if (await act(manage("PATCH", ["clients", application.client_id], { body }))) onClose();
  };
  const lines: readonly [string, string, (text: string) => void][] = [
    [t("identity.callbackLines"), callbacks, setCallbacks],
    [t("identity.logoutLines"), logout, setLogout],
    [t("identity.originLines"), origins, setOrigins],
  ];
  return (
    <Dialog title={t("identity.editOf", { name: application.name })} onClose={onClose}>
      <form onSubmit={save}>
        <p>
          {t("identity.id")}: <code>{application.client_id}</code>
        </p>
        <Labelled label={t("identity.name")}>
          <input required value={name} onChange={(event) => setName(event.target.value)} />
        </Labelled>
        {application.app_type !== "non_interactive" &&
          lines.map(([label, value, set]) => (
            <Labelled key={label} label={label}>
              <textarea rows={3} spellCheck={false} value={value} onChange={(event) => set(event.target.value)} />
            </Labelled>
          ))}
        {(grants.value ?? []).length > 0 && (
          <>
            <h3>{t("identity.grants")}</h3>
            <ul>
              {(grants.value ?? []).map((grant) => (
                <li key={grant.audience}>
                  {grant.audience}: {grant.scope.join(", ")}
                </li>
              ))}
            </ul>
          </>
        )}
        <Failure failure={refused} />
        <DialogButtons label={t("saved.save")} disabled={false} onClose={onClose} />
      </form>
    </Dialog>
  );
}
