/** Starts a Findling with the sample data for the walk, or takes the one that FINDLING_URL names. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PYTHON = process.env["PYTHON"] ?? "../.venv/bin/python";

export interface Served {
  readonly url: string;
  readonly said: string;
  stop(): Promise<void>;
  /** Ends it at once, without a word to whoever waits for an answer. */
  kill(): Promise<void>;
}

export async function serve(...flags: string[]): Promise<Served> {
  const data = mkdtempSync(join(tmpdir(), "findling-console-"));
  const command = ["-u", "-m", "findling.cli", "serve", "--port", "0", "--data", data, ...flags];
  const child = spawn(PYTHON, command, { stdio: ["ignore", "pipe", "inherit"] });
  const end = (signal: "SIGTERM" | "SIGKILL") =>
    new Promise<void>((resolve) => {
      child.once("exit", () => {
        rmSync(data, { recursive: true, force: true });
        resolve();
      });
      child.kill(signal);
    });
  const said = await told(child, flags.includes("--sample") ? /geo query[^]*hits":\[/ : /answers at [^]*\n.*console/);
  return {
    url: /answers at (\S+),/.exec(said)?.[1] ?? "",
    said,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

function told(child: ChildProcess, what: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${said}`)));
    child.stdout?.on("data", (chunk: Buffer) => {
      said += String(chunk);
      if (what.test(said)) resolve(said);
    });
  });
}

export default async function start(): Promise<() => Promise<void>> {
  if (process.env["FINDLING_URL"]) return async () => {};
  const server = await serve("--sample");
  process.env["FINDLING_URL"] = server.url;
  return () => server.stop();
}
