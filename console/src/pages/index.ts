/** The pages there are, in the order of the menu. Each is loaded when it is opened, with what it draws by. */

import type { ComponentType } from "react";

import type { TextKey } from "../texts/catalogue";

export interface Page {
  readonly name: string;
  readonly title: TextKey;
  /** What the server must have. */
  readonly needs?: "users" | "policies" | "identity";
  load(): Promise<{ default: ComponentType }>;
}

export const pages: readonly Page[] = [
  { name: "overview", title: "page.overview", load: () => import("./overview") },
  { name: "discover", title: "page.discover", load: () => import("./discover") },
  { name: "devtools", title: "page.devtools", load: () => import("./devtools") },
  { name: "analysis", title: "page.analysis", load: () => import("./analysis") },
  { name: "visualise", title: "page.visualise", load: () => import("./visualise") },
  { name: "sheet", title: "page.sheet", load: () => import("./sheet") },
  { name: "policies", title: "page.policies", needs: "policies", load: () => import("./policies") },
  { name: "users", title: "page.users", needs: "users", load: () => import("./users") },
  { name: "identity", title: "page.identity", needs: "identity", load: () => import("./identity") },
  { name: "workers", title: "page.workers", load: () => import("./workers") },
];
