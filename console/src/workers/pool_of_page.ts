/** The one pool of the page: more than one would be more workers than cores. */

import type { Endpoint } from "comlink";

import type { Jobs } from "./jobs";
import { createPool, type Spawned } from "./pool";

function spawn(): Spawned {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "findling" });
  return {
    endpoint: worker as Endpoint,
    onCrash(report) {
      worker.addEventListener("error", (event) => report(event.message || "the worker could not be started"));
      worker.addEventListener("messageerror", () => report("the worker sent what cannot be read"));
    },
    terminate: () => worker.terminate(),
  };
}

/** One core is left to the page. */
export const pool = createPool<Jobs>({ spawn, size: Math.max(1, Math.min((globalThis.navigator?.hardwareConcurrency ?? 2) - 1, 4)) });
