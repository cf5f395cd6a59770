import { useEffect, useRef, useState } from "react";

import { shownNumber } from "../../texts/catalogue";
import { Sparkline } from "../../ui/parts";

const KEPT = 60;

/** How much was done since the start: of searches, of documents indexed. */
export interface Counts {
  readonly searches: number;
  readonly indexing: number;
}

/** What was done in each second between two answers, the last ones. */
export interface Rates {
  readonly searches: readonly number[];
  readonly indexing: readonly number[];
}

type Named<Value> = Readonly<Record<string, Value>>;

const NONE: Rates = { searches: [], indexing: [] };

/** Returns the rates by name after `seconds` with these counts; names that are gone are forgotten. */
export function ratesAfter(rates: Named<Rates>, before: Named<Counts>, now: Named<Counts>, seconds: number): Named<Rates> {
  return Object.fromEntries(
    Object.entries(now).map(([name, counts]) => {
      const last = before[name] ?? counts;
      const { searches, indexing } = rates[name] ?? NONE;
      // a node that was started anew counts from nothing
      const rate = (what: keyof Counts) => Math.max(0, (counts[what] - last[what]) / seconds);
      return [name, { searches: [...searches, rate("searches")].slice(-KEPT), indexing: [...indexing, rate("indexing")].slice(-KEPT) }];
    }),
  );
}

/** Keeps rates of counts that are asked for again and again. */
export function useRates(counts: Named<Counts> | null): (name: string) => Rates {
  const last = useRef<{ at: number; counts: Named<Counts> } | null>(null);
  const [rates, setRates] = useState<Named<Rates>>({});
  useEffect(() => {
    if (counts === null) return;
    const at = performance.now();
    const before = last.current;
    last.current = { at, counts };
    if (before) setRates((known) => ratesAfter(known, before.counts, counts, (at - before.at) / 1_000));
  }, [counts]);
  return (name) => rates[name] ?? NONE;
}

/** The last rate, and a line of those before it. */
export function Rate({ name, values }: { name: string; values: readonly number[] }) {
  const last = shownNumber(Math.round((values.at(-1) ?? 0) * 10) / 10);
  return (
    <>
      <strong>{last}</strong> <Sparkline values={values} label={`${name}: ${last}`} />
    </>
  );
}
