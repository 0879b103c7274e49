/** A relay on a bare WebSocket, without acknowledgements: the floor of any. Prints its address; ended by a signal. */

import { randomUUID } from "node:crypto";
import { type WebSocket, WebSocketServer } from "ws";

const sockets = new Map<string, WebSocket>();
const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });

server.on("connection", (socket) => {
  const id = randomUUID();
  sockets.set(id, socket);
  socket.on("close", () => sockets.delete(id));
  socket.on("message", (text) => {
    const { to, ...signal } = JSON.parse(String(text));
    sockets.get(to)?.send(JSON.stringify({ from: id, ...signal }));
  });
  socket.send(JSON.stringify({ id }));
});
server.on("listening", () => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  process.stdout.write(`listening: http://127.0.0.1:${address.port}\n`);
});
process.on("SIGTERM", () => process.exit(0));
