/** What runs in a worker: the jobs, by name. */

import { expose } from "comlink";

import { jobs } from "./jobs";
import { served } from "./serve";

expose(served(jobs));
