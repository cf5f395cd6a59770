/** The one pool of the page: more than one would be more workers than cores. */

import type { Endpoint } from "comlink";

import { RequestFailure } from "../core/client";
import { bus } from "../core/session";
import { t } from "../texts/catalogue";
import type { Jobs } from "./jobs";
import { createPool, type Spawned } from "./pool";
import { revived } from "./serve";

function spawn(): Spawned {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "findling" });
  return {
    endpoint: worker as Endpoint,
    onCrash(report) {
      worker.addEventListener("error", (event) => {
        // it is told of where its job was wanted
        event.preventDefault();
        report(t("error.worker", { message: event.message || t("error.workerStart") }));
      });
      worker.addEventListener("messageerror", () => report(t("error.worker", { message: t("error.workerMessage") })));
    },
    terminate: () => worker.terminate(),
  };
}

/** Whoever is not known any more in a worker is asked in the page. */
function revive(failure: unknown): unknown {
  const found = revived(failure);
  if (found instanceof RequestFailure && found.kind === "login") bus.publish("login", null);
  return found;
}

/** One core is left to the page. */
export const pool = createPool<Jobs>({ spawn, revive, size: Math.max(1, Math.min((globalThis.navigator?.hardwareConcurrency ?? 2) - 1, 4)) });
