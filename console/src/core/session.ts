/** What is single of the page: its client, its events. */

import { createBus } from "./bus";
import { createClient, type Credentials, RequestFailure } from "./client";
import { createNotice, type Notice } from "./notifications";

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
export const client = createClient({ onLogin: () => bus.publish("login", null) });

export function logIn(credentials: Credentials | null): void {
  client.credentials = credentials;
  bus.publish("identity", credentials);
}

/** Tells of something that is done, also where the page is not looked at. */
export function tell(title: string, text = "", level: Notice["level"] = "info"): void {
  bus.publish("notice", createNotice("toast", { title, text, level }));
  if (document.hidden && "Notification" in window && Notification.permission === "granted") {
    const notice = createNotice("browser", { title, text, level });
    new Notification(notice.title, { body: notice.text });
  }
}

/** Tells of a failure, and what to do about it. What was cancelled is no failure. */
export function tellFailure(failure: unknown): void {
  if (failure instanceof DOMException && failure.name === "AbortError") return;
  if (failure instanceof RequestFailure) return tell(failure.message, failure.advice, "bad");
  tell(failure instanceof Error ? failure.message : String(failure), "", "bad");
}

/** Returns the paths of an index in a URL. */
export const path = (...parts: readonly string[]): string => `/${parts.map(encodeURIComponent).join("/")}`;

