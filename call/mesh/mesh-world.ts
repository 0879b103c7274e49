/**
 * A world for tests of whole meshes: people in one room, whose links, carriers and signatures are the shipped ones; only
 * browsers, paths and the server are made up. A path that is cut kills the agreement that used it: another one, over the
 * relay, connects.
 */

import { vi } from "vitest";
import { failure, success } from "#protocol/failure.ts";
import type { ParticipantState } from "#protocol/room.ts";
import { createHealth } from "../health-store.ts";
import { aParticipant, CODE, participantId, sessionId } from "../people-for-tests.ts";
import { NO_SAVING } from "../saving-store.ts";
import { createSessionSigner } from "../session-key.ts";
import type { Topology } from "../topology.ts";
import { createCarrier } from "./carrier.ts";
import { carryMessages, openChannels, WorldConnection } from "./link-world.ts";
import { createMesh } from "./mesh.ts";

const STEP_MS = 50;
const TICK_MS = 100;

interface Person {
  readonly name: string;
  readonly mesh: Topology;
  readonly tick: (nowMs: number) => void;
  readonly connections: WorldConnection[];
}

export interface MeshWorld {
  meshOf(name: string): Topology;
  setServer(isThere: boolean): void;
  /**
   * What these two agreed on until now carries nothing any more; `forGood`: nor will what these connections agree on
   * later, so that only new ones help.
   */
  cut(a: string, b: string, extent?: { readonly forGood: boolean }): void;
  pass(forMs: number): Promise<void>;
  /** How many peer connections somebody ever made. */
  connectionsOf(name: string): number;
  close(): void;
}

/**
 * Makes a world with these people, each able to sign unless named in `unsigned`. Needs fake timers that leave
 * `setImmediate` alone. The caller closes it.
 */
export async function createMeshWorld(
  names: readonly string[],
  { unsigned = [] }: { readonly unsigned?: readonly string[] } = {},
): Promise<MeshWorld> {
  const people = new Map<string, Person>();
  let isServerThere = true;
  /** Agreements, by the text of their answer, whose path is cut. */
  const dead = new Set<string>();
  const deaf = new Set<WorldConnection>();
  /** Steps of WebCrypto that are under way: they take real time. */
  let crypting = 0;
  for (const step of ["sign", "verify"] as const) {
    const original = crypto.subtle[step].bind(crypto.subtle);
    vi.spyOn(crypto.subtle, step).mockImplementation(async (...words: unknown[]) => {
      crypting += 1;
      try {
        // The words are passed on as they came.
        return await (original as (...words: unknown[]) => Promise<never>)(...words);
      } finally {
        crypting -= 1;
      }
    });
  }

  vi.stubGlobal(
    "RTCPeerConnection",
    // A constructor that returns an object makes that object; who it is made for stands in its certificate.
    function connect({ certificates = [] }: RTCConfiguration) {
      const owner = (certificates[0] as unknown as { readonly owner: string }).owner;
      const person = people.get(owner) ?? waiting.get(owner);
      if (person === undefined) throw new Error(`${owner} is nobody`);
      const made = new WorldConnection(`${owner}${person.connections.length}x`, {
        candidatesEach: 1,
        identity: `sha-256 ${owner}`,
      });
      person.connections.push(made);
      return made;
    },
  );
  const waiting = new Map<string, { readonly connections: WorldConnection[] }>();

  const participants: ParticipantState[] = [];
  for (const [place, name] of names.entries()) {
    const signer = unsigned.includes(name) ? null : await createSessionSigner();
    const connections: WorldConnection[] = [];
    waiting.set(name, { connections });
    let onTick: (nowMs: number) => void = () => {};
    const mesh = createMesh({
      self: { id: participantId(name), session: sessionId(name) },
      code: CODE,
      signer,
      saving: NO_SAVING,
      iceServers: [{ urls: ["turn:relay.example"], username: "u", credential: "c" }],
      // Only its owner is read, above.
      certificate: { owner: name } as unknown as RTCCertificate,
      async send({ to, ...signal }) {
        if (!isServerThere) return failure("unavailable", "the server cannot be reached");
        const target = names.find((other) => participantId(other) === to);
        people.get(target ?? "")?.mesh.receive({
          ...signal,
          from: participantId(name),
          fromSession: sessionId(name),
        });
        return success({});
      },
      canSignal: () => isServerThere,
      isServerAway: () => !isServerThere,
      onChange: () => {},
      onSilence: () => {},
      health: createHealth(),
      onMessage: () => {},
      onOpen: () => {},
      onStream: () => {},
      loadCarrier: async () => createCarrier,
      startTicker(_, tick) {
        onTick = tick;
        return { stop: () => {} };
      },
    });
    people.set(name, { name, mesh, tick: (nowMs) => onTick(nowMs), connections });
    participants.push(
      aParticipant(name, {
        joinedAtMs: 1_000 + place,
        ...(signer !== null && { sessionKey: signer.publicKey }),
      }),
    );
  }
  for (const me of participants)
    people.get(me.name)?.mesh.reconcile(
      me,
      participants.filter((other) => other !== me),
    );

  const connections = () => [...people.values()].flatMap((person) => person.connections);

  const runBrowsers = async () => {
    for (;;) {
      const busy = connections().filter(({ tasks }) => tasks.length > 0);
      for (const connection of busy) connection.tasks.shift()?.run();
      // Real time, for signatures; the world's clock stands still meanwhile.
      do await new Promise((resolve) => setImmediate(resolve));
      while (crypting > 0);
      if (busy.length === 0) return;
    }
  };

  const runPaths = () => {
    const open = connections().filter((one) => !one.closed && one.current !== null);
    for (const [place, one] of open.entries())
      for (const other of open.slice(place + 1)) {
        const agreement = one.current?.answer ?? "";
        if (other.current?.answer !== agreement || other.current.offer !== one.current?.offer)
          continue;
        const works = !dead.has(agreement) && !(deaf.has(one) && deaf.has(other));
        if (works) {
          one.become("connected");
          other.become("connected");
          openChannels(one, other);
        }
        carryMessages(one, other, { works });
        carryMessages(other, one, { works });
      }
  };

  let elapsedMs = 0;
  const personOf = (name: string) => {
    const person = people.get(name);
    if (person === undefined) throw new Error(`${name} is nobody`);
    return person;
  };
  return {
    meshOf: (name) => personOf(name).mesh,
    setServer(isThere) {
      isServerThere = isThere;
    },
    cut(a, b, { forGood } = { forGood: false }) {
      for (const one of personOf(a).connections)
        for (const other of personOf(b).connections) {
          if (one.current === null || one.current.answer !== other.current?.answer) continue;
          dead.add(one.current.answer);
          if (forGood) deaf.add(one).add(other);
        }
    },
    async pass(forMs) {
      for (let sinceMs = 0; sinceMs < forMs; sinceMs += STEP_MS) {
        await vi.advanceTimersByTimeAsync(STEP_MS);
        elapsedMs += STEP_MS;
        await runBrowsers();
        runPaths();
        if (elapsedMs % TICK_MS === 0)
          for (const { tick } of people.values()) tick(performance.now());
      }
    },
    connectionsOf: (name) => personOf(name).connections.length,
    close() {
      for (const { mesh } of people.values()) mesh.close();
    },
  };
}
