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
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Starts to record. The returned function ends that and returns the longest own time of a task, in milliseconds. */
export async function recordTasks(browser: Browser): Promise<() => Promise<number>> {
  const tools = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  tools.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await tools.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["toplevel", "devtools.timeline"], recordMode: "recordAsMuchAsPossible" } });
  return async () => {
    await ended(tools);
    return longestOwnMs(events);
  };
}

async function ended(tools: CDPSession): Promise<void> {
  const complete = new Promise((resolve) => tools.once("Tracing.tracingComplete", resolve));
  await tools.send("Tracing.end");
  await complete;
  await tools.detach();
}

function longestOwnMs(events: readonly TraceEvent[]): number {
  // of renderers' main threads that of the page is the one that runs its scripts
  const key = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const scripted = new Set(events.filter(({ name }) => name === "FunctionCall").map(key));
  const mains = new Set(events.filter((one) => one.name === "thread_name" && one.args?.name === "CrRendererMain" && scripted.has(key(one))).map(key));
  if (mains.size === 0) throw new Error("the trace has no main thread");
  const tasks = events.filter((one) => one.ph === "X" && /RunTask$/.test(one.name) && mains.has(key(one)));
  return tasks.reduce((most, { tdur = 0 }) => Math.max(most, tdur / 1_000), 0);
}
