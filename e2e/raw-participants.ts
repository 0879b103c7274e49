/** Participants without a browser, to fill rooms. */

import { randomBytes } from "node:crypto";
import { io, type Socket } from "socket.io-client";
import { PROTOCOL_VERSION, SOCKET_PATH } from "#protocol/answers.ts";

/** Joins that many people; `leaveOne` frees a seat, `close` all. */
export async function fillRoom(
  url: string,
  code: string,
  people: number,
): Promise<{ leaveOne(): Promise<void>; close(): void }> {
  const sockets: Socket[] = [];
  for (let person = 0; person < people; person += 1) {
    const socket = io(url, {
      path: SOCKET_PATH,
      transports: ["websocket"],
      forceNew: true,
      auth: { protocol: PROTOCOL_VERSION },
    });
    const result = await socket.timeout(5_000).emitWithAck("room:join", {
      code,
      session: randomBytes(16).toString("base64url"),
      name: `Person ${person + 1}`,
      self: { microphone: false, camera: false },
    });
    if (!result.ok) throw new Error(`join refused: ${result.code}`);
    sockets.push(socket);
  }
  return {
    async leaveOne() {
      await sockets.pop()?.timeout(5_000).emitWithAck("room:leave", {});
    },
    close() {
      for (const socket of sockets) socket.disconnect();
    },
  };
}
