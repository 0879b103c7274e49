/**
 * The least that introduces two browsers to each other over socket.io: rooms that learn who came, addressed messages, an
 * acknowledgement for each. What Rondo is compared with. Also serves the bare page. Prints its address; ended by a signal.
 */

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { bundlePath } from "./bundle-path.ts";

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Bare page</title>
<button type="button">Join</button><script type="module" src="/bare-page.mjs"></script></html>`;

const server = createServer((request, response) => {
  if (request.url === "/bare-page.mjs") {
    response.setHeader("content-type", "text/javascript; charset=utf-8");
    response.end(readFileSync(bundlePath("bare-page")));
  } else {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(PAGE);
  }
});
const io = new Server(server, { transports: ["websocket"] });

io.on("connection", (socket) => {
  socket.on("join", ({ room }, acknowledge) => {
    const others = [...(io.of("/").adapter.rooms.get(room) ?? [])];
    void socket.join(room);
    socket.to(room).emit("joined", { id: socket.id });
    acknowledge({ id: socket.id, others });
  });
  socket.on("signal", ({ to, ...signal }, acknowledge) => {
    io.to(to).emit("signal", { from: socket.id, ...signal });
    acknowledge({ ok: true });
  });
});

server.listen(0, "127.0.0.1", () => {
  // A TCP server's address is never a string.
  process.stdout.write(`listening: http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.on("SIGTERM", () => process.exit(0));
