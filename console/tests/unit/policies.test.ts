import { expect, test } from "vitest";

import { testsOf } from "../../src/pages/policies/rego_tests";

test("the tests of a module are rules that begin with test_", () => {
  const text = "# x\npackage a.b\n\ntest_one if true\n\nallow if test_no\ntest_two if {\n  false\n}\ntest_one if false\n";
  expect(testsOf(text)).toEqual({ path: "a/b", names: ["test_one", "test_two"] });
});
