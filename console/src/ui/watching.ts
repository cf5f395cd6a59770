/** Looks at what is to be told of while the console is open, whichever page is. */

import { useEffect } from "react";

import { type AlertRule, checkAlerts } from "../core/alerts";
import type { Features } from "../core/features";
import { bus, client, tell } from "../core/session";
import { createWatch, type News, type RunningTask, WAITED_FOR } from "../core/watch";
import { readKept } from "./hooks";

const ALERTS_EVERY_MS = 60_000;
const WATCHED_EVERY_MS = 5_000;

/** What somebody wants to be told by mail, too. */
export type ByMail = Readonly<Record<News["subject"] | "alerts", boolean>>;
export const NO_MAIL: ByMail = { tasks: false, health: false, alerts: false };
export const byMail = (subject: keyof ByMail, { provider }: Features): boolean =>
  (provider?.sends_mail ?? false) && readKept<ByMail>("mail", NO_MAIL)[subject];

export function useWatching(features: Features): void {
  useEffect(() => {
    if (!features.monitors) return;
    return every(WATCHED_EVERY_MS, watching(features));
  }, [features]);
  useEffect(
    () => every(ALERTS_EVERY_MS, (signal) => checkAlerts(readKept<readonly AlertRule[]>("alerts", []), byMail("alerts", features), signal)),
    [features],
  );
}

function watching(features: Features): (signal: AbortSignal) => Promise<void> {
  const watch = createWatch();
  return async (signal) => {
    const [{ tasks }, { status }] = await Promise.all([
      client.ask<{ tasks: readonly RunningTask[] }>("GET", `/_tasks?detailed&group_by=none&actions=${WAITED_FOR}`, { signal }),
      client.ask<{ status: string }>("GET", "/_cluster/health", { signal }),
    ]);
    for (const news of watch(tasks, status)) {
      tell(news.title, news.text, news.level, byMail(news.subject, features));
      if (news.subject === "health") bus.publish("indices", null);
    }
  };
}

/** Does something again and again; what fails is tried again the next time. Returns how to end it. */
function every(ms: number, work: (signal: AbortSignal) => Promise<void>): () => void {
  const leave = new AbortController();
  const turn = async () => {
    await work(leave.signal).catch(() => {});
    if (!leave.signal.aborted) timer = setTimeout(turn, ms);
  };
  let timer = setTimeout(turn, 0);
  return () => {
    leave.abort();
    clearTimeout(timer);
  };
}
