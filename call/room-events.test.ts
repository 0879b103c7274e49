import { describe, expect, it } from "vitest";
import type { ParticipantId } from "#protocol/ids.ts";
import type { PeerMessage } from "#protocol/link.ts";
import { participantId } from "./people-for-tests.ts";
import { createRoomEvents, type HeardEvent, type RoomEventExchange } from "./room-events.ts";

/** A room of links that a test cuts and opens. */
function aRoomOf(...names: string[]) {
  let nowMs = 0;
  const cut = new Set<string>();
  const ends = new Map<ParticipantId, { events: RoomEventExchange; heard: HeardEvent[] }>();
  for (const name of names) {
    const own = participantId(name);
    const tell = (message: PeerMessage, to?: ParticipantId) => {
      for (const [id, end] of ends) {
        if (id === own || (to !== undefined && to !== id) || cut.has(id) || cut.has(own)) continue;
        if (message.kind === "event") end.events.receive(own, message.event);
      }
    };
    const heard: HeardEvent[] = [];
    const events = createRoomEvents(tell, () => nowMs);
    events.subscribe((event) => heard.push(event));
    ends.set(own, { events, heard });
  }
  const end = (name: string) => {
    const found = ends.get(participantId(name));
    if (found === undefined) throw new Error(`${name} is not there`);
    return found;
  };
  return {
    end,
    cut: (name: string) => cut.add(participantId(name)),
    mend(name: string, afterMs: number) {
      nowMs += afterMs;
      cut.delete(participantId(name));
      for (const [id, { events }] of ends)
        if (id !== participantId(name)) events.opened(participantId(name));
    },
  };
}

describe("a room event", () => {
  it("reaches everyone else once", () => {
    const room = aRoomOf("ann", "ben", "cem");

    room.end("ann").events.send("test", "hello");

    const heard = { from: participantId("ann"), name: "test", body: "hello" };
    expect(room.end("ben").heard).toEqual([heard]);
    expect(room.end("cem").heard).toEqual([heard]);
    expect(room.end("ann").heard).toEqual([]);
  });

  it("reaches whoever was cut off when it was sent, in order, and nobody twice", () => {
    const room = aRoomOf("ann", "ben", "cem");
    room.cut("ben");
    room.end("ann").events.send("test", "one");
    room.end("ann").events.send("test", "two");

    room.mend("ben", 10_000);
    room.mend("cem", 0);

    expect(room.end("ben").heard.map(({ body }) => body)).toEqual(["one", "two"]);
    expect(room.end("cem").heard.map(({ body }) => body)).toEqual(["one", "two"]);
  });

  it("is old news after some minutes", () => {
    const room = aRoomOf("ann", "ben");
    room.cut("ben");
    room.end("ann").events.send("test", "one");

    room.mend("ben", 600_000);

    expect(room.end("ben").heard).toEqual([]);
  });

  it("is refused when it is too long to pass", () => {
    expect(() => aRoomOf("ann").end("ann").events.send("test", "x".repeat(9_000))).toThrow(
      RangeError,
    );
  });
});
