import { type FormEvent, useState } from "react";

import { basic, type Credentials, RequestFailure } from "../core/client";
import { client, logIn } from "../core/session";
import { t } from "../texts/catalogue";
import { Dialog, DialogButtons, Failure, Labelled } from "./parts";

/** Asks who one is. What stands on the page behind it stays. */
export function Login({ onClose }: { onClose: () => void }) {
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const [token, setToken] = useState("");
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const before = client.credentials;
    try {
      logIn(await proven(token ? ofToken(token) : [basic(user, password)]));
      onClose();
    } catch (fault) {
      client.credentials = before;
      setFailure(fault instanceof RequestFailure && fault.kind === "login" ? new Error(t("login.wrong")) : fault);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("login.title")} onClose={onClose}>
      <p>{t("login.hint")}</p>
      <form onSubmit={submit}>
        <Labelled label={t("login.user")}>
          <input autoComplete="username" value={user} onChange={(event) => setUser(event.target.value)} />
        </Labelled>
        <Labelled label={t("login.password")}>
          <input
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Labelled>
        <Labelled label={t("login.token")}>
          <input autoComplete="off" value={token} onChange={(event) => setToken(event.target.value)} />
        </Labelled>
        <Failure failure={failure} />
        <DialogButtons label={t("login.submit")} disabled={isBusy || !(token || user)} onClose={onClose} />
      </form>
    </Dialog>
  );
}

const ofToken = (token: string): Credentials[] =>
  ["Bearer", "ApiKey"].map((scheme) => ({ user: scheme, header: `${scheme} ${token.trim()}` }));

/** Returns the first of credentials that the server takes, under the name it knows. */
async function proven(all: readonly Credentials[]): Promise<Credentials> {
  let last: unknown = null;
  for (const credentials of all) {
    client.credentials = credentials;
    try {
      const found = await client.ask<{ username: string }>("GET", "/_security/_authenticate");
      return { ...credentials, user: found.username };
    } catch (failure) {
      last = failure;
      if (!(failure instanceof RequestFailure) || failure.kind !== "login") throw failure;
    }
  }
  throw last;
}
