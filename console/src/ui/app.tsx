import { Component, lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";

import type { Credentials } from "../core/client";
import { type AlertRule, checkAlerts } from "../core/alerts";
import { askFeatures, type Features, NONE } from "../core/features";
import { bus, client, logIn } from "../core/session";
import { pages } from "../pages";
import { t } from "../texts/catalogue";
import { readKept, useAsked, useKept } from "./hooks";
import { Login } from "./login";
import { Failure, Labelled } from "./parts";
import { hrefOf, usePlace } from "./router";
import { Toasts } from "./toasts";

const views = Object.fromEntries(pages.map((page) => [page.name, lazy(page.load)]));
const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

export function App() {
  const { page } = usePlace();
  const current = pages.find((one) => one.name === page) ?? pages[0]!;
  const View = views[current.name]!;
  const features = useFeatures();
  useAlerts();
  const main = useRef<HTMLElement>(null);
  const [asksWho, setAsksWho] = useState(false);
  const [identity, setIdentity] = useState<Credentials | null>(client.credentials);
  useEffect(() => {
    const ends = [bus.subscribe("login", () => setAsksWho(true)), bus.subscribe("identity", setIdentity)];
    return () => ends.forEach((end) => end());
  }, []);
  useEffect(() => void (document.title = `${t(current.title)} · ${t("app.title")}`), [current]);
  return (
    <>
      <a className="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        {t("app.skip")}
      </a>
      <header className="top">
        <a className="brand" href="#/">
          {t("app.title")}
        </a>
        <nav aria-label={t("app.menu")}>
          {pages.filter(({ needs }) => needs === undefined || features[needs]).map((one) => (
            <a key={one.name} href={hrefOf(one.name)} aria-current={one === current ? "page" : undefined}>
              {t(one.title)}
            </a>
          ))}
          {features.graphiql && <a href="/_graphql">{t("page.graphiql")}</a>}
        </nav>
        <div className="corner">
          {identity ? (
            <>
              <span>{t("login.as", { user: identity.user })}</span>
              <button onClick={() => logIn(null)}>{t("login.out")}</button>
            </>
          ) : (
            <button onClick={() => setAsksWho(true)}>{t("login.title")}</button>
          )}
          <ThemeChoice />
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <h1>{t(current.title)}</h1>
        <Caught key={`${current.name} ${identity?.header ?? ""}`}>
          <Suspense fallback={<p role="status">{t("app.loading")}</p>}>
            <View />
          </Suspense>
        </Caught>
      </main>
      <Toasts />
      {asksWho && <Login onClose={() => setAsksWho(false)} />}
    </>
  );
}

const ALERTS_EVERY_MS = 60_000;

/** Looks at the rules for alerts while the console is open, whichever page is. */
function useAlerts(): void {
  useEffect(() => {
    const leave = new AbortController();
    const timer = setInterval(() => void checkAlerts(readKept<readonly AlertRule[]>("alerts", []), leave.signal), ALERTS_EVERY_MS);
    return () => {
      leave.abort();
      clearInterval(timer);
    };
  }, []);
}

/** What there is, asked again for whoever logs in. */
function useFeatures(): Features {
  const [round, setRound] = useState(0);
  useEffect(() => bus.subscribe("identity", () => setRound((before) => before + 1)), []);
  return useAsked(askFeatures, [round]).value ?? NONE;
}

function ThemeChoice() {
  const [theme, setTheme] = useKept<Theme>("theme", "system");
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
    window.dispatchEvent(new Event("themechange"));
  }, [theme]);
  return (
    <Labelled label={t("app.theme")}>
      <select value={theme} onChange={(event) => setTheme(event.target.value as Theme)}>
        {THEMES.map((one) => (
          <option key={one} value={one}>
            {t(`theme.${one}`)}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

/** A page that fails says so; the others go on. */
class Caught extends Component<{ children: ReactNode }, { failure: unknown }> {
  override state = { failure: null };

  static getDerivedStateFromError(failure: unknown) {
    return { failure };
  }

  override render() {
    return this.state.failure ? (
      <Failure failure={this.state.failure} again={() => this.setState({ failure: null })} />
    ) : (
      this.props.children
    );
  }
}
