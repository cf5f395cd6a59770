import { type FormEvent, useState } from "react";

import { tell } from "../../core/session";
import { shownNumber, t } from "../../texts/catalogue";
import { useAsked } from "../../ui/hooks";
import { Dialog, Failure, Labelled, Panel, Scrolled } from "../../ui/parts";
import { useAct } from "../../ui/act";
import { manage, type Person, type Session } from "./api";

const SHOWN = 50;

const nameOf = (person: Person) => person.email ?? person.name ?? person.user_id;

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
        <Scrolled label={t("identity.people")}>
          <table>
            <thead>
              <tr>
                <th>{t("identity.address")}</th>
                <th>{t("identity.name")}</th>
                <th>{t("identity.lastLogin")}</th>
                <th className="number">{t("identity.logins")}</th>
                <th>{t("overview.actions")}</th>
              </tr>
            </thead>
            <tbody>
              {value.users.map((person) => (
                <tr key={person.user_id}>
                  <td>
                    {nameOf(person)} {person.blocked && <span className="quiet">({t("identity.blocked")})</span>}
                  </td>
                  <td>{person.name}</td>
                  <td>{person.last_login?.replace("T", " ").slice(0, 16)}</td>
                  <td className="number">{shownNumber(person.logins_count ?? 0)}</td>
                  <td>
                    <PersonActions person={person} act={act} onSessions={() => setOpened(person)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
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
        <Scrolled label={t("identity.sessions")}>
          <table>
            <thead>
              <tr>
                <th>{t("identity.since")}</th>
                <th>{t("identity.from")}</th>
                <th>{t("identity.used")}</th>
                <th>{t("overview.actions")}</th>
              </tr>
            </thead>
            <tbody>
              {sessions.map((session) => (
                <tr key={session.id}>
                  <td>{session.created_at.replace("T", " ").slice(0, 16)}</td>
                  <td>{[session.device.last_ip, session.device.last_user_agent].filter(Boolean).join(", ")}</td>
                  <td>{session.clients.map(({ client_id }) => client_id).join(", ")}</td>
                  <td>
                    <button aria-label={t("identity.endOne", { since: session.created_at })} onClick={() => void act(manage("DELETE", ["sessions", session.id]))}>
                      {t("identity.end")}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
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
