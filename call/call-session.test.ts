import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Failure, failure, type Result, success } from "#protocol/failure.ts";
import { HostKey, type ParticipantId, ResumeToken, SessionKey } from "#protocol/ids.ts";
import type { PeerMessage } from "#protocol/link.ts";
import type { RequestName } from "#protocol/messages.ts";
import { ALL_PERMITTED } from "#protocol/moderation.ts";
import { type ParticipantState, QUIET_SELF, type RoomState } from "#protocol/room.ts";
import { type CallParts, createCallSession, SUMMARY_FROM_MS } from "./call-session.ts";
import { createOwnChat } from "./chat/chat.ts";
import type { OwnMedia } from "./media/local-media-store.ts";
import { aParticipant, aPreview, aRoom, CODE } from "./people-for-tests.ts";
import type { RememberedSeat } from "./seat-memory.ts";
import type { Signaling, SignalingEvent } from "./signaling.ts";
import { createStore } from "./store.ts";
import type { LinkViews, Topology } from "./topology.ts";

const ann = aParticipant("Ann");
const ben = aParticipant("Ben", { joinedAtMs: 2_000 });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A server that notes requests and answers as a test says. */
function aServer() {
  /** The latest one that was made; an earlier one may still be saying goodbye. */
  let socket = { online: false, emit: (_: SignalingEvent) => {} };
  const requests: { name: RequestName; payload: Record<string, unknown> }[] = [];
  const server = {
    requests,
    opened: 0,
    closed: 0,
    room: aRoom([ann, ben]) as RoomState,
    participant: ann.id,
    joining: (): Result<unknown> | Promise<Result<unknown>> =>
      success({
        participant: server.participant,
        resumeToken: ResumeToken.parse("token"),
        resumed: false,
        startsMuted: false,
        room: server.room,
        ice: { servers: [], validForMs: null },
      }),
    looking: (): Result<unknown> => success(aPreview({ names: ["Ben"] })),
    asked: (name: RequestName) => requests.filter((request) => request.name === name),
    connect() {
      socket.online = true;
      socket.emit({ kind: "online" });
    },
    lose() {
      socket.online = false;
      socket.emit({ kind: "offline" });
    },
    tell: (event: SignalingEvent) => socket.emit(event),
    state: (participants: readonly ParticipantState[], revision: number) =>
      socket.emit({
        kind: "notice",
        name: "room:state",
        notice: aRoom(participants, { revision }),
      }),
  };
  const createSignaling: CallParts["createSignaling"] = (onEvent) => {
    const own = { online: false, emit: onEvent };
    socket = own;
    return {
      open: () => {
        server.opened += 1;
      },
      close: () => {
        own.online = false;
        server.closed += 1;
      },
      isSure: () => own.online,
      hurry: () => {},
      verify: () => {},
      isOnline: () => own.online,
      request: (async (name: RequestName, payload: Record<string, unknown>) => {
        if (!own.online) return failure("unavailable", "offline");
        requests.push({ name, payload });
        if (name === "room:join") return server.joining();
        if (name === "room:look") return server.looking();
        if (name === "chat:read") return success({ entries: [], more: false, lastSeq: 0 });
        return success({});
        // A fake of one generic function: the replies are made above by hand.
      }) as Signaling["request"],
    };
  };
  return { server, createSignaling };
}

function someLinks() {
  const made: {
    reconciled: string[][];
    closed: boolean;
    nudges: number;
    /** Told over the links, in order, while they were there. */
    told: string[];
    /** A peer says something over its link. */
    says: (from: ParticipantId, message: PeerMessage) => void;
    show: (views: LinkViews) => void;
  }[] = [];
  const createTopology: Awaited<ReturnType<CallParts["loadTopology"]>> = ({
    onChange,
    onMessage,
  }) => {
    let views: LinkViews = new Map();
    const note = {
      reconciled: [] as string[][],
      closed: false,
      nudges: 0,
      told: [] as string[],
      says: onMessage,
      show(next: LinkViews) {
        views = next;
        onChange();
      },
    };
    made.push(note);
    return {
      reconcile: (_, others) => void note.reconciled.push(others.map(({ name }) => name)),
      publish: async () => {},
      receive: () => {},
      nudge: () => {
        note.nudges += 1;
      },
      show: () => {},
      isCutOff: () => false,
      tell: ({ kind }) => {
        if (!note.closed) note.told.push(kind);
      },
      openStream: () => null,
      recentRttMs: () => null,
      reconnectNow: () => {},
      setIceServers: () => {},
      setSaving: () => {},
      moveToRelay: () => {},
      views: () => views,
      report: () => ({ links: [] }),
      peerAmplitudes: () => [],
      close: () => {
        note.closed = true;
      },
    } satisfies Topology;
  };
  return { made, createTopology };
}

function someMedia() {
  const source = { wanted: true, problem: null, starting: false, track: null, deviceId: null };
  const store = createStore({
    microphone: source,
    camera: source,
    microphones: [],
    cameras: [],
    speakers: [],
    speakerId: null,
    notices: [],
  } as ReturnType<OwnMedia["getSnapshot"]>);
  const media = { running: false, store };
  const createMedia: CallParts["createMedia"] = ({ isPermitted }) => ({
    ...store,
    start: () => {
      media.running = true;
    },
    stop: () => {
      media.running = false;
    },
    setWanted: async (source, wanted) => {
      if (wanted && isPermitted?.(source) === false) return;
      store.update((state) => ({ ...state, [source]: { ...state[source], wanted } }));
    },
    chooseDevice: async () => {},
    retry: async () => {},
  });
  return { media, createMedia };
}

function aTab(
  options: {
    remembered?: RememberedSeat;
    hostKey?: HostKey;
    createSigner?: CallParts["createSigner"];
  } = {},
) {
  const { server, createSignaling } = aServer();
  const { made, createTopology } = someLinks();
  const { media, createMedia } = someMedia();
  const page = { hide: () => {}, restored: () => {} };
  const memory: { seat: RememberedSeat | null } = { seat: options.remembered ?? null };
  const session = createCallSession(
    { code: CODE, hostKey: options.hostKey ?? null },
    {
      createSignaling,
      loadTopology: async () => createTopology,
      loadChat: async () => createOwnChat,
      loadFiles: () => Promise.reject(new Error("nobody sends files here")),
      createMedia,
      createPathScout: () => ({ start: () => {}, stop: () => {} }),
      ownAddresses: async () => new Set<string>(),
      seatMemory: {
        save: (seat) => {
          memory.seat = seat;
        },
        take: () => {
          const { seat } = memory;
          memory.seat = null;
          return seat;
        },
      },
      pageLife: {
        watch: (on) => {
          Object.assign(page, on);
          return () => {};
        },
      },
      generateCertificate: async () => null,
      createSigner: options.createSigner ?? (async () => null),
    },
  );
  return { session, server, links: made, media, page, memory };
}

const hostKey = HostKey.parse("k".repeat(22));
const seatBeforeReload: RememberedSeat = {
  resumeToken: ResumeToken.parse("kept"),
  name: "Ann",
  email: "ann@example.com",
  microphone: { wanted: true, deviceId: null },
  camera: { wanted: false, deviceId: null },
  hand: false,
  joinedAtMs: 0,
  savedAtMs: 0,
};

const settle = () => vi.advanceTimersByTimeAsync(0);
const person = { name: "Ann", email: null };

async function joinedTab(options: Parameters<typeof aTab>[0] = {}) {
  const tab = aTab(options);
  const release = tab.session.retain();
  tab.server.connect();
  await tab.session.join(person);
  return { ...tab, release };
}

describe("a session before joining", () => {
  it("does nothing before it is retained", () => {
    const { server, media } = aTab();

    expect(server.opened).toBe(0);
    expect(media.running).toBe(false);
  });

  it("opens the socket, looks at the room and starts its media when retained", async () => {
    const { session, server, media } = aTab();

    session.retain();
    server.connect();
    await settle();

    expect(media.running).toBe(true);
    expect(session.getSnapshot()).toMatchObject({
      phase: { kind: "visiting" },
      signaling: "online",
      preview: { names: ["Ben"] },
    });
  });

  it("says why the room cannot be seen, and looks again when the server can answer", async () => {
    const { session, server } = aTab();
    const looking = server.looking;
    server.looking = () => failure("unavailable", "", { retryAfterMs: 500 });
    session.retain();
    server.connect();
    await settle();
    expect(session.getSnapshot().refusal?.code).toBe("unavailable");

    server.looking = looking;
    await vi.advanceTimersByTimeAsync(500);

    expect(session.getSnapshot()).toMatchObject({ refusal: null, preview: { names: ["Ben"] } });
  });

  it("survives being released and retained again in one task, as StrictMode does", async () => {
    const { session, server } = aTab();

    session.retain()();
    session.retain();
    server.connect();
    await session.join(person);
    await vi.advanceTimersByTimeAsync(1_000);

    expect(server.opened).toBe(1);
    expect(server.closed).toBe(0);
    expect(server.asked("room:join")).toHaveLength(1);
  });

  it("ends a macrotask after the last release, once however often it is released", async () => {
    const { session, server, media } = aTab();
    const release = session.retain();

    release();
    release();
    await settle();

    expect(server.closed).toBe(1);
    expect(media.running).toBe(false);
  });
});

describe("joining", () => {
  it("takes a seat and shows the room", async () => {
    const { session, links } = await joinedTab();

    expect(session.getSnapshot()).toMatchObject({
      phase: { kind: "joined", selfId: ann.id },
      self: ann,
      peers: [{ participant: ben, link: "connecting" }],
    });
    expect(links[0]?.reconciled.at(-1)).toEqual(["Ben"]);
  });

  it("answers with the server's refusal, and is visiting again", async () => {
    const { session, server } = aTab();
    session.retain();
    server.connect();
    server.joining = () => failure("room-full", "", { limit: 8 });

    const result = await session.join(person);

    expect(result).toMatchObject({ ok: false, code: "room-full", limit: 8 });
    expect(session.getSnapshot()).toMatchObject({
      phase: { kind: "visiting" },
      refusal: { code: "room-full" },
    });
  });

  it("waits in the lobby for as long as a host takes, and enters when it is let in", async () => {
    const { session, server } = aTab();
    const admit = server.joining;
    session.retain();
    server.connect();
    server.joining = () => failure("lobby-waiting", "");

    const result = session.join(person);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(session.getSnapshot().phase).toEqual({
      kind: "joining",
      returning: false,
      waiting: true,
    });
    // A lost socket knocks again by itself.
    server.lose();
    server.connect();
    await settle();
    expect(server.asked("room:join")).toHaveLength(2);
    expect(new Set(server.asked("room:join").map(({ payload }) => payload["session"])).size).toBe(
      1,
    );

    server.joining = admit;
    server.tell({ kind: "notice", name: "lobby:answered", notice: { admitted: true } });

    expect(await result).toEqual({ ok: true, value: null });
    expect(session.getSnapshot().phase).toMatchObject({ kind: "joined" });
  });

  it("[L1] shows what a host writes to those who wait, while that is known to stand", async () => {
    const { session, server } = aTab();
    const admit = server.joining;
    session.retain();
    server.connect();
    server.joining = () => failure("lobby-waiting", "");
    const write = (text: string | null) =>
      server.tell({ kind: "notice", name: "lobby:message", notice: { text } });
    const shown = () => session.getSnapshot().lobbyMessage;
    write("For somebody else.");
    expect(shown()).toBeNull();
    void session.join(person);
    // What stands already comes before the answer to the knock.
    write("Soon.");
    await settle();
    expect(shown()).toBe("Soon.");
    write(null);
    expect(shown()).toBeNull();
    write("Now.");
    server.lose();
    expect(shown()).toBeNull();
    server.connect();
    write("Now.");
    await settle();
    expect(shown()).toBe("Now.");

    server.joining = admit;
    server.tell({ kind: "notice", name: "lobby:answered", notice: { admitted: true } });
    await settle();
    expect(shown()).toBeNull();
  });

  it("is back before joining when a host sends it away, or it does not want to wait", async () => {
    const { session, server } = aTab();
    session.retain();
    server.connect();
    server.joining = () => failure("lobby-waiting", "");
    const sentAway = session.join(person);
    await settle();

    server.tell({ kind: "notice", name: "lobby:answered", notice: { admitted: false } });

    expect(await sentAway).toMatchObject({ code: "lobby-denied" });
    expect(session.getSnapshot()).toMatchObject({
      phase: { kind: "visiting" },
      refusal: { code: "lobby-denied" },
    });

    const goesAway = session.join(person);
    await settle();
    session.leave();

    expect((await goesAway).ok).toBe(false);
    expect(session.getSnapshot()).toMatchObject({ phase: { kind: "visiting" }, refusal: null });
    expect(server.asked("room:leave")).toHaveLength(1);
    // An answer that comes too late is for nobody.
    server.tell({ kind: "notice", name: "lobby:answered", notice: { admitted: true } });
    await settle();
    expect(session.getSnapshot().phase).toEqual({ kind: "visiting" });
  });

  it("waits for a server that is about to answer, but not for ever", async () => {
    const first = aTab();
    first.session.retain();
    const soon = first.session.join(person);
    first.server.connect();
    expect(await soon).toEqual({ ok: true, value: null });

    const second = aTab();
    second.session.retain();
    const never = second.session.join(person);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await never).toMatchObject({ code: "unavailable" });
    expect(second.session.getSnapshot().phase).toEqual({ kind: "visiting" });
  });

  it("gives back a seat that comes after the wait for it, and stays outside", async () => {
    const { session, server, links } = aTab();
    const given = server.joining();
    let answer = (_: Result<unknown> | Promise<Result<unknown>>) => {};
    server.joining = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    session.retain();
    server.connect();
    const joining = session.join(person);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await joining).toMatchObject({ code: "unavailable" });
    expect(server.asked("room:leave")).toHaveLength(1);

    answer(given);
    await settle();

    expect(server.asked("room:leave")).toHaveLength(2);
    expect(session.getSnapshot()).toMatchObject({ phase: { kind: "visiting" }, room: null });
    expect(links).toEqual([]);
  });

  it("gives back a seat of which it only hears by a room state", async () => {
    const { session, server } = aTab();
    session.retain();
    server.connect();
    server.joining = () => failure("unavailable", "no answer from the server");
    await session.join(person);
    const before = server.asked("room:leave").length;

    server.state([ann, ben], 2);
    await settle();

    expect(server.asked("room:leave")).toHaveLength(before + 1);
    expect(session.getSnapshot()).toMatchObject({ phase: { kind: "visiting" }, room: null });
  });

  it("keeps the seat of a second attempt when the first is answered late", async () => {
    const { session, server } = aTab();
    const { joining } = server;
    const given = joining();
    let answer = (_: Result<unknown> | Promise<Result<unknown>>) => {};
    server.joining = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    session.retain();
    server.connect();
    const first = session.join(person);
    await vi.advanceTimersByTimeAsync(10_000);
    await first;
    server.joining = joining;
    const left = server.asked("room:leave").length;

    const second = session.join(person);
    answer(given);

    expect(await second).toEqual({ ok: true, value: null });
    await settle();
    expect(server.asked("room:leave")).toHaveLength(left);
    expect(session.getSnapshot().phase.kind).toBe("joined");
  });

  it("does without a host key that belongs to another room", async () => {
    const { session, server } = aTab({ hostKey });
    session.retain();
    server.connect();
    const joining = server.joining;
    server.joining = () => {
      server.joining = joining;
      return failure("forbidden", "");
    };

    const result = session.join(person);
    await settle();

    expect(await result).toEqual({ ok: true, value: null });
    expect(server.asked("room:join").map(({ payload }) => "hostKey" in payload)).toEqual([
      true,
      false,
    ]);
  });

  it("takes a room state that overtook the answer", async () => {
    const { session, server } = aTab();
    session.retain();
    server.connect();
    const joining = server.joining;
    server.joining = () => {
      server.state([ann], 2);
      return joining();
    };

    await session.join(person);

    expect(session.getSnapshot().peers).toEqual([]);
  });

  it("tells the server once what changed while the answer was on its way", async () => {
    const { session, server, media } = aTab();
    session.retain();
    server.connect();
    const result = session.join(person);
    const track = {} as MediaStreamTrack; // Only its presence matters.
    await Promise.resolve();
    await Promise.resolve();
    media.store.update((state) => ({ ...state, camera: { ...state.camera, track } }));
    await result;
    await settle();

    expect(server.asked("room:join")[0]?.payload["self"]).toEqual(QUIET_SELF);
    expect(server.asked("self:set").map(({ payload }) => payload)).toEqual([
      { ...QUIET_SELF, camera: true },
    ]);
  });
});

describe("a session's key", () => {
  it("goes to the server with the session, and is another one for another session", async () => {
    const keys = ["a", "b"].map((letter) => SessionKey.parse(`B${letter.repeat(86)}`));
    const { session, server } = aTab({
      createSigner: async () => {
        const publicKey = keys.shift();
        return publicKey === undefined ? null : { publicKey, sign: async () => "" };
      },
    });
    session.retain();
    server.connect();
    await session.join(person);
    server.lose();
    server.connect();
    await settle();
    session.leave();
    session.revisit();
    server.connect();
    await session.join(person);

    const joins = server.asked("room:join").map(({ payload }) => payload);
    expect(joins.map((payload) => String(payload["sessionKey"])[1])).toEqual(["a", "a", "b"]);
    expect(joins[0]?.["session"]).toBe(joins[1]?.["session"]);
    expect(joins[0]?.["session"]).not.toBe(joins[2]?.["session"]);
  });

  it("is not missed where the browser cannot sign", async () => {
    const { server } = await joinedTab();

    expect(server.asked("room:join")[0]?.payload).not.toHaveProperty("sessionKey");
  });
});

describe("a seat", () => {
  it("is taken again after a lost socket, with the same session and token, and every link stays", async () => {
    const { session, server, links } = await joinedTab();

    server.lose();
    expect(session.getSnapshot()).toMatchObject({
      signaling: "offline",
      phase: { kind: "joined" },
    });
    server.connect();
    await settle();

    const [first, second] = server.asked("room:join").map(({ payload }) => payload);
    expect(second).toMatchObject({ session: first?.["session"], resumeToken: "token" });
    expect(links).toHaveLength(1);
    expect(links[0]?.closed).toBe(false);
    expect(session.getSnapshot().announcements).toEqual([]);
  });

  it("[N1] keeps a name that the server took over a lost socket and a reload, and no other", async () => {
    const { session, server, page, memory } = await joinedTab();
    const names = () => server.asked("room:join").map(({ payload }) => payload["name"]);

    expect(await session.rename("Anna")).toMatchObject({ ok: true });
    server.lose();
    expect(await session.rename("Annabel")).toMatchObject({ code: "unavailable" });
    server.connect();
    await settle();
    page.hide();

    expect(names()).toEqual(["Ann", "Anna"]);
    expect(memory.seat).toMatchObject({ name: "Anna", email: null });
  });

  it("is asked for again while the server is not ready", async () => {
    const { session, server } = await joinedTab();
    const joining = server.joining;
    server.lose();
    server.joining = () => failure("unavailable", "");
    server.connect();
    await settle();
    expect(session.getSnapshot().phase.kind).toBe("joined");

    server.joining = joining;
    await vi.advanceTimersByTimeAsync(2_000);

    expect(server.asked("room:join")).toHaveLength(3);
  });

  it.each<[Failure["code"], object]>([
    ["removed", { kind: "ended", reason: "removed", canRejoin: false }],
    ["room-closed", { kind: "ended", reason: "room-ended", canRejoin: false }],
    ["room-full", { kind: "visiting" }],
  ])("that is refused to its owner by %s is lost", async (code, phase) => {
    const { session, server, links } = await joinedTab();
    server.lose();
    server.joining = () => failure(code, "");

    server.connect();
    await settle();

    expect(session.getSnapshot().phase).toMatchObject(phase);
    expect(links[0]?.closed).toBe(true);
  });

  it("that a state lacks is claimed again", async () => {
    const { session, server } = await joinedTab();

    server.state([ben], 2);
    await settle();

    expect(server.asked("room:join")).toHaveLength(2);
    expect(session.getSnapshot().self).toEqual(ann);
  });

  it("left behind by a reload is taken again at once", async () => {
    const { session, server } = aTab({ remembered: seatBeforeReload });

    session.retain();
    expect(session.getSnapshot().phase).toEqual({
      kind: "joining",
      returning: true,
      waiting: false,
    });
    server.connect();
    await settle();

    expect(server.asked("room:look")).toEqual([]);
    expect(server.asked("room:join")[0]?.payload).toMatchObject({
      resumeToken: "kept",
      name: "Ann",
      email: "ann@example.com",
    });
    expect(session.getSnapshot().phase.kind).toBe("joined");
  });

  it("of a host is asked for with the host key, and taken again without it", async () => {
    const { session, server } = await joinedTab({ hostKey });

    server.lose();
    server.connect();
    await settle();
    server.state([ben], 2);
    await settle();

    expect(server.asked("room:join").map(({ payload }) => "hostKey" in payload)).toEqual([
      true,
      false,
      false,
    ]);

    session.leave();
    session.revisit();
    server.connect();
    await session.join(person);
    expect(server.asked("room:join").at(-1)?.payload).toMatchObject({ hostKey });
  });

  it("of a host in a room that was ended meanwhile is lost, and the room stays closed", async () => {
    const { session, server } = aTab({ hostKey, remembered: seatBeforeReload });
    server.joining = () => failure("room-closed", "");

    session.retain();
    server.connect();
    await settle();

    expect(server.asked("room:join").map(({ payload }) => "hostKey" in payload)).toEqual([false]);
    expect(session.getSnapshot().phase).toMatchObject({
      kind: "ended",
      reason: "room-ended",
      canRejoin: false,
    });
  });

  it("outlives a server that asks for a newer page, and the reload takes it again", async () => {
    const { session, server, links, page, memory } = await joinedTab();

    server.lose();
    server.tell({ kind: "reload-required" });

    expect(session.getSnapshot()).toMatchObject({
      phase: { kind: "joined" },
      signaling: "reload-required",
      peers: [{ participant: ben }],
    });
    expect(links[0]?.closed).toBe(false);
    page.hide();
    expect(memory.seat).toMatchObject({ resumeToken: "token" });
  });

  it("is remembered only as the page goes", async () => {
    const { page, memory, server } = await joinedTab();
    expect(memory.seat).toBeNull();

    page.hide();

    expect(memory.seat).toMatchObject({ resumeToken: "token", name: "Ann" });
    expect(server.closed).toBe(1);
  });

  it("is taken again when the page comes back from the cache, and no copy of it stays", async () => {
    const { page, memory, server, session } = await joinedTab();
    page.hide();

    page.restored();
    server.connect();
    await settle();

    expect(memory.seat).toBeNull();
    expect(server.asked("room:join")).toHaveLength(2);
    expect(session.getSnapshot().phase.kind).toBe("joined");
  });
});

describe("the end", () => {
  it.each([
    ["taken-over", true],
    ["removed", false],
    ["room-ended", false],
  ] as const)("%s releases everything; may rejoin: %s", async (reason, canRejoin) => {
    const { session, server, links, media } = await joinedTab();
    vi.advanceTimersByTime(5_000);

    server.tell({ kind: "notice", name: "session:end", notice: { reason } });

    expect(session.getSnapshot()).toMatchObject({
      phase: { kind: "ended", reason, canRejoin, durationMs: 5_000 },
      room: null,
      peers: [],
    });
    expect(links[0]?.closed).toBe(true);
    expect(media.running).toBe(false);
    expect(server.closed).toBe(1);
    expect(server.asked("room:leave")).toEqual([]);
  });

  /** The session of somebody who has been in a call for a while, and what notes it is there. */
  async function stayedTab(stayMs: number) {
    const tab = await joinedTab();
    await vi.advanceTimersByTimeAsync(2_000);
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(stayMs - 2_000);
    return tab;
  }
  const summaryOf = ({ session }: Awaited<ReturnType<typeof stayedTab>>) => {
    const { phase } = session.getSnapshot();
    return phase.kind === "ended" ? phase.summary : undefined;
  };

  it("leaves something to look back on: who was there, and what was written", async () => {
    const tab = await stayedTab(SUMMARY_FROM_MS);
    tab.server.state([ann], 2);
    tab.session.chat.send("So long", null);

    tab.session.leave();

    const summary = summaryOf(tab);
    expect(summary?.people.map(({ name, isSelf }) => [name, isSelf])).toEqual([
      ["Ann", true],
      ["Ben", false],
    ]);
    expect(summary?.chat.map(({ text }) => text)).toEqual(["So long"]);
  });

  it("leaves nothing to look back on after a moment, or of a call that goes on in another tab", async () => {
    const short = await stayedTab(SUMMARY_FROM_MS - 1);
    short.session.leave();
    expect(summaryOf(short)).toBeNull();

    const elsewhere = await stayedTab(SUMMARY_FROM_MS);
    const notice = { reason: "taken-over" } as const;
    elsewhere.server.tell({ kind: "notice", name: "session:end", notice });
    expect(summaryOf(elsewhere)).toBeNull();
  });

  it("by leaving gives the seat up and releases the camera before it returns", async () => {
    const { session, server, media } = await joinedTab();

    session.leave();

    expect(media.running).toBe(false);
    expect(server.asked("room:leave")).toHaveLength(1);
    expect(session.getSnapshot().phase).toMatchObject({ reason: "left", canRejoin: true });
  });

  it("by leaving is told to the others over their links, too", async () => {
    const { session, links } = await joinedTab();

    session.leave();

    expect(links[0]?.told).toContain("goodbye");
  });

  it("of another one is shown while the server cannot tell it, and not taken back by its return", async () => {
    const { session, server, links } = await joinedTab();
    const names = () => session.getSnapshot().peers.map(({ participant }) => participant.name);

    links[0]?.says(ben.id, { kind: "goodbye" });
    expect(names()).toEqual(["Ben"]);
    server.lose();
    links[0]?.says(ben.id, { kind: "goodbye" });

    expect(names()).toEqual([]);
    expect(links[0]?.reconciled.at(-1)).toEqual([]);
    expect(session.getSnapshot().announcements.at(-1)).toMatchObject({ kind: "left", name: "Ben" });
    server.room = aRoom([ann, { ...ben, seat: "away" }], { revision: 2 });
    server.connect();
    await settle();
    expect(names()).toEqual([]);
  });

  it("by leaving disconnects only once the server has heard it, even when a visit follows at once", async () => {
    const { session, server } = await joinedTab();
    const opened = server.opened;

    session.leave();
    session.revisit();
    expect(server.closed).toBe(0);
    expect(server.opened).toBe(opened + 1);
    await settle();

    expect(server.closed).toBe(1);
    expect(server.asked("self:set")).toEqual([]);
  });

  it("may be followed by another visit and another seat", async () => {
    const { session, server, media } = await joinedTab();
    session.leave();

    session.revisit();
    expect(session.getSnapshot().phase).toEqual({ kind: "visiting" });
    expect(media.running).toBe(true);
    server.connect();
    await session.join(person);

    const [first, second] = server.asked("room:join").map(({ payload }) => payload);
    expect(second).not.toHaveProperty("resumeToken");
    expect(second?.["session"]).not.toBe(first?.["session"]);
  });

  it("is final for somebody who was removed", async () => {
    const { session, server } = await joinedTab();
    server.tell({ kind: "notice", name: "session:end", notice: { reason: "removed" } });

    session.revisit();
    const result = await session.join(person);

    expect(result.ok).toBe(false);
    expect(session.getSnapshot().phase.kind).toBe("ended");
  });

  it("by closing the page's part hangs up", async () => {
    const { release, server, links } = await joinedTab();

    release();
    await settle();

    expect(server.asked("room:leave")).toHaveLength(1);
    expect(links[0]?.closed).toBe(true);
  });
});

describe("what the host set for the room", () => {
  const guestsMay = { ...ALL_PERMITTED, microphone: false };
  const wanted = (media: ReturnType<typeof someMedia>["media"]) => {
    const { microphone, camera } = media.store.getSnapshot();
    return { microphone: microphone.wanted, camera: camera.wanted };
  };

  it("[G1] turns a source off before joining already, and back on for nobody", async () => {
    const { session, server, media } = aTab();
    const looking = server.looking;
    server.looking = () => {
      const seen = looking();
      return seen.ok ? success({ ...(seen.value as object), guestsMay }) : seen;
    };
    session.retain();
    server.connect();
    await settle();

    expect(wanted(media)).toEqual({ microphone: false, camera: true });
    await session.media.setWanted("microphone", true);
    expect(wanted(media).microphone).toBe(false);
  });

  it("[G1] leaves who has the host key everything", async () => {
    const { session, server, media } = aTab({ hostKey });
    server.looking = () => success({ ...aRoom([]), names: [], relay: false, guestsMay });
    session.retain();
    server.connect();
    await settle();

    expect(wanted(media)).toEqual({ microphone: true, camera: true });
  });

  it("[G1] turns a source off as soon as the room says so, also after an absence", async () => {
    const { server, media } = await joinedTab();

    server.tell({
      kind: "notice",
      name: "room:state",
      notice: aRoom([{ ...ann, microphone: false }, ben], { revision: 2, guestsMay }),
    });

    expect(wanted(media)).toEqual({ microphone: false, camera: true });
  });

  /** Online, at a server that lets everybody begin muted. */
  function aTabThatStartsMuted() {
    const tab = aTab();
    const joining = tab.server.joining;
    tab.server.joining = async () => {
      const reply = await joining();
      return reply.ok ? success({ ...(reply.value as object), startsMuted: true }) : reply;
    };
    tab.session.retain();
    tab.server.connect();
    return tab;
  }

  it("[G2] mutes who starts muted, also a microphone that is still starting, and says so once", async () => {
    const tab = aTabThatStartsMuted();
    await tab.session.join(person);

    expect(wanted(tab.media)).toEqual({ microphone: false, camera: true });
    expect(tab.session.moderation.getSnapshot()).toMatchObject([{ kind: "started-muted" }]);
  });

  it("[G2] says nothing to who had muted themselves", async () => {
    const tab = aTabThatStartsMuted();
    await tab.session.media.setWanted("microphone", false);
    await tab.session.join(person);

    expect(tab.session.moderation.getSnapshot()).toEqual([]);
  });
});

describe("a room with a password", () => {
  const asked = { ...person, password: "open sesame" };

  it("is asked with what was given, once: whoever was in comes back without", async () => {
    const { session, server } = aTab();
    session.retain();
    server.connect();
    await session.join(asked);

    server.lose();
    server.connect();
    await settle();

    expect(server.asked("room:join").map(({ payload }) => payload["password"])).toEqual([
      "open sesame",
      undefined,
    ]);
  });

  it("refuses a wrong one back before joining, from where another can be tried", async () => {
    const { session, server } = aTab();
    const joining = server.joining;
    server.joining = () => failure("password-wrong", "");
    session.retain();
    server.connect();

    expect(await session.join(asked)).toMatchObject({ code: "password-wrong" });
    expect(session.getSnapshot()).toMatchObject({
      phase: { kind: "visiting" },
      refusal: { code: "password-wrong" },
    });

    server.joining = joining;
    expect(await session.join(asked)).toMatchObject({ ok: true });
  });

  it("is never written to what a reload finds", async () => {
    const { session, server, page, memory } = aTab();
    session.retain();
    server.connect();
    await session.join(asked);

    page.hide();

    expect(memory.seat).not.toBeNull();
    expect(JSON.stringify(memory.seat)).not.toContain("sesame");
  });
});
