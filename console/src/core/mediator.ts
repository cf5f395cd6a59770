/** Mediator: colleagues know it and not each other. It sends to one of them, or to all but the sender. */

export interface Colleague<Message> {
  receive(message: Message, from: string): void;
}

export interface Mediator<Message> {
  /** Lets a colleague take part, until the returned function is called. Throws for a name that is taken. */
  register(name: string, colleague: Colleague<Message>): () => void;
  /** Sends to `to`, or to all but `from`. Throws for names that do not take part. */
  send(message: Message, from: string, to?: string): void;
  readonly names: readonly string[];
}

export function createMediator<Message>(): Mediator<Message> {
  const colleagues = new Map<string, Colleague<Message>>();
  const find = (name: string) => {
    const found = colleagues.get(name);
    if (found === undefined) throw new Error(`nobody here is called [${name}]`);
    return found;
  };
  return {
    get names() {
      return [...colleagues.keys()];
    },
    register(name, colleague) {
      if (colleagues.has(name)) throw new Error(`[${name}] takes part already`);
      colleagues.set(name, colleague);
      return () => {
        if (colleagues.get(name) === colleague) colleagues.delete(name);
      };
    },
    send(message, from, to) {
      find(from);
      if (to !== undefined) return find(to).receive(message, from);
      for (const [name, colleague] of colleagues) if (name !== from) colleague.receive(message, from);
    },
  };
}
