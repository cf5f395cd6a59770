import { expect, test } from "vitest";

import { createHistory, macro } from "../../src/core/history";

const append = (letter: string) => ({ label: letter, apply: (state: string) => state + letter });

test("what was undone is done again, and forgotten once something else is done", () => {
  const history = createHistory("");
  for (const letter of "abc") history.execute(append(letter));
  history.undo();
  history.undo();
  history.redo();
  expect([history.state, history.canUndo, history.canRedo]).toEqual(["ab", true, true]);
  history.execute(append("x"));
  expect([history.state, history.canRedo, history.done]).toEqual(["abx", false, ["a", "b", "x"]]);
});

test("several commands are undone as one", () => {
  const history = createHistory("");
  history.execute(macro("both", [append("a"), append("b")]));
  expect([history.state, history.done]).toEqual(["ab", ["both"]]);
  history.undo();
  expect(history.state).toBe("");
});

test("a command that fails changes nothing", () => {
  const history = createHistory("a");
  expect(() =>
    history.execute({
      label: "broken",
      apply: () => {
        throw new Error("broken");
      },
    }),
  ).toThrow("broken");
  expect([history.state, history.canUndo]).toEqual(["a", false]);
});

test("no more states are kept than wanted", () => {
  const history = createHistory("", () => {}, 2);
  for (const letter of "abc") history.execute(append(letter));
  for (let step = 0; step < 5; step++) history.undo();
  expect(history.state).toBe("a");
});
