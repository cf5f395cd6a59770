import { type FormEvent, useState } from "react";

import { client, path, tell, tellFailure } from "../../core/session";
import { t } from "../../texts/catalogue";
import { useAct } from "../../ui/act";
import { useAsked } from "../../ui/hooks";
import { Failure, Labelled, Panel } from "../../ui/parts";
import { Table } from "../../ui/table";

interface User {
  readonly username: string;
  readonly roles: readonly string[];
  readonly full_name: string | null;
  readonly email: string | null;
  readonly enabled: boolean;
  readonly metadata: { readonly _reserved?: boolean };
}

interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly invalidated: boolean;
}

/** Users of the server's own, with their roles, and keys of applications. */
export default function Users() {
  return (
    <>
      <UsersPanel />
      <KeysPanel />
    </>
  );
}

function UsersPanel() {
  const { value, failure, again } = useAsked(async (signal) => Object.values(await client.ask<Record<string, User>>("GET", "/_security/user", { signal })), []);
  const roles = useAsked(async (signal) => Object.keys(await client.ask<object>("GET", "/_security/role", { signal })), []).value ?? [];
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [granted, setGranted] = useState("");
  const { act, refused } = useAct(again);
  const create = async (event: FormEvent) => {
    event.preventDefault();
    const body = { password, roles: granted.split(",").map((role) => role.trim()).filter(Boolean) };
    if (!(await act(client.ask("PUT", path("_security", "user", name), { body })))) return;
    tell(t("saved.done", { name }), "", "good");
    setName("");
    setPassword("");
  };
  return (
    <Panel title={t("users.users")}>
      <Failure failure={failure} again={again} />
      {value && (
        <Table
          label={t("users.users")}
          rows={value}
          keyOf={(user) => user.username}
          columns={[
            { title: t("login.user"), cell: (user) => <>{user.username} {!user.enabled && <span className="quiet">({t("users.disabled")})</span>}</> },
            { title: t("users.roles"), cell: (user) => user.roles.join(", ") },
            { title: t("users.mail"), cell: (user) => user.email },
            { title: t("overview.actions"), cell: (user) => !user.metadata._reserved && <UserActions user={user} act={act} /> },
          ]}
        />
      )}
      <form className="row" onSubmit={create}>
        <Labelled label={t("users.new")}>
          <input required autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
        </Labelled>
        <Labelled label={t("login.password")}>
          <input required type="password" autoComplete="new-password" value={password} onChange={(event) => setPassword(event.target.value)} />
        </Labelled>
        <Labelled label={t("users.granted")}>
          <input list="roles" value={granted} onChange={(event) => setGranted(event.target.value)} />
        </Labelled>
        <datalist id="roles">
          {roles.map((role) => (
            <option key={role} value={role} />
          ))}
        </datalist>
        <button className="primary">{t("users.create")}</button>
      </form>
      <Failure failure={refused} />
    </Panel>
  );
}

function UserActions({ user, act }: { user: User; act: (work: Promise<unknown>) => Promise<boolean> }) {
  const change = t(user.enabled ? "users.disable" : "users.enable");
  return (
    <div className="actions">
      <button
        aria-label={`${change} ${user.username}`}
        onClick={() => void act(client.ask("PUT", path("_security", "user", user.username, user.enabled ? "_disable" : "_enable")))}
      >
        {change}
      </button>
      <button
        className="danger"
        aria-label={`${t("overview.delete")} ${user.username}`}
        onClick={() => void act(client.ask("DELETE", path("_security", "user", user.username)))}
      >
        {t("overview.delete")}
      </button>
    </div>
  );
}

/** Keys with which programs come in; the secret is told once. */
function KeysPanel() {
  const { value, failure, again } = useAsked(async (signal) => (await client.ask<{ api_keys: readonly ApiKey[] }>("GET", "/_security/api_key?active_only=true", { signal })).api_keys, []);
  const [name, setName] = useState("");
  const [made, setMade] = useState("");
  const create = async (event: FormEvent) => {
    event.preventDefault();
    try {
      const key = await client.ask<{ encoded: string }>("POST", "/_security/api_key", { body: { name } });
      setMade(key.encoded);
      setName("");
      again();
    } catch (fault) {
      tellFailure(fault);
    }
  };
  const revoke = async (key: ApiKey) => {
    try {
      await client.ask("DELETE", "/_security/api_key", { body: { ids: [key.id] } });
      again();
    } catch (fault) {
      tellFailure(fault);
    }
  };
  return (
    <Panel title={t("users.keys")}>
      <Failure failure={failure} again={again} />
      <ul>
        {(value ?? []).map((key) => (
          <li key={key.id}>
            {key.name} <span className="quiet">({key.username})</span>{" "}
            <button aria-label={t("users.revoke", { name: key.name })} onClick={() => void revoke(key)}>
              ×
            </button>
          </li>
        ))}
      </ul>
      <form className="row" onSubmit={create}>
        <Labelled label={t("users.keyName")}>
          <input required autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
        </Labelled>
        <button>{t("users.create")}</button>
      </form>
      {made && (
        <p role="status">
          {t("users.secret")} <code>{made}</code>
        </p>
      )}
    </Panel>
  );
}
