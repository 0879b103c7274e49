/** A way into a host of the network that none of its faults touches, for what drives a program there. */

import { createServer, type Socket } from "node:net";
import type { Host } from "./host.ts";

export interface ForwardedPort {
  /** The same number on both sides: some programs look at the port by which they are addressed. */
  readonly port: number;
  close(): void;
}

/** Joins its standard input and output to a port of its own loopback. */
const CONNECT = `
  const socket = require("node:net").connect(Number(process.argv[1]), "127.0.0.1");
  process.stdin.pipe(socket).pipe(process.stdout);
  socket.on("error", () => process.exit(1));
`;

/** Lets a port of this machine's loopback lead to the same port of a host's. Ended by `close()`. */
export async function forwardPort(host: Host): Promise<ForwardedPort> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    const inside = host.spawn(process.execPath, ["-e", CONNECT, String(port)]);
    if (inside.stdin !== null) socket.pipe(inside.stdin);
    inside.stdout?.pipe(socket);
    // Either end may go first, and takes the other with it.
    inside.stdin?.on("error", () => socket.destroy());
    inside.on("exit", () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      open.delete(socket);
      inside.kill();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  const { port } = address;
  return {
    port,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
