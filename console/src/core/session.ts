/** What is single of the page: its client, its events. */

import { createBus } from "./bus";
import { createClient, type Credentials, RequestFailure } from "./client";
import { createNotice, type Notice } from "./notifications";
import { renewed } from "./provider";

export interface PageEvents {
  notice: Notice;
  /** The server wants to know who asks. */
  login: null;
  /** Somebody logged in or out. */
  identity: Credentials | null;
  /** Indices were made, changed or deleted. */
  indices: null;
}

export const bus = createBus<PageEvents>();
export const client = createClient({ onLogin: () => bus.publish("login", null), renew });

let renewing: Promise<boolean> | null = null;

/** Has the identity provider give the next token; whoever asks meanwhile waits for the same one. */
function renew(): Promise<boolean> {
  renewing ??= renewed(client.credentials).then((fresh) => {
    renewing = null;
    if (fresh) client.credentials = fresh;
    return fresh !== null;
  });
  return renewing;
}

export function logIn(credentials: Credentials | null): void {
  client.credentials = credentials;
  bus.publish("identity", credentials);
}

/** Returns credentials under the name by which the server knows who has them. Throws RequestFailure. */
export async function proven(credentials: Credentials): Promise<Credentials> {
  const before = client.credentials;
  client.credentials = credentials;
  try {
    const found = await client.ask<{ username: string; full_name: string | null; email: string | null }>("GET", "/_security/_authenticate");
    return { ...credentials, user: found.full_name ?? found.email ?? found.username };
  } catch (failure) {
    client.credentials = before;
    throw failure;
  }
}

/** How each kind of notice is brought to somebody. */
const deliver: Readonly<Record<Notice["kind"], (notice: Notice) => void>> = {
  toast: (notice) => bus.publish("notice", notice),
  browser: (notice) => void new Notification(notice.title, { body: notice.text }),
  mail: ({ title, text }) => void client.ask("POST", "/_identity/mail", { body: { subject: title, text } }).catch(tellFailure),
};

/** Tells of something that is done: in the page, by the browser where the page is not looked at, and by mail if wanted. */
export function tell(title: string, text = "", level: Notice["level"] = "info", byMail = false): void {
  const isHidden = document.hidden && "Notification" in window && Notification.permission === "granted";
  const kinds: readonly Notice["kind"][] = ["toast", ...(isHidden ? (["browser"] as const) : []), ...(byMail ? (["mail"] as const) : [])];
  for (const kind of kinds) deliver[kind](createNotice(kind, { title, text, level }));
}

/** Tells of a failure, and what to do about it. What was cancelled is no failure. */
export function tellFailure(failure: unknown): void {
  if (failure instanceof DOMException && failure.name === "AbortError") return;
  if (failure instanceof RequestFailure) return tell(failure.message, failure.advice, "bad");
  tell(failure instanceof Error ? failure.message : String(failure), "", "bad");
}

/** Returns the paths of an index in a URL. */
export const path = (...parts: readonly string[]): string => `/${parts.map(encodeURIComponent).join("/")}`;

