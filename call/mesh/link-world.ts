/**
 * A world for tests of two ends of a link: browsers that do their steps, a path that is cut one way or both, a server that
 * forgets what it carried when somebody is away. Drives the shipped modules; only browsers and network are made up.
 */

import { vi } from "vitest";
import { decodeBeat } from "#protocol/beat.ts";
import { failure, type Result, success } from "#protocol/failure.ts";
import type { SignalBody } from "#protocol/signal.ts";
import { participantId, sessionId } from "../people-for-tests.ts";
import { FakePeerConnection } from "./fake-peer-connection.ts";
import type { PeerLink } from "./link-contract.ts";
import type { openPeerLink } from "./peer-link.ts";

export type Side = "ann" | "ben";
const other = (side: Side): Side => (side === "ann" ? "ben" : "ann");

/** What works, from now on. */
export interface Weather {
  /** Media from this side to the other. */
  readonly path: Readonly<Record<Side, boolean>>;
  /** Signals from and to this side. */
  readonly server: Readonly<Record<Side, boolean>>;
  /** Whether what a third participant is asked to carry arrives; it is asked in any case. */
  readonly third: boolean;
}
export const FAIR: Weather = {
  path: { ann: true, ben: true },
  server: { ann: true, ben: true },
  third: true,
};

const STEP_MS = 50;
const TICK_MS = 100;
/** A browser gives a silent path up after this long (Chromium: fifteen seconds). */
const GIVEN_UP_AFTER_MS = 15_000;
/** How long a socket that is back takes until its seat is taken again. */
const REJOIN_MS = 150;

type Listener = (event: { readonly data?: unknown }) => void;

class FakeChannel {
  readyState = "connecting";
  bufferedAmount = 0;
  binaryType = "";
  readonly label: string;
  readonly sent: unknown[] = [];
  private readonly listeners = new Map<string, Listener[]>();
  constructor(label: string) {
    this.label = label;
  }
  addEventListener(type: string, listener: Listener): void {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener]);
  }
  send(data: unknown): void {
    this.sent.push(data);
  }
  fire(type: string, event: { readonly data?: unknown } = {}): void {
    for (const listener of this.listeners.get(type) ?? []) listener(event);
  }
}

export class WorldConnection extends FakePeerConnection {
  connectionState: RTCPeerConnectionState = "new";
  iceConnectionState: RTCIceConnectionState = "new";
  closed = false;
  readonly channels = new Map<string, FakeChannel>();
  /** When something last came over the path, once it was connected. */
  heardMs = Number.NEGATIVE_INFINITY;
  /** The agreement whose path was given up: only another one connects. */
  givenUp: string | null = null;
  /** The agreement that is tried, and since when. */
  tried: string | null = null;
  triedMs = Number.POSITIVE_INFINITY;
  private sections = 0;

  addTransceiver(): unknown {
    this.sections += 1;
    this.wish(`section ${this.sections}`);
    return { receiver: { track: null }, sender: { track: null }, currentDirection: null };
  }
  getTransceivers(): readonly unknown[] {
    return [];
  }
  getStats(): Promise<ReadonlyMap<string, unknown>> {
    return Promise.resolve(new Map());
  }
  createDataChannel(label: string): FakeChannel {
    const channel = new FakeChannel(label);
    this.channels.set(label, channel);
    return channel;
  }
  close(): void {
    this.closed = true;
    this.tasks.length = 0;
  }
  become(state: "connected" | "failed"): void {
    if (this.connectionState === state) return;
    this.connectionState = state;
    this.iceConnectionState = state;
    this.fire("connectionstatechange", {});
  }
}

/** Opens the channels that either end made, at both ends. */
export function openChannels(ann: WorldConnection, ben: WorldConnection): void {
  for (const [from, to] of [
    [ann, ben],
    [ben, ann],
  ] as const)
    for (const label of from.channels.keys())
      if (!to.channels.has(label)) to.fire("datachannel", { channel: to.createDataChannel(label) });
  for (const connection of [ann, ben])
    for (const channel of connection.channels.values()) {
      if (channel.readyState === "open") continue;
      channel.readyState = "open";
      channel.fire("open");
    }
}

/** Brings what was sent over channels, or loses it where the path does not work. */
export function carryMessages(
  from: WorldConnection,
  to: WorldConnection,
  { works }: { readonly works: boolean },
): void {
  for (const [label, channel] of from.channels) {
    const sent = channel.sent.splice(0);
    if (!works) continue;
    for (const one of sent) {
      if (label === "beats" && decodeBeat(one) === null) throw new Error("a beat is none");
      to.channels.get(label)?.fire("message", { data: one });
    }
  }
}

interface Post {
  readonly to: Side;
  readonly generation: number;
  readonly body: SignalBody;
  readonly dueMs: number;
  readonly carried: boolean;
}

export interface World {
  readonly links: Readonly<Record<Side, PeerLink>>;
  /** Lets this weather be for so long. */
  pass(weather: Weather, forMs: number): Promise<void>;
  /** Whether both ends are connected to each other, over one connection each that shows what it receives. */
  isWhole(): boolean;
  /** New connections that were made, at both ends. */
  connectionsMade(): number;
  close(): void;
}

/** Makes a world; `random` (0..1) decides delays and doubles. Needs fake timers. The caller closes it. */
export function createWorld(open: typeof openPeerLink, random: () => number): World {
  const connections: Record<Side, WorldConnection[]> = { ann: [], ben: [] };
  let weather = FAIR;
  let posts: Post[] = [];
  const now = () => performance.now();

  const post = (from: Side, generation: number, body: SignalBody): Result<unknown> => {
    if (!weather.server[from]) return failure("unavailable", "the server cannot be reached");
    const to = other(from);
    const times = random() < 0.1 ? 2 : 1;
    for (let copy = 0; copy < times; copy += 1)
      posts.push({ to, generation, body, dueMs: now() + 20 + random() * 120, carried: false });
    return success({});
  };
  const carry = (from: Side, generation: number, body: SignalBody) => {
    const dueMs = now() + 40 + random() * 200;
    if (weather.third) posts.push({ to: other(from), generation, body, dueMs, carried: true });
  };

  const aLink = (side: Side) =>
    open({
      peer: { id: participantId(other(side)), session: sessionId(other(side)) },
      leads: side === "ann",
      polite: side === "ann",
      connect: () => {
        const name = `${side}${connections[side].length}x`;
        const made = new WorldConnection(name, {
          candidatesEach: 1,
          identity: `sha-256 ${side}`,
        });
        connections[side].push(made);
        // The fake has what a link touches, which is a small part of the interface.
        return made as unknown as RTCPeerConnection;
      },
      tracks: () => ({ microphone: null, camera: null, screen: null, screenSound: null }),
      peers: () => 1,
      plan: () => null,
      send: async (generation, body) => post(side, generation, body),
      canSignal: () => weather.server[side],
      canCarry: () => !weather.server[side],
      async carry(generation, body) {
        carry(side, generation, body);
        return true;
      },
      hidesAddress: () => false,
      paths: () => ({ iceServers: [], iceTransportPolicy: "all" }),
      means: () => ({ relay: true, relayOverTcp: true, fromLevel: 0 }),
      areAllPathsBad: () => false,
      isShortOfProcessor: () => false,
      onChange: () => {},
      onConnected: () => {},
      onSilence: () => {},
      onMessage: () => {},
      onOpen: () => {},
      onStream: () => {},
      onSample: () => {},
      askForSample: async () => {},
      health: {
        sampled: () => {},
        silent: () => {},
        lost: () => {},
        restarted: () => {},
        healed: () => {},
        received: () => {},
        report: () => null,
      },
    });
  const links = { ann: aLink("ann"), ben: aLink("ben") };

  const latest = (side: Side) => connections[side].at(-1);

  /** Both ends hold the same agreement: their packets find each other. */
  const pair = () => {
    const [ann, ben] = [latest("ann"), latest("ben")];
    if (ann?.current === null || ben?.current === null) return null;
    if (ann === undefined || ben === undefined || ann.closed || ben.closed) return null;
    const same =
      ann.current.offer === ben.current.offer && ann.current.answer === ben.current.answer;
    return same ? { ann, ben, agreement: ann.current.answer } : null;
  };

  const runBrowsers = async () => {
    for (let round = 0; round < 40; round += 1) {
      let ran = false;
      for (const side of ["ann", "ben"] as const) {
        const task = latest(side)?.tasks.shift();
        if (task === undefined) continue;
        ran = true;
        task.run();
        await vi.advanceTimersByTimeAsync(0);
      }
      if (!ran) return;
    }
  };

  const runPath = () => {
    const paired = pair();
    const works = weather.path.ann && weather.path.ben;
    for (const side of ["ann", "ben"] as const) {
      const connection = latest(side);
      if (connection === undefined || connection.closed) continue;
      const mine = connection.current?.answer ?? null;
      if (mine !== connection.tried) {
        connection.tried = mine;
        connection.triedMs = now();
      }
      if (paired !== null && works && connection.givenUp !== paired.agreement) {
        connection.heardMs = now();
        connection.become("connected");
      } else if (
        now() - Math.max(connection.heardMs, connection.triedMs) > GIVEN_UP_AFTER_MS &&
        mine !== null
      ) {
        connection.givenUp = mine;
        connection.become("failed");
      }
    }
    if (paired === null) return;
    const isUp = (["ann", "ben"] as const).every(
      (side) => paired[side].connectionState === "connected",
    );
    if (isUp) openChannels(paired.ann, paired.ben);
    for (const side of ["ann", "ben"] as const) {
      const [from, to] = [paired[side], paired[other(side)]];
      carryMessages(from, to, {
        works: weather.path[side] && from.givenUp !== paired.agreement,
      });
    }
  };

  const step = async (elapsedMs: number) => {
    await vi.advanceTimersByTimeAsync(STEP_MS);
    const due = posts.filter(({ dueMs }) => dueMs <= now()).sort((a, b) => a.dueMs - b.dueMs);
    posts = posts.filter((waiting) => !due.includes(waiting));
    // What arrives while nobody is there is gone, although it was acknowledged.
    for (const { to, generation, body, carried } of due)
      if (carried) links[to].receiveCarried(generation, body);
      else if (weather.server[to]) links[to].receive(generation, body);
    await runBrowsers();
    runPath();
    if (elapsedMs % TICK_MS === 0) for (const link of Object.values(links)) link.tick(now());
  };

  let elapsedMs = 0;
  return {
    links,
    async pass(next, forMs) {
      const returning = (["ann", "ben"] as const).filter(
        (side) => next.server[side] && !weather.server[side],
      );
      weather = next;
      for (let sinceMs = 0; sinceMs < forMs; sinceMs += STEP_MS) {
        elapsedMs += STEP_MS;
        await step(elapsedMs);
        if (sinceMs === REJOIN_MS) for (const side of returning) links[side].nudge(null);
      }
    },
    isWhole: () =>
      pair() !== null &&
      latest("ann")?.isBlind === false &&
      latest("ben")?.isBlind === false &&
      links.ann.view().link === "connected" &&
      links.ben.view().link === "connected" &&
      Object.values(connections).every((made) => made.filter(({ closed }) => !closed).length === 1),
    connectionsMade: () => connections.ann.length + connections.ben.length,
    close() {
      for (const link of Object.values(links)) link.close();
    },
  };
}
