/**
 * How long the tasks of the page's main thread took: on the clock, and of the processor. The browser's `longtask` entries
 * are by the clock alone: on a busy machine they count what others do while the page waits for a core.
 */

import type { Browser, CDPSession } from "@playwright/test";

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string; readonly chrome_mojo_event_info?: { readonly mojo_interface_tag?: string }; readonly data?: { readonly functionName?: string; readonly url?: string; readonly type?: string } };
}

/** The task on which the processor spent the longest time. */
export interface LongestTask {
  readonly ms: number;
  /** What it spent it on: the longest parts first, parts of parts among them. */
  readonly parts: readonly string[];
}

const SHOWN = 12;

/** Starts to record. The returned function ends that and returns the task with the longest own time. */
export async function recordTasks(browser: Browser): Promise<() => Promise<LongestTask>> {
  const tools = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  tools.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await tools.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["toplevel", "devtools.timeline"], recordMode: "recordAsMuchAsPossible" } });
  return async () => {
    await ended(tools);
    return longestOf(events);
  };
}

async function ended(tools: CDPSession): Promise<void> {
  const complete = new Promise((resolve) => tools.once("Tracing.tracingComplete", resolve));
  await tools.send("Tracing.end");
  await complete;
  await tools.detach();
}

function longestOf(events: readonly TraceEvent[]): LongestTask {
  // of renderers' main threads that of the page is the one that runs its scripts: the browser has pages of its own
  const key = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const scripted = new Set(events.filter(({ name, args }) => name === "FunctionCall" && args?.data?.url?.includes("/_console/")).map(key));
  const mains = new Set(events.filter((one) => one.name === "thread_name" && one.args?.name === "CrRendererMain" && scripted.has(key(one))).map(key));
  if (mains.size === 0) throw new Error("the trace has no main thread");
  const complete = events.filter((one) => one.ph === "X" && mains.has(key(one)));
  const asked = complete.filter(isOfTools);
  const tasks = complete.filter((one) => /RunTask$/.test(one.name) && !asked.some((tool) => isWithin(tool, one)));
  const longest = tasks.reduce((most, task) => ((task.tdur ?? 0) > (most.tdur ?? 0) ? task : most));
  const parts = complete.filter((one) => one !== longest && isWithin(one, longest)).sort((a, b) => (b.tdur ?? 0) - (a.tdur ?? 0));
  return { ms: (longest.tdur ?? 0) / 1_000, parts: parts.slice(0, SHOWN).map(shown) };
}

/** What the walk itself asks of the page, by the browser's tools: nobody who uses the page waits for that. */
const isOfTools = ({ args }: TraceEvent) => args?.chrome_mojo_event_info?.mojo_interface_tag === "blink.mojom.DevToolsSession";

const isWithin = (one: TraceEvent, task: TraceEvent) =>
  one.pid === task.pid && one.tid === task.tid && one.ts >= task.ts && one.ts < task.ts + (task.dur ?? 0);

function shown({ name, tdur = 0, args }: TraceEvent): string {
  const { functionName = "", type = "", url = "" } = args?.data ?? {};
  return [`${tdur / 1_000} ms`, name, functionName || type, url.slice(url.lastIndexOf("/") + 1)].filter(Boolean).join(" ");
}
