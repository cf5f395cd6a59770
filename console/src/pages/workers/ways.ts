/** One computation in three ways: at once, in slices between which the page lives, and in a worker. */

import type { Column } from "../../workers/columns";
import { type Pivot, pivotInSteps } from "../../workers/jobs/pivot";
import { pool } from "../../workers/pool_of_page";
import { buffersOf } from "../../workers/serve";

export interface Rows {
  readonly tag: Column;
  readonly day: Column;
  readonly bytes: Column;
}

export type Way = "blocking" | "slices" | "worker";
export const WAYS: readonly Way[] = ["blocking", "slices", "worker"];

/** How long a slice works, and how long the page has in between. */
const WORK_MS = 50;
const PAUSE_MS = 25;

const argsOf = ({ tag, day, bytes }: Rows) => ({ rows: tag, columns: day, values: bytes, measure: "avg" as const });

export const ways: Readonly<Record<Way, (rows: Rows, signal: AbortSignal) => Promise<Pivot>>> = {
  async blocking(rows) {
    const steps = pivotInSteps(argsOf(rows));
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  },
  async slices(rows, signal) {
    const steps = pivotInSteps(argsOf(rows));
    for (;;) {
      const begun = performance.now();
      do {
        const step = steps.next();
        if (step.done) return step.value;
      } while (performance.now() - begun < WORK_MS);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      signal.throwIfAborted();
    }
  },
  // the columns are handed over: copying them would take the page's time
  worker: (rows, signal) => pool.run("pivot", argsOf(rows), { signal, transfer: buffersOf(rows) }),
};

export interface Measured {
  readonly tookMs: number;
  /** The longest time in which the page could do nothing else. */
  readonly blockedMs: number;
}

/** Measures how long something takes, and how long it keeps the page from everything else. */
export async function measured(work: () => Promise<unknown>): Promise<Measured> {
  const channel = new MessageChannel();
  let last = performance.now();
  let blockedMs = 0;
  const beat = () => {
    const now = performance.now();
    blockedMs = Math.max(blockedMs, now - last);
    last = now;
  };
  channel.port1.onmessage = () => {
    beat();
    // no more often than needed: a channel that is always full would itself be work
    setTimeout(() => channel.port2.postMessage(null), 1);
  };
  channel.port2.postMessage(null);
  await new Promise((resolve) => setTimeout(resolve, 20));
  blockedMs = 0;
  const begun = performance.now();
  try {
    await work();
  } finally {
    beat();
    channel.port1.close();
  }
  return { tookMs: performance.now() - begun, blockedMs };
}
