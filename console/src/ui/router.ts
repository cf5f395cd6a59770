/** Where one is stands behind the # of the address: pages can be linked to, with what they show. */

import { useSyncExternalStore } from "react";

export interface Place {
  readonly page: string;
  readonly values: URLSearchParams;
}

const subscribe = (changed: () => void) => {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
};

export function placeOf(hash: string): Place {
  const [page = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  return { page, values: new URLSearchParams(query) };
}

export function usePlace(): Place {
  return placeOf(useSyncExternalStore(subscribe, () => location.hash));
}

export function hrefOf(page: string, values: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(values).toString();
  return `#/${page}${query && `?${query}`}`;
}

/** Notes what a page shows in its address, without a step in the browser's history. */
export function noteInAddress(page: string, values: Readonly<Record<string, string>>): void {
  history.replaceState(null, "", hrefOf(page, values));
}
