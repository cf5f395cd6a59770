import { expect, test } from "vitest";

import { createNotice } from "../../src/core/notifications";
import { createWatch, type RunningTask } from "../../src/core/watch";

const task = (id: number, seconds: number, parent?: string): RunningTask => ({
  node: "n", id, action: "indices:data/write/reindex", description: "from a to b", running_time_in_nanos: seconds * 1e9,
  ...(parent && { parent_task_id: parent }),
});

test("a task that ran for a while is told of once it is gone", () => {
  const watch = createWatch();
  expect(watch([task(1, 1), task(2, 1)], "green")).toEqual([]);
  expect(watch([task(1, 5), task(2, 1), task(3, 60, "n:1")], "green")).toEqual([]);
  const [news, ...others] = watch([], "green");
  // one of less than a moment is not, and neither are parts of others
  expect(others).toEqual([]);
  expect(news).toMatchObject({ subject: "tasks", title: "Ended: indices:data/write/reindex", text: "from a to b after 5 s" });
  expect(watch([], "green")).toEqual([]);
});

test("health is told of when it changes, not when it is first seen", () => {
  const watch = createWatch();
  expect(watch([], "yellow")).toEqual([]);
  expect(watch([], "red")).toMatchObject([{ subject: "health", title: "The cluster is red now", level: "bad" }]);
  expect(watch([], "green")).toMatchObject([{ level: "good" }]);
});

test("notices are made by kind; the subject of a mail is one line", () => {
  expect(createNotice("toast", { title: "a" })).toEqual({ kind: "toast", level: "info", title: "a", text: "" });
  expect(createNotice("browser", { title: "a", level: "bad" }).kind).toBe("browser");
  expect(createNotice("mail", { title: "a\nb", text: "c" })).toEqual({ kind: "mail", level: "info", title: "a b", text: "c" });
  expect(() => createNotice("pigeon" as "mail", { title: "a" })).toThrow("there is no notification [pigeon], only [toast, browser, mail]");
});
