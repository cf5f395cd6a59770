/** What runs in a worker: the jobs, by name. */

import { expose } from "comlink";

import { t } from "../texts/catalogue";
import { jobs } from "./jobs";
import { served } from "./serve";

expose(served(jobs));
// a job that cannot be read would be waited for until its time is over: the page takes this for a crash
addEventListener("messageerror", () => reportError(new Error(t("error.workerMessage"))));
