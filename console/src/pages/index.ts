/** The pages there are, in the order of the menu. Each is loaded when it is opened, with what it draws by. */

import type { ComponentType } from "react";

import type { TextKey } from "../texts/catalogue";

export interface Page {
  readonly name: string;
  readonly title: TextKey;
  load(): Promise<{ default: ComponentType }>;
}

export const pages: readonly Page[] = [
  { name: "overview", title: "page.overview", load: () => import("./overview") },
];
