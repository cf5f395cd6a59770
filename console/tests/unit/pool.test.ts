/** The pool, with real threads. */

import { Worker } from "node:worker_threads";

import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { afterEach, describe, expect, test } from "vitest";

import { createPool, JobTimeout, type Pool, type Progress, WorkerCrash } from "../../src/workers/pool";

interface Jobs {
  readonly [name: string]: (args: never, progress: Progress) => unknown;
  readonly add: (args: { a: number; b: number }, progress: Progress) => number;
  readonly fail: (args: null, progress: Progress) => never;
  readonly spin: (args: null, progress: Progress) => never;
  readonly crash: (args: { counter: SharedArrayBuffer }, progress: Progress) => number;
  readonly count: (args: null, progress: Progress) => string;
}

let spawned = 0;
let pool: Pool<Jobs>;

function start(size: number, idleMs = 60_000): Pool<Jobs> {
  spawned = 0;
  pool = createPool<Jobs>({
    size,
    idleMs,
    spawn() {
      spawned += 1;
      const worker = new Worker(new URL("./pool_worker.mjs", import.meta.url));
      return {
        endpoint: nodeEndpoint(worker),
        onCrash(report) {
          worker.on("error", (error) => report(String(error)));
          worker.on("exit", (code) => code === 1 && report("it ended"));
        },
        terminate: () => void worker.terminate(),
      };
    },
  });
  return pool;
}

afterEach(() => pool.dispose());

/** A job that crashes as many times as wanted. */
function crashing(times: number): { counter: SharedArrayBuffer } {
  const counter = new SharedArrayBuffer(8);
  new Int32Array(counter)[1] = times;
  return { counter };
}

describe("workers", () => {
  test("are made when there is work, and used again", async () => {
    start(2);
    expect([spawned, pool.state]).toEqual([0, { workers: 0, busy: 0, waiting: 0, crashes: 0 }]);
    expect(await pool.run("add", { a: 1, b: 2 })).toBe(3);
    expect(await pool.run("add", { a: 3, b: 4 })).toBe(7);
    expect([spawned, pool.state.busy]).toEqual([1, 0]);
  });

  test("are no more than wanted; what they do not get to waits", async () => {
    start(2);
    const sums = Promise.all([1, 2, 3, 4, 5].map((n) => pool.run("add", { a: n, b: n })));
    await expect.poll(() => pool.state.workers).toBe(2);
    expect(await sums).toEqual([2, 4, 6, 8, 10]);
    expect([spawned, pool.state.waiting]).toEqual([2, 0]);
  });

  test("are released without work, and made anew", async () => {
    start(1, 1);
    await pool.run("add", { a: 1, b: 2 });
    await expect.poll(() => pool.state.workers).toBe(0);
    expect(await pool.run("add", { a: 1, b: 1 })).toBe(2);
    expect(spawned).toBe(2);
  });
});

describe("jobs", () => {
  test("tell what they have done", async () => {
    start(1);
    const told: [number, string | undefined][] = [];
    expect(await pool.run("count", null, { onProgress: (share, note) => told.push([share, note]) })).toBe("counted");
    expect(told).toEqual([[0.25, "1"], [0.5, "2"], [0.75, "3"], [1, "4"]]);
  });

  test("that fail tell why, and their worker goes on", async () => {
    start(1);
    await expect(pool.run("fail", null)).rejects.toThrow("too much");
    expect(await pool.run("add", { a: 1, b: 2 })).toBe(3);
    expect([spawned, pool.state.crashes]).toEqual([1, 0]);
  });

  test("are cancelled in the middle of a computation, and a fresh worker does what waits", async () => {
    start(1);
    const cancel = new AbortController();
    const spinning = pool.run("spin", null, { signal: cancel.signal });
    const waiting = pool.run("add", { a: 1, b: 2 });
    await expect.poll(() => pool.state.waiting).toBe(1);
    cancel.abort();
    await expect(spinning).rejects.toThrow("abort");
    expect(await waiting).toBe(3);
    expect([spawned, pool.state.crashes]).toEqual([2, 0]);
  });

  test("are cancelled while they wait, and before they begin", async () => {
    start(1);
    const [running, cancel] = [new AbortController(), new AbortController()];
    const spinning = pool.run("spin", null, { signal: running.signal });
    const waiting = pool.run("add", { a: 1, b: 2 }, { signal: cancel.signal });
    await expect.poll(() => pool.state.waiting).toBe(1);
    cancel.abort();
    await expect(waiting).rejects.toThrow("abort");
    expect(pool.state.waiting).toBe(0);
    await expect(pool.run("add", { a: 1, b: 2 }, { signal: cancel.signal })).rejects.toThrow("abort");
    running.abort();
    await expect(spinning).rejects.toThrow("abort");
  });

  test("run out of time", async () => {
    start(1);
    await expect(pool.run("spin", null, { timeoutMs: 20 })).rejects.toBeInstanceOf(JobTimeout);
    expect(await pool.run("add", { a: 1, b: 2 })).toBe(3);
  });

  test("are begun once more if their worker crashes", async () => {
    start(1);
    expect(await pool.run("crash", crashing(1))).toBe(2);
    expect([spawned, pool.state.crashes]).toEqual([2, 1]);
  });

  test("are given up if it crashes again", async () => {
    start(1);
    await expect(pool.run("crash", crashing(9))).rejects.toBeInstanceOf(WorkerCrash);
    expect(await pool.run("add", { a: 1, b: 2 })).toBe(3);
    expect([spawned, pool.state.crashes]).toEqual([3, 2]);
  });
});
