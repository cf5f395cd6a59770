import { client, path, tell, tellFailure } from "../../core/session";
import { shownDuration, t } from "../../texts/catalogue";
import { useFeatures } from "../../ui/features";
import { useAsked } from "../../ui/hooks";
import { Failure, Panel } from "../../ui/parts";
import { Table } from "../../ui/table";

const EVERY_MS = 2_000;
const SLOW_S = 1;
const MOMENT_NS = 100_000_000;

interface Task {
  readonly node: string;
  readonly id: number;
  readonly action: string;
  readonly description?: string;
  readonly running_time_in_nanos: number;
  readonly cancellable: boolean;
}

async function askTasks(signal: AbortSignal): Promise<readonly Task[]> {
  const answer = await client.ask<{ tasks: readonly Task[] }>("GET", "/_tasks?detailed&group_by=none", { signal });
  // this very question is a task, too
  return answer.tasks.filter((task) => !task.action.startsWith("cluster:monitor/tasks") && task.running_time_in_nanos > MOMENT_NS);
}

export function TasksPanel() {
  const { value, failure, again } = useAsked(askTasks, [], EVERY_MS);
  const cancel = async (task: Task) => {
    try {
      await client.ask("POST", `${path("_tasks", `${task.node}:${task.id}`)}/_cancel`);
      tell(t("overview.done", { action: t("app.cancel"), index: task.action }), "", "good");
      again();
    } catch (fault) {
      tellFailure(fault);
    }
  };
  const isSlow = (task: Task) => task.action.includes("search") && task.running_time_in_nanos > SLOW_S * 1e9;
  const slow = (value ?? []).filter(isSlow);
  const others = (value ?? []).filter((task) => !isSlow(task));
  return (
    <>
      <Panel title={t("overview.slow")}>
        {slow.length === 0 ? <p className="quiet">{t("overview.slowNone", { seconds: SLOW_S })}</p> : <Tasks tasks={slow} onCancel={cancel} />}
      </Panel>
      <Panel title={t("overview.tasks")}>
        <Failure failure={failure} again={again} />
        {others.length === 0 ? <p className="quiet">{t("overview.taskNone")}</p> : <Tasks tasks={others} onCancel={cancel} />}
      </Panel>
    </>
  );
}

function Tasks({ tasks, onCancel }: { tasks: readonly Task[]; onCancel: (task: Task) => void }) {
  const { manages } = useFeatures();
  return (
    <Table
      label={t("overview.tasks")}
      rows={tasks}
      keyOf={(task) => `${task.node}:${task.id}`}
      columns={[
        { title: t("overview.action"), cell: (task) => task.action },
        { title: t("overview.task"), kind: "mono", cell: (task) => task.description },
        { title: t("overview.running"), kind: "number", cell: (task) => shownDuration(task.running_time_in_nanos / 1e6) },
        {
          title: t("overview.actions"),
          cell: (task) =>
            task.cancellable && manages && (
              <button aria-label={`${t("app.cancel")} ${task.action} ${task.id}`} onClick={() => onCancel(task)}>
                {t("app.cancel")}
              </button>
            ),
        },
      ]}
    />
  );
}
