import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ParticipantId } from "#protocol/ids.ts";
import { participantId, sessionId } from "../people-for-tests.ts";
import { BLOCK_BYTES } from "./blocks.ts";
import { asChannel, channelPair, type FakeChannel } from "./channels-for-tests.ts";
import { createFiles } from "./files.ts";
import type { FilePerson, OwnFiles } from "./own-files.ts";
import { createMemorySinks } from "./sink.ts";
import type { Transfer } from "./transfer.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const ann = participantId("ann");
const ben = participantId("ben");

interface End {
  readonly files: OwnFiles;
  /** What was handed to the person. */
  readonly saved: { readonly name: string; readonly file: Blob }[];
  /** How others see this end; null once it has left. */
  person: FilePerson | null;
  readonly list: () => readonly Transfer[];
  readonly only: () => Transfer;
}

/** Ann and Ben with a link between them, over which words come once and, while it is cut, later. */
function aCall({ room = Number.POSITIVE_INFINITY } = {}) {
  const link = { open: true, streams: [] as FakeChannel[] };
  const waiting: (() => void)[] = [];
  const meddlers: ((data: unknown) => unknown)[] = [];
  const ends = new Map<ParticipantId, End>();
  const at = (id: ParticipantId): End => {
    const end = ends.get(id);
    if (end === undefined) throw new Error("nobody is there");
    return end;
  };
  const personOf = (id: ParticipantId) => {
    const { person } = at(id);
    return person === null ? null : { ...person, isReached: link.open };
  };
  const makeEnd = (self: ParticipantId, other: ParticipantId): End => {
    const saved: End["saved"] = [];
    const files = createFiles(
      {
        events: {
          send(name, body) {
            const deliver = () => at(other).files.heard({ from: self, name, body });
            if (link.open) queueMicrotask(deliver);
            else waiting.push(deliver);
          },
        },
        openStream(_, label) {
          if (!link.open) return null;
          const [near, far] = channelPair(label);
          near.onSend = (data) => meddlers.reduce((given, meddle) => meddle(given), data);
          link.streams.push(near);
          queueMicrotask(() => {
            at(other).files.streamed(self, asChannel(far));
            near.open();
            far.open();
          });
          return asChannel(near);
        },
        personOf,
        rttMsOf: () => 10,
        nowMs: () => performance.now(),
      },
      {
        createSink: async (bytes) => {
          if (bytes > room) throw new RangeError("no room");
          return await createMemorySinks()(bytes);
        },
        deliver: (file, name) => saved.push({ name, file }),
      },
    );
    const end: End = {
      files,
      saved,
      person: {
        name: String(self),
        session: sessionId(String(self)),
        isReached: true,
        maySend: true,
      },
      list: files.getSnapshot,
      only() {
        const [transfer, ...others] = files.getSnapshot();
        if (transfer === undefined || others.length > 0) throw new Error("not one transfer");
        return transfer;
      },
    };
    return end;
  };
  ends.set(ann, makeEnd(ann, ben));
  ends.set(ben, makeEnd(ben, ann));
  return {
    ann: at(ann),
    ben: at(ben),
    meddlers,
    link,
    cut() {
      link.open = false;
      for (const stream of link.streams.splice(0)) stream.close();
    },
    mend() {
      link.open = true;
      for (const deliver of waiting.splice(0)) deliver();
    },
  };
}

const aFile = (name: string, bytes: number) =>
  new File([Buffer.alloc(bytes, "none of it is like what comes next. ")], name);

/** Compared at once, since there are millions of bytes. */
async function areSame(came: Blob | undefined, sent: Blob): Promise<boolean> {
  const [one, other] = [await came?.arrayBuffer(), await sent.arrayBuffer()];
  return one !== undefined && Buffer.from(one).equals(Buffer.from(other));
}

/** Lets time pass until it is so. */
const until = (isSo: () => boolean) =>
  vi.waitFor(() => {
    if (!isSo()) throw new Error("not yet");
  }, 20_000);

describe("a file", () => {
  it("goes to whom it is offered once they take it, and both see how far it is", async () => {
    const { ann: here, ben: there } = aCall();
    const file = aFile("plan.pdf", 3 * BLOCK_BYTES + 9);

    here.files.offer([file], [ben]);
    await until(() => there.list().length === 1);
    expect(there.only()).toMatchObject({ name: "plan.pdf", bytes: file.size, status: "offered" });
    there.files.accept(there.only().id);
    await until(() => here.only().status === "received");

    expect(there.only()).toMatchObject({ status: "received", storedBytes: file.size });
    expect(here.only()).toMatchObject({ status: "received", storedBytes: file.size });
    const [saved] = there.saved;
    expect(saved?.name).toBe("plan.pdf");
    expect(await areSame(saved?.file, file)).toBe(true);
  });

  it("of no bytes comes too", async () => {
    const { ann: here, ben: there } = aCall();

    here.files.offer([aFile("empty.txt", 0)], [ben]);
    await until(() => there.list().length === 1);
    there.files.accept(there.only().id);
    await until(() => here.only().status === "received");

    expect(there.saved.map(({ name, file }) => [name, file.size])).toEqual([["empty.txt", 0]]);
  });

  it("does not move before it is taken, nor once it is refused", async () => {
    const { ann: here, ben: there, link } = aCall();

    here.files.offer([aFile("a", 10)], [ben]);
    await until(() => there.list().length === 1);
    there.files.refuse(there.only().id);
    await until(() => here.only().status === "refused");

    expect(link.streams).toEqual([]);
    expect(there.only().status).toBe("refused");
  });

  it("goes on from where it was when the link is mended", async () => {
    const { ann: here, ben: there, cut, mend } = aCall();
    const file = aFile("film.mkv", 4 * BLOCK_BYTES);
    here.files.offer([file], [ben]);
    await until(() => there.list().length === 1);
    there.files.accept(there.only().id);
    await until(() => there.only().storedBytes >= BLOCK_BYTES);

    cut();
    await until(() => there.only().status === "waiting" && here.only().status === "waiting");
    const keptBytes = there.only().storedBytes;
    await vi.advanceTimersByTimeAsync(200_000);
    mend();
    await until(() => here.only().status === "running");
    expect(here.only().storedBytes).toBeGreaterThanOrEqual(keptBytes);
    await until(() => here.only().status === "received");

    expect(await areSame(there.saved[0]?.file, file)).toBe(true);
  });

  it.each(["the one who sends it", "the one who takes it"])("can be stopped by %s", async (who) => {
    const { ann: here, ben: there } = aCall();
    here.files.offer([aFile("film.mkv", 4 * BLOCK_BYTES)], [ben]);
    await until(() => there.list().length === 1);
    there.files.accept(there.only().id);
    await until(() => there.only().storedBytes > 0);

    const end = who === "the one who sends it" ? here : there;
    end.files.cancel(end.only().id);
    await until(() => here.only().status === "canceled" && there.only().status === "canceled");

    expect(there.saved).toEqual([]);
  });

  it("that was stopped while the link was cut stays stopped", async () => {
    const { ann: here, ben: there, cut, mend } = aCall();
    here.files.offer([aFile("film.mkv", 4 * BLOCK_BYTES)], [ben]);
    await until(() => there.list().length === 1);
    there.files.accept(there.only().id);
    await until(() => there.only().storedBytes > 0);

    cut();
    here.files.cancel(here.only().id);
    mend();
    await until(() => there.only().status === "canceled");
  });

  it("that comes damaged is asked for again, and given up if it always does", async () => {
    const once = aCall();
    let damaged = 0;
    once.meddlers.push((data) => {
      if (data instanceof ArrayBuffer && damaged === 0) {
        damaged += 1;
        new Uint8Array(data)[0] = 252;
      }
      return data;
    });
    once.ann.files.offer([aFile("a.zip", 100_000)], [ben]);
    await until(() => once.ben.list().length === 1);
    once.ben.files.accept(once.ben.only().id);
    await until(() => once.ann.only().status === "received");

    const always = aCall();
    always.meddlers.push((data) => (typeof data === "string" ? "0".repeat(64) : data));
    always.ann.files.offer([aFile("a.zip", 100_000)], [ben]);
    await until(() => always.ben.list().length === 1);
    always.ben.files.accept(always.ben.only().id);
    await until(() => always.ann.only().status === "damaged");
    expect(always.ben.only().status).toBe("damaged");
  });

  it("for which there is no room is said to be so at both ends", async () => {
    const { ann: here, ben: there } = aCall({ room: 5 });
    here.files.offer([aFile("a.zip", 10)], [ben]);
    await until(() => there.list().length === 1);
    there.files.accept(there.only().id);
    await until(() => here.only().status === "storage");

    expect(there.only().status).toBe("storage");
  });

  it("ends when the other one leaves, or begins anew", async () => {
    for (const after of [
      null,
      { name: "Ben", session: sessionId("new"), isReached: true, maySend: true },
    ]) {
      const { ann: here, ben: there } = aCall();
      here.files.offer([aFile("a.zip", 10)], [ben]);
      await until(() => there.list().length === 1);

      there.person = after;
      here.files.peopleChanged();

      expect(here.only().status).toBe("gone");
    }
  });

  it("waits for somebody who is only away", async () => {
    const { ann: here, ben: there } = aCall();
    here.files.offer([aFile("a.zip", 10)], [ben]);
    await until(() => there.list().length === 1);

    there.person = { name: "Ben", session: null, isReached: false, maySend: true };
    here.files.peopleChanged();

    expect(here.only().status).toBe("offered");
  });

  it("is named so that it can be saved", async () => {
    const { ann: here, ben: there } = aCall();
    here.files.offer([aFile("x", 1)], [ben]);
    await until(() => there.list().length === 1);
    const { id } = there.only();
    there.files.refuse(id);
    const word = { word: "offer", id: crypto.randomUUID(), name: "../../x\u202egpj.exe", bytes: 1 };
    there.files.heard({ from: ann, name: "file", body: JSON.stringify(word) });

    expect(there.list().at(-1)?.name).toBe("_.._xgpj.exe");
  });

  it("goes to several people, each of whom decides", async () => {
    const { ann: here } = aCall();

    here.files.offer([aFile("a", 1), aFile("b", 2)], [ben, ben]);

    expect(here.list().map(({ name }) => name)).toEqual(["a", "a", "b", "b"]);
  });

  it("can be saved once more, and goes when it is taken from the list", async () => {
    const { ann: here, ben: there } = aCall();
    here.files.offer([aFile("a", 1)], [ben]);
    await until(() => there.list().length === 1);
    const { id } = there.only();
    there.files.accept(id);
    await until(() => there.only().status === "received");

    there.files.save(id);
    expect(there.saved).toHaveLength(2);
    there.files.forget(id);
    expect(there.list()).toEqual([]);
  });
});

describe("what somebody says of files", () => {
  it.each([
    "",
    "{",
    "null",
    '{"word":"offer"}',
    '{"word":"offer","id":"x","name":"a","bytes":1}',
    `{"word":"offer","id":"${crypto.randomUUID()}","name":"a","bytes":-1}`,
    `{"word":"offer","id":"${crypto.randomUUID()}","name":"a","bytes":1.5}`,
    `{"word":"erase","id":"${crypto.randomUUID()}"}`,
  ])("is left out where it is nonsense: %s", (body) => {
    const { ben: there } = aCall();

    there.files.heard({ from: ann, name: "file", body });

    expect(there.list()).toEqual([]);
  });

  it("counts only for their own", async () => {
    const { ann: here, ben: there } = aCall();
    here.files.offer([aFile("a", 1)], [ben]);
    await until(() => there.list().length === 1);
    const { id } = there.only();

    for (const word of ["cancel", "refuse", "received"])
      here.files.heard({
        from: participantId("eve"),
        name: "file",
        body: JSON.stringify({ word, id }),
      });

    expect(here.only().status).toBe("offered");
  });

  it("is answered where it is of a file that is over, so that nobody waits for it", async () => {
    const { ann: here, ben: there } = aCall();
    here.files.offer([aFile("a", 1)], [ben]);
    await until(() => there.list().length === 1);
    const { id } = there.only();
    // Ben seemed to have left, and had not.
    const { person } = there;
    there.person = null;
    here.files.peopleChanged();
    there.person = person;
    await until(() => there.only().status === "canceled");

    // As of a page that began anew and was told of the offer once more.
    const accept = JSON.stringify({ word: "accept", id, fromByte: 0 });
    const said: string[] = [];
    const heard = there.files.heard;
    there.files.heard = (event) => {
      said.push(event.body);
      heard(event);
    };
    here.files.heard({ from: ben, name: "file", body: accept });
    await until(() => said.length === 1);

    expect(JSON.parse(said[0] ?? "")).toEqual({ word: "cancel", id });
  });

  it("fills no list: of many offers that wait, what is too many is told so, and declined by nobody", async () => {
    const { ann: here, ben: there } = aCall();

    here.files.offer(
      Array.from({ length: 30 }, (_, count) => aFile(`${count}`, 1)),
      [ben],
    );
    await until(() => here.list().filter(({ status }) => status === "too-many").length === 10);

    expect(there.list()).toHaveLength(20);
  });

  it("offers nothing where the host lets its owner send nothing", async () => {
    const { ann: here, ben: there } = aCall();
    here.person = { name: "Ann", session: sessionId("ann"), isReached: true, maySend: false };

    here.files.offer([aFile("a", 1)], [ben]);
    await until(() => here.only().status === "not-permitted");

    expect(there.list()).toEqual([]);
  });

  it("is there to be saved after the call when it came, and listed when it went", async () => {
    const { ann: here, ben: there } = aCall();
    here.files.offer([aFile("plan.pdf", 10), aFile("unwanted.pdf", 10)], [ben]);
    await until(() => there.list().length === 2);
    const [first] = there.list();
    if (first === undefined) throw new Error("nothing was offered");
    there.files.accept(first.id);
    await until(() => here.list().some(({ status }) => status === "received"));

    const [sent, came] = [here.files.arrived(), there.files.arrived()];
    for (const { files } of [here, there]) files.clear();

    const about = { name: "plan.pdf", bytes: 10, peerName: expect.any(String) };
    expect(sent).toEqual([{ ...about, direction: "outgoing", content: null }]);
    expect(came).toMatchObject([{ ...about, direction: "incoming" }]);
    expect(await areSame(came[0]?.content ?? undefined, aFile("plan.pdf", 10))).toBe(true);
  });

  it("does not make anybody take what they did not ask for", async () => {
    const { ann: here, ben: there } = aCall();
    here.files.offer([aFile("a", 1)], [ben]);
    await until(() => there.list().length === 1);
    const [near, far] = channelPair(`file:${there.only().id}:0`);

    there.files.streamed(ann, asChannel(far));

    await until(() => near.readyState === "closed");
  });
});
