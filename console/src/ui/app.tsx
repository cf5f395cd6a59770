import { Component, lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";

import type { Credentials } from "../core/client";
import { askFeatures, type Features, NONE } from "../core/features";
import { logoutUrl } from "../core/provider";
import { bus, client, logIn } from "../core/session";
import { pages } from "../pages";
import { t } from "../texts/catalogue";
import { FeaturesContext } from "./features";
import { useAsked, useKept } from "./hooks";
import { Login } from "./login";
import { Failure, Labelled } from "./parts";
import { hrefOf, usePlace } from "./router";
import { Toasts } from "./toasts";
import { useWatching } from "./watching";

const views = Object.fromEntries(pages.map((page) => [page.name, lazy(page.load)]));
const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

export function App() {
  const { page } = usePlace();
  const current = pages.find((one) => one.name === page) ?? pages[0]!;
  const View = views[current.name]!;
  const features = useFeatures();
  useWatching(features);
  const main = useRef<HTMLElement>(null);
  const [asksWho, setAsksWho] = useState(false);
  const [identity, setIdentity] = useState<Credentials | null>(client.credentials);
  const [person, setPerson] = useState<Person>({ user: client.credentials?.user ?? null, count: 0 });
  useEffect(() => {
    const ends = [
      bus.subscribe("login", () => setAsksWho(true)),
      bus.subscribe("identity", (now) => {
        setIdentity(now);
        setPerson((before) => personAfter(before, now));
      }),
    ];
    return () => ends.forEach((end) => end());
  }, []);
  useEffect(() => void (document.title = `${t(current.title)} · ${t("app.title")}`), [current]);
  return (
    <FeaturesContext value={features}>
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
              <button onClick={() => logOut(identity)}>{t("login.out")}</button>
            </>
          ) : (
            <button onClick={() => setAsksWho(true)}>{t("login.title")}</button>
          )}
          <ThemeChoice />
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <h1>{t(current.title)}</h1>
        <Caught key={`${current.name} ${person.count}`}>
          <Suspense fallback={<p role="status">{t("app.loading")}</p>}>
            {current.needs === undefined || features[current.needs] ? <View /> : <p className="quiet">{t("app.notOffered")}</p>}
          </Suspense>
        </Caught>
      </main>
      <Toasts />
      {asksWho && <Login provider={features.provider} onClose={() => setAsksWho(false)} />}
    </FeaturesContext>
  );
}

interface Person {
  readonly user: string | null;
  /** How many others there were before. */
  readonly count: number;
}

/** What somebody did on a page stays when the same one logs in again; nobody else sees it. */
function personAfter(before: Person, now: Credentials | null): Person {
  const isOther = before.user !== null && now?.user !== before.user;
  return { user: now?.user ?? null, count: before.count + Number(isOther) };
}

/** Ends the session at the provider, too, if it was begun there: else the next one would be let in without a word. */
function logOut(identity: Credentials): void {
  logIn(null);
  if (identity.provider) location.assign(logoutUrl(identity.provider));
}

/** What there is, asked again for whoever logs in. */
function useFeatures(): Features {
  return useAsked(askFeatures, []).value ?? NONE;
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
