/** Runs jobs by name, and hands over what need not be copied. */

import { transfer } from "comlink";

import { RequestFailure } from "../core/client";
import type { JobTable, Progress, WorkerApi } from "./pool";

const MOST_OFTEN_MS = 50;

export function served(jobs: JobTable): WorkerApi {
  return {
    async run(name, args, progress) {
      const job = Object.hasOwn(jobs, name) ? jobs[name] : undefined;
      if (job === undefined) throw new TypeError(`there is no job [${name}]`);
      try {
        const result = await job(args as never, seldom(progress));
        return transfer(result, buffersOf(result));
      } catch (failure) {
        throw plain(failure);
      }
    },
  };
}

/** Errors lose their class on the way: why a request had no good answer travels as data. */
function plain(failure: unknown): unknown {
  if (!(failure instanceof RequestFailure)) return failure;
  const { kind, status, type, message } = failure;
  return { kind, status, type, message };
}

/** Returns a failure of a job as it was where it happened. */
export function revived(failure: unknown): unknown {
  if (typeof failure !== "object" || failure === null || failure instanceof Error || !("kind" in failure)) return failure;
  const { kind, status, type, message } = failure as RequestFailure;
  return new RequestFailure(kind, status, type, message);
}

/** Tells progress no more often than a person sees. */
function seldom(progress: Progress): Progress {
  let last = -Infinity;
  return (share, note) => {
    const now = performance.now();
    if (now - last < MOST_OFTEN_MS && share < 1) return;
    last = now;
    progress(share, note);
  };
}

/** Returns the buffers of typed arrays in a result, down to the members of its members. */
export function buffersOf(value: unknown, depth = 4): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const walk = (one: unknown, left: number) => {
    if (ArrayBuffer.isView(one)) {
      if (one.buffer instanceof ArrayBuffer) found.add(one.buffer);
    } else if (left > 0 && Array.isArray(one)) {
      // of long lists the first says what they hold
      if (typeof one[0] === "object") for (const inner of one) walk(inner, left - 1);
    } else if (left > 0 && typeof one === "object" && one !== null && Object.getPrototypeOf(one) === Object.prototype) {
      for (const inner of Object.values(one)) walk(inner, left - 1);
    }
  };
  walk(value, depth);
  return [...found];
}
