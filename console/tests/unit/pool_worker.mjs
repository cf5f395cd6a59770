// a worker of Node.js with jobs that misbehave
import { parentPort } from "node:worker_threads";

import { expose } from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";

const jobs = {
  add: ({ a, b }) => a + b,
  fail: () => {
    throw new RangeError("too much");
  },
  spin: () => {
    for (;;);
  },
  crash: ({ counter }) => {
    const count = new Int32Array(counter);
    if (Atomics.add(count, 0, 1) < Atomics.load(count, 1)) process.exit(1);
    return Atomics.load(count, 0);
  },
  // waits for what it tells to arrive, which no other job does
  count: async (_, progress) => {
    for (let n = 1; n <= 4; n++) await progress(n / 4, `${n}`);
    return "counted";
  },
};

expose({ run: async (name, args, progress) => jobs[name](args, progress) }, nodeEndpoint(parentPort));
