import { type FormEvent, useState } from "react";

import { basic, type Credentials, RequestFailure } from "../core/client";
import { logInBy, type Provider } from "../core/provider";
import { logIn, proven } from "../core/session";
import { t } from "../texts/catalogue";
import { Dialog, DialogButtons, Failure, Labelled } from "./parts";

/** Asks who one is. What stands on the page behind it stays. */
export function Login({ provider, onClose }: { provider: Provider | null; onClose: () => void }) {
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const [token, setToken] = useState("");
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);

  const enter = async (found: () => Promise<Credentials | null>) => {
    setBusy(true);
    setFailure(null);
    try {
      const credentials = await found();
      if (credentials === null) return;
      logIn(credentials);
      onClose();
    } catch (fault) {
      setFailure(fault instanceof RequestFailure && fault.kind === "login" ? new Error(t("login.wrong")) : fault);
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void enter(() => firstProven(token ? ofToken(token) : [basic(user, password)]));
  };
  const redirect = (at: Provider) => enter(async () => {
    const credentials = await logInBy(at);
    return credentials && (await proven(credentials));
  });
  return (
    <Dialog title={t("login.title")} onClose={onClose}>
      <p>{t("login.hint")}</p>
      {provider && (
        <p>
          <button className="primary" disabled={isBusy} onClick={() => void redirect(provider)}>
            {t("login.provider", { host: new URL(provider.issuer).host })}
          </button>
        </p>
      )}
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

/** Returns the first of credentials that the server takes. */
async function firstProven(all: readonly Credentials[]): Promise<Credentials> {
  let last: unknown = null;
  for (const credentials of all) {
    try {
      return await proven(credentials);
    } catch (failure) {
      last = failure;
      if (!(failure instanceof RequestFailure) || failure.kind !== "login") throw failure;
    }
  }
  throw last;
}
