/**
 * Files from one participant to another, over data channels of their link. What is said of them are room events, which
 * come once and after an interruption too; so the end that takes a file needs nothing but to ask for the rest.
 */

import type { ParticipantId, SessionId } from "#protocol/ids.ts";
import { download } from "../download.ts";
import { createStore } from "../store.ts";
import { createFileSinks, removeAbandonedFiles } from "./disk-sink.ts";
import { safeFileName } from "./file-name.ts";
import { type FileFailure, FileId, FileWord, readStreamLabel, streamLabel } from "./file-words.ts";
import { FILE_EVENT, type FilesOptions, type OwnFiles } from "./own-files.ts";
import { createPace, type Pace } from "./pace.ts";
import { receiveFile } from "./receiving.ts";
import { sendFile } from "./sending.ts";
import type { CreateSink, FileSink } from "./sink.ts";
import {
  createSpeedometer,
  isMoving,
  isUnderWay,
  type Speedometer,
  type Transfer,
  type TransferStatus,
} from "./transfer.ts";

/** What the browser has for files; replaced in tests. */
export interface FileParts {
  readonly createSink: CreateSink;
  /** Hands a file to the person. */
  readonly deliver: (file: Blob, name: string) => void;
  /** Takes away what earlier pages left. */
  readonly tidy?: () => void;
}

/** Offers of one participant that wait at once; more would only fill the list. */
const OFFERED_MAX = 20;
/** What is over and still shown. */
const KEPT_MAX = 50;
/** How often progress is drawn, and the path looked at. */
const LOOK_EVERY_MS = 250;
/** Until what was asked for and does not come is asked for again. */
const ASK_AGAIN_MS = 5_000;
/** Of somebody who left in this moment. */
const NAMELESS = "?";
/** Blocks that may come damaged: chance damages none (RFC 9260 §6.8), so something is broken. */
const DAMAGED_MAX = 3;

/** What stands behind a transfer at this end. */
interface Work {
  readonly file: File | null;
  /** Of the other end: with another one it knows nothing of this. Null until it is known. */
  session: SessionId | null;
  readonly speed: Speedometer;
  sink: FileSink | null;
  /** Of what came; null before all of it has. */
  blob: Blob | null;
  channel: RTCDataChannel | null;
  damaged: number;
  stored: number;
  askedMs: number;
}

export function createFiles(
  options: FilesOptions,
  parts: FileParts = {
    createSink: createFileSinks(),
    deliver: download,
    tidy: () => void removeAbandonedFiles(),
  },
): OwnFiles {
  const store = createStore<readonly Transfer[]>([]);
  const works = new Map<FileId, Work>();
  const paces = new Map<ParticipantId, Pace>();
  let looking: ReturnType<typeof setInterval> | undefined;

  const find = (id: FileId) => store.getSnapshot().find((each) => each.id === id);
  const say = (to: ParticipantId, word: FileWord) =>
    options.events.send(FILE_EVENT, JSON.stringify(word), to);
  const patch = (id: FileId, change: Partial<Transfer>) =>
    store.update((all) => all.map((each) => (each.id === id ? { ...each, ...change } : each)));

  const add = (transfer: Transfer, file: File | null) => {
    works.set(transfer.id, {
      file,
      session: options.personOf(transfer.peer)?.session ?? null,
      speed: createSpeedometer(),
      sink: null,
      blob: null,
      channel: null,
      damaged: 0,
      stored: 0,
      askedMs: Number.NEGATIVE_INFINITY,
    });
    store.update((all) => [...all, transfer]);
    const over = store
      .getSnapshot()
      .filter((each) => !isUnderWay(each) && (works.get(each.id)?.blob ?? null) === null);
    for (const { id } of over.slice(0, Math.max(0, over.length - KEPT_MAX))) forget(id);
    looking ??= setInterval(look, LOOK_EVERY_MS);
  };

  /** The end of it, however it came; what was stored is given back unless all of it is there. */
  const finish = (id: FileId, status: TransferStatus) => {
    const work = works.get(id);
    if (work === undefined) return;
    patch(id, { status, storedBytes: work.stored, bytesPerSecond: null });
    const { channel } = work;
    work.channel = null;
    channel?.close();
    if (status !== "received") void work.sink?.discard();
  };

  const look = () => {
    const nowMs = options.nowMs();
    for (const [peer, pace] of paces) pace.look(options.rttMsOf(peer));
    let isAnything = false;
    for (const transfer of store.getSnapshot()) {
      const work = works.get(transfer.id);
      if (work === undefined || !isMoving(transfer)) continue;
      isAnything = true;
      const isIdle = work.channel === null;
      if (isIdle) work.speed.reset();
      patch(transfer.id, {
        storedBytes: work.stored,
        bytesPerSecond: isIdle ? null : work.speed.look(work.stored, nowMs),
        status: isIdle ? "waiting" : "running",
      });
      const isDue = isIdle && nowMs - work.askedMs >= ASK_AGAIN_MS;
      const asks =
        transfer.direction === "incoming" && work.sink !== null && work.stored < transfer.bytes;
      if (isDue && asks && options.personOf(transfer.peer)?.isReached === true) ask(transfer, work);
    }
    if (isAnything) return;
    clearInterval(looking);
    looking = undefined;
    paces.clear();
  };

  // Outgoing

  const send = async ({ id, peer }: Transfer, work: Work, fromByte: number) => {
    const { file } = work;
    if (file === null || fromByte > file.size) return;
    work.channel?.close();
    const channel = options.openStream(peer, streamLabel(id, fromByte));
    work.channel = channel;
    work.stored = fromByte;
    work.speed.reset();
    patch(id, { status: channel === null ? "waiting" : "running" });
    looking ??= setInterval(look, LOOK_EVERY_MS);
    if (channel === null) return;
    // After an interruption the path may be another one, whose round trip is longer with nothing in its queues.
    const isShared = store
      .getSnapshot()
      .some((other) => other.id !== id && other.peer === peer && other.status === "running");
    const known = isShared ? paces.get(peer) : undefined;
    const pace = known ?? createPace(options.nowMs());
    paces.set(peer, pace);
    const end = await sendFile({
      file,
      fromByte,
      channel,
      pace,
      nowMs: options.nowMs,
      onStored: (bytes) => {
        if (work.channel === channel) work.stored = bytes;
      },
    });
    if (work.channel !== channel) return;
    work.channel = null;
    if (end !== "unreadable") return;
    finish(id, "unreadable");
    say(peer, { word: "failed", id, failure: "unreadable" });
  };

  // Incoming

  const ask = ({ id, peer }: Transfer, work: Work) => {
    work.askedMs = options.nowMs();
    say(peer, { word: "accept", id, fromByte: work.stored });
  };

  const fail = ({ id, peer }: Transfer, failure: FileFailure) => {
    finish(id, failure);
    say(peer, { word: "failed", id, failure });
  };

  const complete = async (transfer: Transfer, work: Work) => {
    try {
      work.blob = (await work.sink?.finish()) ?? null;
    } catch {
      return fail(transfer, "storage");
    }
    if (work.blob === null || !isStill(transfer.id)) return;
    finish(transfer.id, "received");
    say(transfer.peer, { word: "received", id: transfer.id });
    parts.deliver(work.blob, transfer.name);
  };

  const isStill = (id: FileId) => {
    const now = find(id);
    return now !== undefined && isUnderWay(now);
  };

  const receive = async (transfer: Transfer, work: Work, channel: RTCDataChannel) => {
    const { sink } = work;
    if (sink === null) return channel.close();
    work.channel = channel;
    work.speed.reset();
    const end = await receiveFile({
      channel,
      bytes: transfer.bytes,
      fromByte: work.stored,
      sink,
      onStored: (bytes) => {
        work.stored = bytes;
      },
    });
    if (!isStill(transfer.id)) return;
    if (work.channel === channel) work.channel = null;
    if (end === "received") return complete(transfer, work);
    if (end === "storage") return fail(transfer, "storage");
    if (end === "damaged") work.damaged += 1;
    if (work.damaged > DAMAGED_MAX) return fail(transfer, "damaged");
    // As soon as the link is mended, if it is that.
    work.askedMs = Number.NEGATIVE_INFINITY;
  };

  const accept = async (id: FileId) => {
    const transfer = find(id);
    const work = works.get(id);
    if (transfer?.direction !== "incoming" || transfer.status !== "offered" || work === undefined)
      return;
    if (options.personOf(transfer.peer)?.maySend !== true) {
      // Taken from them since they offered it.
      return fail(transfer, "not-permitted");
    }
    patch(id, { status: "waiting" });
    try {
      work.sink = await parts.createSink(transfer.bytes);
    } catch {
      return fail(transfer, "storage");
    }
    if (!isStill(id)) return void work.sink.discard();
    looking ??= setInterval(look, LOOK_EVERY_MS);
    if (transfer.bytes === 0) await complete(transfer, work);
    else ask(transfer, work);
  };

  const offered = (from: ParticipantId, word: Extract<FileWord, { word: "offer" }>) => {
    if (works.has(word.id)) return;
    const waiting = store
      .getSnapshot()
      .filter(({ peer, status }) => peer === from && status === "offered");
    const refuse = (failure: FileFailure) => say(from, { word: "failed", id: word.id, failure });
    if (options.personOf(from)?.maySend !== true) return refuse("not-permitted");
    if (waiting.length >= OFFERED_MAX) return refuse("too-many");
    add(
      {
        id: word.id,
        direction: "incoming",
        peer: from,
        peerName: options.personOf(from)?.name ?? NAMELESS,
        name: safeFileName(word.name),
        bytes: word.bytes,
        storedBytes: 0,
        bytesPerSecond: null,
        status: "offered",
      },
      null,
    );
  };

  /** The other one left, or began anew; whoever only seemed to is told. */
  const end = (id: FileId, peer: ParticipantId) => {
    finish(id, "gone");
    say(peer, { word: "cancel", id });
  };

  function forget(id: FileId): void {
    const transfer = find(id);
    if (transfer === undefined || isUnderWay(transfer)) return;
    void works.get(id)?.sink?.discard();
    works.delete(id);
    store.update((all) => all.filter((each) => each.id !== id));
  }

  /** What the other end says of a transfer that is under way. */
  const answered = (transfer: Transfer, word: FileWord) => {
    const isOutgoing = transfer.direction === "outgoing";
    const work = works.get(transfer.id);
    if (work === undefined) return;
    switch (word.word) {
      case "accept":
        if (isOutgoing) void send(transfer, work, word.fromByte);
        break;
      case "refuse":
        if (isOutgoing) finish(transfer.id, "refused");
        break;
      case "received":
        work.stored = transfer.bytes;
        if (isOutgoing) finish(transfer.id, "received");
        break;
      case "cancel":
        finish(transfer.id, "canceled");
        break;
      case "failed":
        finish(transfer.id, word.failure);
        break;
      case "offer":
        break;
    }
  };

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    prepare: () => parts.tidy?.(),

    offer(files, to) {
      for (const file of files)
        for (const peer of to) {
          const id = FileId.parse(crypto.randomUUID());
          const { size: bytes } = file;
          const name = safeFileName(file.name);
          const peerName = options.personOf(peer)?.name ?? NAMELESS;
          const none = { storedBytes: 0, bytesPerSecond: null };
          add(
            { id, direction: "outgoing", peer, peerName, name, bytes, ...none, status: "offered" },
            file,
          );
          say(peer, { word: "offer", id, name, bytes });
        }
    },

    accept: (id) => void accept(id),

    refuse(id) {
      const transfer = find(id);
      if (transfer?.direction !== "incoming" || transfer.status !== "offered") return;
      finish(id, "refused");
      say(transfer.peer, { word: "refuse", id });
    },

    cancel(id) {
      const transfer = find(id);
      if (transfer === undefined || !isUnderWay(transfer)) return;
      finish(id, "canceled");
      say(transfer.peer, { word: "cancel", id });
    },

    save(id) {
      const blob = works.get(id)?.blob ?? null;
      const transfer = find(id);
      if (blob !== null && transfer !== undefined) parts.deliver(blob, transfer.name);
    },

    forget,

    heard({ from, name, body }) {
      if (name !== FILE_EVENT) return;
      const word = readWord(body);
      if (word === null) return;
      if (word.word === "offer") return offered(from, word);
      const transfer = find(word.id);
      // Nobody speaks of another's file.
      if (transfer !== undefined && transfer.peer !== from) return;
      if (transfer !== undefined && isUnderWay(transfer)) answered(transfer, word);
      // Who began anew, or was thought to have left, may not know that it is over.
      else if (word.word === "accept") say(from, { word: "cancel", id: word.id });
    },

    streamed(from, channel) {
      const label = readStreamLabel(channel.label);
      const transfer = label === null ? undefined : find(label.id);
      const work = label === null ? undefined : works.get(label.id);
      const isAwaited =
        transfer?.peer === from && transfer.direction === "incoming" && isMoving(transfer);
      if (!isAwaited || work?.channel !== null || work.stored !== label?.fromByte) {
        channel.close();
        return;
      }
      void receive(transfer, work, channel);
    },

    peopleChanged() {
      for (const { id, peer, status } of store.getSnapshot()) {
        const work = works.get(id);
        if (work === undefined || !isUnderWay({ status })) continue;
        const person = options.personOf(peer);
        const session = person?.session ?? null;
        if (person === null || (session ?? work.session) !== (work.session ?? session))
          end(id, peer);
        work.session ??= session;
      }
    },

    arrived: () =>
      store.getSnapshot().flatMap(({ id, status, direction, peerName, name, bytes }) => {
        const content = works.get(id)?.blob ?? null;
        return status === "received" ? [{ direction, peerName, name, bytes, content }] : [];
      }),

    clear() {
      for (const { id, status } of store.getSnapshot())
        if (isUnderWay({ status })) finish(id, "canceled");
      // What came stays where it is, as the browser may be copying it; the next page takes it away.
      works.clear();
      paces.clear();
      clearInterval(looking);
      looking = undefined;
      store.update(() => []);
    },
  };
}

function readWord(body: string): FileWord | null {
  try {
    return FileWord.parse(JSON.parse(body));
  } catch {
    return null;
  }
}
