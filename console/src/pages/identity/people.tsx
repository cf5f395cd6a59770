import { type FormEvent, useState } from "react";

import { tell } from "../../core/session";
import { shownNumber, t } from "../../texts/catalogue";
import { useAsked } from "../../ui/hooks";
import { Dialog, Failure, Labelled, Panel } from "../../ui/parts";
import { Table } from "../../ui/table";
import { useAct } from "../../ui/act";
import { manage, type Person, type Session } from "./api";

const SHOWN = 50;

const nameOf = (person: Person) => person.email ?? person.name ?? person.user_id;

/** Returns a time of ISO 8601 down to its minute. */
const minuteOf = (time: string) => time.replace("T", " ").slice(0, 16);

/** Who can log in, and who has. */
export function PeoplePanel() {
  const [text, setText] = useState("");
  const [email, setEmail] = useState("");
  const [opened, setOpened] = useState<Person | null>(null);
  const query = new URLSearchParams({ per_page: String(SHOWN), include_totals: "true", sort: "email:1", ...(text.trim() && { q: text.trim() }) }).toString();
  const { value, failure, again } = useAsked((signal) => manage<{ users: readonly Person[]; total: number }>("GET", ["users"], { query, signal }), [query]);
  const { act, refused } = useAct(again);
  const create = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await act(manage("POST", ["users"], { body: { email } })))) return;
    tell(t("saved.done", { name: email }), "", "good");
    setEmail("");
  };
  return (
    <Panel title={value ? `${t("identity.people")}: ${shownNumber(value.total)}` : t("identity.people")}>
      <Labelled label={t("identity.find")}>
        <input type="search" value={text} onChange={(event) => setText(event.target.value)} />
      </Labelled>
      <Failure failure={failure} again={again} />
      {value?.users.length === 0 && <p className="quiet">{t("identity.noPeople")}</p>}
      {value && value.users.length > 0 && (
        <Table
          label={t("identity.people")}
          rows={value.users}
          keyOf={(person) => person.user_id}
          columns={[
            { title: t("identity.address"), cell: (person) => <>{nameOf(person)} {person.blocked && <span className="quiet">({t("identity.blocked")})</span>}</> },
            { title: t("identity.name"), cell: (person) => person.name },
            { title: t("identity.lastLogin"), cell: (person) => person.last_login && minuteOf(person.last_login) },
            { title: t("identity.logins"), kind: "number", cell: (person) => shownNumber(person.logins_count ?? 0) },
            { title: t("overview.actions"), cell: (person) => <PersonActions person={person} act={act} onSessions={() => setOpened(person)} /> },
          ]}
        />
      )}
      <form className="row" onSubmit={create}>
        <Labelled label={t("identity.newPerson")}>
          <input required type="email" autoComplete="off" value={email} onChange={(event) => setEmail(event.target.value)} />
        </Labelled>
        <button className="primary">{t("identity.create")}</button>
      </form>
      <Failure failure={refused} />
      {opened && <SessionsDialog person={opened} onClose={() => setOpened(null)} />}
    </Panel>
  );
}

interface PersonActionsProps {
  readonly person: Person;
  readonly act: (work: Promise<unknown>) => Promise<boolean>;
  readonly onSessions: () => void;
}

function PersonActions({ person, act, onSessions }: PersonActionsProps) {
  const name = nameOf(person);
  const block = t(person.blocked ? "identity.unblock" : "identity.block");
  return (
    <div className="actions">
      <button aria-label={t("identity.sessionsOf", { name })} onClick={onSessions}>
        {t("identity.sessions")}
      </button>
      <button aria-label={`${block} ${name}`} onClick={() => void act(manage("PATCH", ["users", person.user_id], { body: { blocked: !person.blocked } }))}>
        {block}
      </button>
      <button className="danger" aria-label={`${t("overview.delete")} ${name}`} onClick={() => void act(manage("DELETE", ["users", person.user_id]))}>
        {t("overview.delete")}
      </button>
    </div>
  );
}

/** Where somebody is logged in. What ends, ends with its tokens. */
function SessionsDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { value, failure, again } = useAsked((signal) => manage<{ sessions: readonly Session[] }>("GET", ["users", person.user_id, "sessions"], { signal }), [person.user_id]);
  const { act, refused } = useAct(again);
  const sessions = value?.sessions ?? [];
  return (
    <Dialog title={t("identity.sessionsOf", { name: nameOf(person) })} onClose={onClose}>
      <Failure failure={failure ?? refused} />
      {value && sessions.length === 0 && <p className="quiet">{t("identity.noSessions")}</p>}
      {sessions.length > 0 && (
        <Table
          label={t("identity.sessions")}
          rows={sessions}
          keyOf={(session) => session.id}
          columns={[
            { title: t("identity.since"), cell: (session) => minuteOf(session.created_at) },
            { title: t("identity.from"), cell: ({ device }) => [device.last_ip, device.last_user_agent].filter(Boolean).join(", ") },
            { title: t("identity.used"), cell: (session) => session.clients.map(({ client_id }) => client_id).join(", ") },
            {
              title: t("overview.actions"),
              cell: (session) => (
                <button aria-label={t("identity.endOne", { since: session.created_at })} onClick={() => void act(manage("DELETE", ["sessions", session.id]))}>
                  {t("identity.end")}
                </button>
              ),
            },
          ]}
        />
      )}
      <div className="buttons">
        <button className="danger" disabled={sessions.length === 0} onClick={() => void act(manage("DELETE", ["users", person.user_id, "sessions"]))}>
          {t("identity.endAll")}
        </button>
        <button onClick={onClose}>{t("app.close")}</button>
      </div>
    </Dialog>
  );
}
