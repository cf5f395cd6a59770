/** Each page is worked by keys alone. Those that want a log-in are walked through where somebody is logged in. */

import { reachesAll } from "./keys";
import { test } from "./walk";

const PAGES = ["overview", "discover", "devtools", "analysis", "visualise", "sheet", "workers"];

for (const name of PAGES) {
  test(`Tab reaches everything of ${name}`, async ({ page, walk }) => {
    await walk.open(name);
    await reachesAll(page);
  });
}
