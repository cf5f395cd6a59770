/**
 * The workers: few, made when there is work, released when there is none. A job can be cancelled, runs out of time, and
 * is begun once more if its worker crashes. What a worker computes cannot be interrupted: it is ended, and a fresh one
 * takes its place.
 */

import { proxy, releaseProxy, type Endpoint, type Remote, transfer, wrap } from "comlink";

import { shownNumber, t } from "../texts/catalogue";

/** Tells how much is done, from 0 to 1, and what of. */
export type Progress = (share: number, note?: string) => void;
export type Job = (args: never, progress: Progress) => unknown;
export type JobTable = Readonly<Record<string, Job>>;

export interface WorkerApi {
  run(name: string, args: unknown, progress: Progress): Promise<unknown>;
}

/** What the pool needs of a worker; the browser's own has it. */
export interface Spawned {
  readonly endpoint: Endpoint;
  /** Calls `report` if the worker dies, or is told what it cannot read. */
  onCrash(report: (message: string) => void): void;
  terminate(): void;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly onProgress?: Progress;
  readonly transfer?: Transferable[];
}

export interface PoolOptions {
  readonly spawn: () => Spawned;
  readonly size: number;
  /** Makes of what a job failed with what is thrown. */
  readonly revive?: (failure: unknown) => unknown;
  /** After how long without work a worker is released. */
  readonly idleMs?: number;
}

export interface PoolState {
  readonly workers: number;
  readonly busy: number;
  readonly waiting: number;
  readonly crashes: number;
}

export class WorkerCrash extends Error {
  override readonly name = "WorkerCrash";
}

export class JobTimeout extends Error {
  override readonly name = "JobTimeout";
}

type Args<J extends Job> = Parameters<J>[0];
type Result<J extends Job> = Awaited<ReturnType<J>>;

export interface Pool<Jobs extends JobTable> {
  run<Name extends keyof Jobs & string>(name: Name, args: Args<Jobs[Name]>, options?: RunOptions): Promise<Result<Jobs[Name]>>;
  readonly state: PoolState;
  /** Ends all workers; what they do is not finished. */
  dispose(): void;
}

interface Slot {
  readonly worker: Spawned;
  readonly remote: Remote<WorkerApi>;
  busy: boolean;
  idle: ReturnType<typeof setTimeout> | null;
  crash: (message: string) => void;
}

export function createPool<Jobs extends JobTable>(options: PoolOptions): Pool<Jobs> {
  const { size, idleMs = 15_000, revive = (failure: unknown) => failure } = options;
  const slots = new Set<Slot>();
  const waiting: ((slot: Slot) => void)[] = [];
  let crashes = 0;

  function open(): Slot {
    const worker = options.spawn();
    const slot: Slot = { worker, remote: wrap<WorkerApi>(worker.endpoint), busy: true, idle: null, crash: () => close(slot) };
    worker.onCrash((message) => slot.crash(message));
    slots.add(slot);
    return slot;
  }

  function close(slot: Slot): void {
    if (!slots.delete(slot)) return;
    if (slot.idle) clearTimeout(slot.idle);
    slot.remote[releaseProxy]();
    slot.worker.terminate();
    const next = waiting.shift();
    if (next) next(open());
  }

  async function take(signal: AbortSignal | undefined): Promise<Slot> {
    signal?.throwIfAborted();
    const free = [...slots].find((slot) => !slot.busy);
    if (free) {
      if (free.idle) clearTimeout(free.idle);
      free.busy = true;
      return free;
    }
    if (slots.size < size) return open();
    return await new Promise<Slot>((resolve, reject) => {
      const given = (slot: Slot) => {
        signal?.removeEventListener("abort", leave);
        resolve(slot);
      };
      const leave = () => {
        waiting.splice(waiting.indexOf(given), 1);
        reject(signal?.reason);
      };
      waiting.push(given);
      signal?.addEventListener("abort", leave, { once: true });
    });
  }

  function give(slot: Slot): void {
    if (!slots.has(slot)) return;
    slot.crash = () => close(slot);
    const next = waiting.shift();
    if (next) return next(slot);
    slot.busy = false;
    slot.idle = setTimeout(() => close(slot), idleMs);
  }

  /** Runs a job in a slot; ends the worker if the job does not end by itself. */
  function within(slot: Slot, name: string, args: unknown, run: RunOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { signal, timeoutMs = 120_000, onProgress = () => {} } = run;
      const kill = (failure: unknown) => {
        settle();
        close(slot);
        reject(failure);
      };
      const abort = () => kill(signal?.reason);
      const timer = setTimeout(() => kill(new JobTimeout(t("error.tooLong", { seconds: shownNumber(timeoutMs / 1_000) }))), timeoutMs);
      let over = false;
      const settle = () => {
        over = true;
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      };
      signal?.addEventListener("abort", abort, { once: true });
      slot.crash = (message) => {
        crashes += 1;
        kill(new WorkerCrash(message));
      };
      // progress that arrives late is not told
      const told = proxy((share: number, note?: string) => over || onProgress(share, note));
      const sent = run.transfer ? transfer(args, run.transfer) : args;
      slot.remote.run(name, sent, told as Progress).then(
        (result) => {
          settle();
          give(slot);
          resolve(result);
        },
        (failure: unknown) => {
          settle();
          give(slot);
          reject(revive(failure));
        },
      );
    });
  }

  return {
    get state() {
      const busy = [...slots].filter((slot) => slot.busy).length;
      return { workers: slots.size, busy, waiting: waiting.length, crashes };
    },
    async run(name, args, run = {}) {
      for (let attempt = 0; ; attempt++) {
        const slot = await take(run.signal);
        try {
          return (await within(slot, name, args, run)) as never;
        } catch (failure) {
          // what was handed over is gone with the worker that had it
          if (!(failure instanceof WorkerCrash) || attempt > 0 || run.transfer) throw failure;
        }
      }
    },
    dispose() {
      for (const slot of [...slots]) close(slot);
    },
  };
}
