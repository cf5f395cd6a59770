/**
 * Command: a change is a value. What is undone is the state before it, not an inverse operation: after a multiplication
 * by zero there is none.
 */

export interface Command<State> {
  readonly label: string;
  apply(state: State): State;
}

export interface History<State> {
  readonly state: State;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** What was done, oldest first. */
  readonly done: readonly string[];
  execute(command: Command<State>): void;
  /** Goes one step back, or does nothing where there is none. */
  undo(): void;
  redo(): void;
}

/** Returns a history of states. `onChange` is told of each new one; `limit` states are kept. */
export function createHistory<State>(
  initial: State,
  onChange: (state: State) => void = () => {},
  limit = 200,
): History<State> {
  let state = initial;
  let past: { label: string; before: State }[] = [];
  let future: { label: string; after: State }[] = [];
  const become = (next: State) => {
    state = next;
    onChange(state);
  };
  return {
    get state() {
      return state;
    },
    get canUndo() {
      return past.length > 0;
    },
    get canRedo() {
      return future.length > 0;
    },
    get done() {
      return past.map((step) => step.label);
    },
    execute(command) {
      const next = command.apply(state);
      past = [...past, { label: command.label, before: state }].slice(-limit);
      future = [];
      become(next);
    },
    undo() {
      const step = past.pop();
      if (step === undefined) return;
      future.push({ label: step.label, after: state });
      become(step.before);
    },
    redo() {
      const step = future.pop();
      if (step === undefined) return;
      past.push({ label: step.label, before: state });
      become(step.after);
    },
  };
}

/** Returns one command that is several: it is undone as one. */
export function macro<State>(label: string, commands: readonly Command<State>[]): Command<State> {
  return { label, apply: (state) => commands.reduce((before, command) => command.apply(before), state) };
}
