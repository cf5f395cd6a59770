/** Observer: whoever publishes does not know who listens, and a subscription ends when its owner does. */

export type Unsubscribe = () => void;

export interface Bus<Events extends object> {
  /** Calls `handler` at each event of the name, until the returned function is called or `signal` aborts. */
  subscribe<Name extends keyof Events>(
    name: Name,
    handler: (event: Events[Name]) => void,
    signal?: AbortSignal,
  ): Unsubscribe;
  publish<Name extends keyof Events>(name: Name, event: Events[Name]): void;
}

/** Returns a bus of its own. A handler that fails keeps no other from hearing; what failed is thrown at the end. */
export function createBus<Events extends object>(): Bus<Events> {
  const handlers = new Map<keyof Events, Set<(event: never) => void>>();
  return {
    subscribe(name, handler, signal) {
      const listening = handlers.get(name) ?? new Set();
      handlers.set(name, listening);
      // a function of its own each time: one handler may subscribe twice
      const entry = (event: never) => handler(event);
      if (!signal?.aborted) listening.add(entry);
      const end = () => void listening.delete(entry);
      signal?.addEventListener("abort", end, { once: true });
      return end;
    },
    publish(name, event) {
      const failures: unknown[] = [];
      for (const handler of [...(handlers.get(name) ?? [])]) {
        try {
          handler(event as never);
        } catch (failure) {
          failures.push(failure);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
