/** Simple rules: somebody is told when a search comes to find as many as wanted, and not again while it still does. */

import { queryOf } from "../pages/discover/query";
import { shownNumber, t } from "../texts/catalogue";
import { client, path, tell, tellFailure } from "./session";

export interface AlertRule {
  readonly name: string;
  readonly index: string;
  readonly text: string;
  readonly atLeast: number;
}

/** Which rules hold, by name, as of when they were last looked at. */
const holding = new Map<string, boolean>();

/** Whether somebody is to be told: a rule holds that did not before, or was not looked at before. */
export function isNews(known: Map<string, boolean>, rule: AlertRule, found: number): boolean {
  const holds = found >= rule.atLeast;
  const before = known.get(rule.name) ?? false;
  known.set(rule.name, holds);
  return holds && !before;
}

/** Asks each rule's search how many it finds. */
export async function checkAlerts(rules: readonly AlertRule[], byMail: boolean, signal?: AbortSignal): Promise<void> {
  for (const rule of rules) {
    try {
      const body = { query: queryOf({ text: rule.text, filters: [] }) };
      const { count } = await client.ask<{ count: number }>("POST", `${path(rule.index)}/_count`, { body, ...(signal && { signal }) });
      if (isNews(holding, rule, count)) tell(rule.name, t("alerts.told", { found: shownNumber(count), atLeast: shownNumber(rule.atLeast) }), "bad", byMail);
    } catch (failure) {
      tellFailure(failure);
    }
  }
}
