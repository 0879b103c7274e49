/** Participants without a browser, to fill rooms. */

import { randomBytes, randomUUID } from "node:crypto";
import { io, type Socket } from "socket.io-client";
import { PROTOCOL_VERSION, SOCKET_PATH } from "#protocol/answers.ts";

/** Joins that many people; the first of them says what `write` is given; `leaveOne` frees a seat, `close` all. */
export async function fillRoom(
  url: string,
  code: string,
  people: number,
): Promise<{
  write(texts: readonly string[]): Promise<void>;
  leaveOne(): Promise<void>;
  close(): void;
}> {
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
    async write(texts) {
      for (const text of texts) {
        const body = { kind: "text", text };
        const result = await sockets[0]
          ?.timeout(5_000)
          .emitWithAck("chat:post", { id: randomUUID(), body });
        if (result?.ok !== true) throw new Error(`not written: ${result?.code}`);
      }
    },
    async leaveOne() {
      await sockets.pop()?.timeout(5_000).emitWithAck("room:leave", {});
    },
    close() {
      for (const socket of sockets) socket.disconnect();
    },
  };
}
