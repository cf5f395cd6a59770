import { useCallback, useEffect, useRef, useState } from "react";

import { bus, tellFailure } from "../core/session";

export interface Asking<Value> {
  readonly value: Value | null;
  readonly failure: unknown;
  readonly isBusy: boolean;
  again(): void;
}

/** Asks when the page appears, when `keys` change and every `everyMs`; what came last stays while it is asked again. */
export function useAsked<Value>(
  ask: (signal: AbortSignal) => Promise<Value>,
  keys: readonly unknown[],
  everyMs = 0,
): Asking<Value> {
  const [state, setState] = useState<{ value: Value | null; failure: unknown; isBusy: boolean }>({
    value: null,
    failure: null,
    isBusy: true,
  });
  const [round, setRound] = useState(0);
  // whoever logs in may see what was refused before
  useEffect(() => bus.subscribe("identity", () => setRound((before) => before + 1)), []);
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    const leave = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const turn = async () => {
      try {
        const value = await latest.current(leave.signal);
        if (!leave.signal.aborted) setState({ value, failure: null, isBusy: false });
      } catch (failure) {
        if (!leave.signal.aborted) setState((before) => ({ ...before, failure, isBusy: false }));
      }
      if (everyMs > 0 && !leave.signal.aborted) timer = setTimeout(turn, everyMs);
    };
    setState((before) => ({ ...before, isBusy: true }));
    void turn();
    return () => {
      leave.abort();
      clearTimeout(timer);
    };
  }, [...keys, round, everyMs]);
  return { ...state, again: useCallback(() => setRound((before) => before + 1), []) };
}

export interface Work {
  readonly isBusy: boolean;
  readonly share: number;
  readonly note: string;
  /** Does something; what failed is told. Returns what came of it, or null. */
  run<Result>(
    work: (signal: AbortSignal, progress: (share: number, note?: string) => void) => Promise<Result>,
  ): Promise<Result | null>;
  stop(): void;
}

/** One piece of work at a time, with its progress; another one stops it, and so does leaving the page. */
export function useWork(onFailure: (failure: unknown) => void = tellFailure): Work {
  const [state, setState] = useState({ isBusy: false, share: 0, note: "" });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const run: Work["run"] = async (work) => {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    setState({ isBusy: true, share: 0, note: "" });
    try {
      return await work(own.signal, (share, note = "") => own.signal.aborted || setState({ isBusy: true, share, note }));
    } catch (failure) {
      if (!own.signal.aborted) onFailure(failure);
      return null;
    } finally {
      if (running.current === own) setState({ isBusy: false, share: 0, note: "" });
    }
  };
  return { ...state, run, stop: () => running.current?.abort() };
}

/** A value that is kept in this browser under a key. */
export function useKept<Value>(key: string, initial: Value): [Value, (value: Value) => void] {
  const [value, setValue] = useState<Value>(() => readKept(key, initial));
  const keep = useCallback(
    (next: Value) => {
      setValue(next);
      writeKept(key, next);
    },
    [key],
  );
  return [value, keep];
}

export function readKept<Value>(key: string, initial: Value): Value {
  try {
    const text = localStorage.getItem(`findling.${key}`);
    return text === null ? initial : (JSON.parse(text) as Value);
  } catch {
    return initial;
  }
}

export function writeKept(key: string, value: unknown): void {
  try {
    localStorage.setItem(`findling.${key}`, JSON.stringify(value));
  } catch {
    // a browser that keeps nothing is no reason to stop
  }
}
