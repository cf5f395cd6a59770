/** What happened while one looked elsewhere: made by a factory, shown as a toast or by the page's Notification API. */

import { createFactory } from "./factory";

export interface Notice {
  readonly kind: "toast" | "browser";
  readonly level: "info" | "good" | "bad";
  readonly title: string;
  readonly text: string;
}

interface Told {
  readonly title: string;
  readonly text?: string;
  readonly level?: Notice["level"];
}

export const createNotice = createFactory<{ toast: Told; browser: Told }, Notice>("notification", {
  toast: ({ title, text = "", level = "info" }) => ({ kind: "toast", level, title, text }),
  browser: ({ title, text = "", level = "info" }) => ({ kind: "browser", level, title, text }),
});
