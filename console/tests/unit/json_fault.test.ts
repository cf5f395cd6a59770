import { expect, test } from "vitest";

import { jsonFault } from "../../src/core/json_fault";

test.each([
  ["{}", null],
  [' [1, -2.5e3, "a\\n\\u00e9", true, null, {"a": []}] ', null],
  ["{", 1],
  ['{"a" 1}', 5],
  ['{"a": 01}', 7],
  ["[1,]", 3],
  ['{"a": 1,}', 8],
  ['{a: 1}', 1],
  ['"a\nb"', 0],
  ["truex", 0],
  ["[1 2]", 3],
  ["1 1", 2],
  ["", 0],
])("%s", (text, at) => {
  expect(jsonFault(text)?.at ?? null).toBe(at);
  // the browser agrees that there is one
  const parses = () => void JSON.parse(text);
  if (at === null) parses();
  else expect(parses).toThrow();
});

test("what is missing is said", () => {
  expect(jsonFault('{"a": tru}')?.message).toBe("a value is expected, not tru");
  expect(jsonFault("[1")?.message).toBe(", or ] is expected, and the text ends");
  expect(jsonFault("[".repeat(100_000))?.message).toBe("this is nested too deeply");
});
