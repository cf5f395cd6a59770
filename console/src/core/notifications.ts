/** What happened while one looked elsewhere: made by a factory; a toast, the page's Notification API, or a mail to oneself. */

import { createFactory } from "./factory";

export interface Notice {
  readonly kind: "toast" | "browser" | "mail";
  readonly level: "info" | "good" | "bad";
  readonly title: string;
  readonly text: string;
}

interface Told {
  readonly title: string;
  readonly text?: string;
  readonly level?: Notice["level"];
}

export const createNotice = createFactory<{ toast: Told; browser: Told; mail: Told }, Notice>("notification", {
  toast: ({ title, text = "", level = "info" }) => ({ kind: "toast", level, title, text }),
  browser: ({ title, text = "", level = "info" }) => ({ kind: "browser", level, title, text }),
  // a subject is one line
  mail: ({ title, text = "", level = "info" }) => ({ kind: "mail", level, title: title.replace(/\s+/g, " ").slice(0, 200), text: text.slice(0, 4_000) }),
});
