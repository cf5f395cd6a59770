/** A mail server that takes whatever comes and keeps it. Source: RFC 5321, as much as a client needs. */

import { createServer, type Socket } from "node:net";

export interface Mailbox {
  readonly url: string;
  /** What came, whole. */
  readonly mails: readonly string[];
  close(): void;
}

export function openMailbox(): Promise<Mailbox> {
  const mails: string[] = [];
  const server = createServer((socket) => converse(socket, mails));
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      resolve({ url: `smtp://127.0.0.1:${port}`, mails, close: () => server.close() });
    });
  });
}

function converse(socket: Socket, mails: string[]): void {
  let mail: string[] | null = null;
  let rest = "";
  socket.write("220 here\r\n");
  socket.on("data", (chunk: Buffer) => {
    const lines = (rest + String(chunk)).split("\r\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (mail === null) mail = answered(socket, line);
      else if (line === ".") {
        mails.push(mail.join("\n"));
        mail = null;
        socket.write("250 taken\r\n");
      } else mail.push(line);
    }
  });
}

/** Answers a command. Returns the lines to come if a mail begins. */
function answered(socket: Socket, line: string): string[] | null {
  const command = line.slice(0, 4).toUpperCase();
  socket.write(command === "DATA" ? "354 go on\r\n" : command === "QUIT" ? "221 bye\r\n" : "250 well\r\n");
  return command === "DATA" ? [] : null;
}
