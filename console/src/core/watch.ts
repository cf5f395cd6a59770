/** What is watched while the console is open, whichever page is: tasks that end, the cluster's health. */

import { shownDuration, t } from "../texts/catalogue";

export interface RunningTask {
  readonly node: string;
  readonly id: number;
  readonly action: string;
  readonly description?: string;
  readonly running_time_in_nanos: number;
  readonly parent_task_id?: string;
}

export interface News {
  readonly subject: "tasks" | "health";
  readonly title: string;
  readonly text: string;
  readonly level: "info" | "good" | "bad";
}

/** What takes so long that somebody waits for it. */
export const WAITED_FOR = "*reindex,*byquery,*forcemerge,*rebuild*,*snapshot/create*";

const LONG_NS = 2_000_000_000;

/** Returns a watch: given what runs and how the cluster is, it says what has changed since it was given that before. */
export function createWatch() {
  let running = new Map<string, RunningTask>();
  let health: string | null = null;
  return (tasks: readonly RunningTask[], status: string): readonly News[] => {
    const now = new Map(tasks.filter((task) => !task.parent_task_id).map((task) => [`${task.node}:${task.id}`, task]));
    const ended = [...running].filter(([id, task]) => !now.has(id) && task.running_time_in_nanos > LONG_NS).map(([, task]) => task);
    const isChanged = health !== null && health !== status;
    running = now;
    health = status;
    return [
      ...ended.map(ofTask),
      ...(isChanged ? [{ subject: "health", title: t("watch.health", { status }), text: "", level: LEVELS[status] ?? "info" } as const] : []),
    ];
  };
}

const LEVELS: Readonly<Record<string, News["level"]>> = { green: "good", yellow: "info", red: "bad" };

const ofTask = (task: RunningTask): News => ({
  subject: "tasks",
  title: t("watch.ended", { action: task.action }),
  text: t("watch.after", { what: task.description ?? "", took: shownDuration(task.running_time_in_nanos / 1e6) }),
  level: "info",
});
