/** Tests of a module: rules whose names begin with `test_`, each of which is asked for. */

import { client } from "../../core/session";

export interface TestResult {
  readonly name: string;
  readonly passed: boolean;
}

/** Returns the path of a module's package in the data, and the names of its tests. */
export function testsOf(text: string): { path: string; names: readonly string[] } {
  const name = /^\s*package\s+([\w.]+)/m.exec(text)?.[1] ?? "";
  const names = [...text.matchAll(/^(test_\w+)/gm)].map((match) => match[1] as string);
  return { path: name.split(".").join("/"), names: [...new Set(names)] };
}

export async function runTests(text: string, signal: AbortSignal): Promise<readonly TestResult[]> {
  const { path, names } = testsOf(text);
  return await Promise.all(
    names.map(async (name) => {
      const answer = await client.ask<{ result?: unknown }>("GET", `/_policy/v1/data/${path}/${name}`, { signal });
      return { name, passed: answer.result === true };
    }),
  );
}
