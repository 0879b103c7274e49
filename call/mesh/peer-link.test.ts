import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { success } from "#protocol/failure.ts";
import type { SignalBody } from "#protocol/signal.ts";
import { aParticipant, participantId, sessionId } from "../people-for-tests.ts";
import { sampleLink } from "../stats/link-sample.ts";
import { aReport } from "../stats/reports-for-tests.ts";
import { THRESHOLDS } from "../thresholds.ts";
import { HELD_CANDIDATES_MAX } from "./candidate-buffer.ts";
import { FakePeerConnection } from "./fake-peer-connection.ts";
import type { PeerLink } from "./link-contract.ts";
import { openPeerLink } from "./peer-link.ts";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("MediaStream", class {});
  vi.stubGlobal("RTCRtpReceiver", { getCapabilities: () => null });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** What a link uses beyond negotiation; nothing connects unless a test says so. */
class LinkPeerConnection extends FakePeerConnection {
  connectionState: RTCPeerConnectionState = "new";
  iceConnectionState: RTCIceConnectionState = "new";
  closed = false;
  private sections = 0;

  addTransceiver() {
    this.sections += 1;
    this.wish(`section ${this.sections}`);
    return { receiver: { track: null }, sender: { track: null }, currentDirection: null };
  }
  getTransceivers(): readonly unknown[] {
    return [];
  }
  createDataChannel(label: string) {
    return { label, readyState: "connecting", addEventListener: () => {} };
  }
  configuration: RTCConfiguration = {};
  getConfiguration = () => this.configuration;
  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration;
  }
  close(): void {
    this.closed = true;
    this.tasks.length = 0;
  }
  become(state: "connected" | "failed"): void {
    this.connectionState = state;
    this.iceConnectionState = state;
    this.fire("connectionstatechange", {});
  }
}

interface Letter {
  readonly generation: number;
  readonly body: SignalBody;
}

function anEnd(name: string, options: { leads: boolean; polite: boolean }) {
  const server = { isThere: true };
  const ways = { hidesAddress: false, policy: "all" as RTCIceTransportPolicy };
  const connections: LinkPeerConnection[] = [];
  /** Whether each of them was made from another network. */
  const moved: boolean[] = [];
  const sent: Letter[] = [];
  const link = openPeerLink({
    ...options,
    peer: { id: participantId(name), session: sessionId(name) },
    connect: (_, { hasMoved }) => {
      moved.push(hasMoved);
      const made = new LinkPeerConnection(`${name}${connections.length}x`, {
        candidatesEach: 2,
        identity: `sha-256 ${name}`,
      });
      connections.push(made);
      // The fake has what a link touches, which is a small part of the interface.
      return made as unknown as RTCPeerConnection;
    },
    tracks: () => ({ microphone: null, camera: null, screen: null, screenSound: null }),
    peers: () => 1,
    plan: () => null,
    onSample: () => {},
    send: async (generation, body) => {
      sent.push({ generation, body });
      return success({});
    },
    onChange: () => {},
    onConnected: () => {},
    canSignal: () => server.isThere,
    canCarry: () => false,
    carry: async () => false,
    hidesAddress: () => ways.hidesAddress,
    paths: () => ({ iceServers: [], iceTransportPolicy: ways.policy }),
    means: () => ({ relay: false, relayOverTcp: false, fromLevel: 0 }),
    areAllPathsBad: () => false,
    isShortOfProcessor: () => false,
    onSilence: () => {},
    health: {
      sampled: () => {},
      silent: () => {},
      lost: () => {},
      restarted: () => {},
      healed: () => {},
      received: () => {},
      report: () => null,
    },
    onMessage: () => {},
    onOpen: () => {},
    onStream: () => {},
    askForSample: async () => {},
  });
  const latest = () => {
    const connection = connections.at(-1);
    if (connection === undefined) throw new Error(`${name} has no connection`);
    return connection;
  };
  /** Lets the browser of this end do all that it can do. */
  const run = async () => {
    do {
      latest().tasks.shift()?.run();
      await vi.advanceTimersByTimeAsync(0);
    } while (latest().tasks.length > 0);
  };
  /** Of each connection that there was, in order. */
  const closed = () => connections.map((connection) => connection.closed);
  /** Its browser finds a way in for the peer. */
  const finds = (candidate: object) =>
    latest().fire("icecandidate", {
      candidate: { sdpMid: "0", sdpMLineIndex: 0, usernameFragment: "a", ...candidate },
    });
  return { link, connections, closed, moved, sent, latest, run, finds, server, ways };
}

/** A report of packets that came, by the order of sources in an agreement. */
function received(packets: { readonly microphone: number; readonly camera: number }) {
  const stream = (mid: string, kind: string, packetsReceived: number) => ({
    ...{ id: `in-${mid}`, type: "inbound-rtp", timestamp: performance.now() },
    ...{ mid, kind, packetsReceived, bytesReceived: packetsReceived * 100 },
  });
  return aReport([
    { id: "transport", type: "transport", bytesReceived: packets.camera * 100 },
    stream("0", "audio", packets.microphone),
    stream("1", "video", packets.camera),
  ]);
}

const deliver = (letters: readonly Letter[], to: PeerLink) => {
  for (const { generation, body } of letters) to.receive(generation, body);
};

/** Ann leads and is polite; nothing passes between the two unless a test delivers it. */
function twoEnds() {
  const ann = anEnd("ann", { leads: true, polite: true });
  const ben = anEnd("ben", { leads: false, polite: false });
  return {
    ann,
    ben,
    /** Passes everything on until neither end has more to say. */
    async talk() {
      do {
        deliver(ann.sent.splice(0), ben.link);
        deliver(ben.sent.splice(0), ann.link);
        await ann.run();
        await ben.run();
      } while (ann.sent.length > 0 || ben.sent.length > 0);
    },
    expectAgreed() {
      const agreed = ann.latest().current;
      expect(agreed).not.toBeNull();
      expect(agreed).toEqual(ben.latest().current);
    },
  };
}

/** The two have talked, and agree over one connection. */
async function agreedEnds() {
  const ends = twoEnds();
  await ends.talk();
  return ends;
}

/** The same, and Ann's browser has found a way. */
async function connectedEnds() {
  const ends = await agreedEnds();
  ends.ann.latest().become("connected");
  return ends;
}

const offer = (name: string): SignalBody => ({
  kind: "description",
  type: "offer",
  sdp: `v=0\no=${name} 1\ns=section 1\na=ice-ufrag:${name}\n`,
});
const candidate = (usernameFragment: string, place: number): SignalBody => ({
  kind: "candidate",
  candidate: `candidate:${usernameFragment}-${place}`,
  sdpMid: "0",
  sdpMLineIndex: 0,
  usernameFragment,
});

describe("a link", () => {
  it("agrees over one connection at each end", async () => {
    const { ann, ben, talk, expectAgreed } = twoEnds();

    await talk();

    expectAgreed();
    expect(ann.connections).toHaveLength(1);
    expect(ben.connections).toHaveLength(1);
  });

  it("that is rebuilt is rebuilt at the other end too, and what was there is closed", async () => {
    const { ann, ben, talk, expectAgreed } = await agreedEnds();

    ben.link.rebuild();
    await talk();

    expectAgreed();
    expect(ann.closed()).toEqual([true, false]);
    expect(ben.closed()).toEqual([true, false]);
    expect(ann.latest().added.size).toBeGreaterThan(0);
  });

  it("that both ends rebuild at once becomes one link again", async () => {
    const { ann, ben, talk, expectAgreed } = await agreedEnds();

    ann.link.rebuild();
    ben.link.rebuild();
    await ann.run();
    await ben.run();
    await talk();

    expectAgreed();
    expect(ann.connections.filter(({ closed }) => !closed)).toHaveLength(1);
    expect(ben.connections.filter(({ closed }) => !closed)).toHaveLength(1);
  });

  it("on which both ends offer at once is replaced, and no browser rolls anything back", async () => {
    const { ann, ben, talk, expectAgreed } = await agreedEnds();

    ann.latest().restartIce();
    ben.latest().restartIce();
    await ann.run();
    await ben.run();
    await talk();

    expectAgreed();
    expect([...ann.connections, ...ben.connections].some(({ isBlind }) => isBlind)).toBe(false);
    expect(ann.closed()).toEqual([true, false]);
    expect(ben.closed()).toEqual([true, false]);
  });

  it("that both ends rebuild at once is not undone by the offer that came to nothing", async () => {
    const { ann, ben, talk, expectAgreed } = await agreedEnds();
    ann.link.rebuild();
    ben.link.rebuild();
    await ann.run();
    await ben.run();
    const late = ann.sent.splice(0);
    await talk();

    deliver(late, ben.link);
    await talk();

    expectAgreed();
    expect(ben.latest().signalingState).toBe("stable");
  });

  it("is not led back by an offer of before that comes again, or by its answer", async () => {
    const { ann, ben, talk, expectAgreed } = twoEnds();
    const letters: { ann: Letter[]; ben: Letter[] } = { ann: [], ben: [] };
    for (let restarts = 0; restarts < 3; restarts += 1) {
      if (restarts > 0) ann.latest().restartIce();
      await ann.run();
      letters.ann.push(...ann.sent);
      deliver(ann.sent.splice(0), ben.link);
      await ben.run();
      letters.ben.push(...ben.sent);
      await talk();
    }
    // The answer of long ago meets an offer that waits for one.
    ann.latest().restartIce();
    await ann.run();
    const waiting = ann.sent.splice(0);

    deliver(letters.ben.splice(0), ann.link);
    await ann.run();
    expect(ann.latest().signalingState).toBe("have-local-offer");
    deliver(waiting, ben.link);
    await talk();
    deliver(letters.ann, ben.link);
    await talk();

    expectAgreed();
    expect(ann.connections).toHaveLength(1);
  });

  it("drops what belongs to an earlier generation", async () => {
    const { ann, ben, talk } = twoEnds();
    await ann.run();
    const late = ann.sent.splice(0);
    ann.link.rebuild();
    await talk();
    const before = ben.latest().fingerprint();

    deliver(late, ben.link);
    await ben.run();

    expect(ben.latest().fingerprint()).toBe(before);
    expect(ben.connections).toHaveLength(2);
  });

  it("keeps candidates that overtake the offer of their generation until it comes", async () => {
    const { ann, ben, talk, expectAgreed } = await agreedEnds();
    ann.link.rebuild();
    await ann.run();
    const [first, ...overtaking] = ann.sent.splice(0);
    expect(overtaking).toHaveLength(2);

    deliver(overtaking, ben.link);
    await ben.run();
    expect(ben.connections).toHaveLength(1);
    if (first !== undefined) deliver([first], ben.link);
    await talk();

    expectAgreed();
    expect([...ben.latest().added]).toEqual(
      overtaking.map(({ body }) => body.kind === "candidate" && body.candidate),
    );
  });

  it("is not moved to another generation by anything but an offer", async () => {
    const { ben } = await agreedEnds();

    for (let generation = 1; generation <= 5_000; generation += 1)
      ben.link.receive(generation, candidate("evil", generation));
    ben.link.receive(9_000, { kind: "description", type: "answer", sdp: "v=0\n" });
    await ben.run();

    expect(ben.connections).toHaveLength(1);
    expect(ben.latest().closed).toBe(false);
  });

  it("keeps a bounded number of early candidates, of the newest generation only", async () => {
    const { ben } = await agreedEnds();

    for (let place = 0; place < 5_000; place += 1) ben.link.receive(7, candidate("next", place));
    ben.link.receive(3, candidate("next", 9_000));
    ben.link.receive(7, offer("next"));
    await ben.run();

    expect(ben.connections).toHaveLength(2);
    expect(ben.latest().added.size).toBe(HELD_CANDIDATES_MAX);
    expect(ben.latest().added).not.toContain("candidate:next-9000");
  });

  it("forgets early candidates of a generation that was passed over", async () => {
    const { ben } = await agreedEnds();

    ben.link.receive(1, candidate("next", 1));
    ben.link.receive(2, offer("next"));
    await ben.run();

    expect(ben.latest().added.size).toBe(0);
  });

  it("that carries all but a source of the peer is made anew", async () => {
    const { ann } = await agreedEnds();
    ann.link.update(aParticipant("Ben", { microphone: true, camera: false }));
    ann.latest().become("connected");
    let camera = 0;
    const watch = async (seconds: number, microphone: (second: number) => number) => {
      for (let tick = 1; tick <= seconds * 5; tick += 1) {
        await vi.advanceTimersByTimeAsync(200);
        camera += 9;
        ann.link.take(sampleLink(received({ microphone: microphone(tick / 5), camera })));
        ann.link.tick(performance.now());
      }
    };

    await watch(60, (second) => second);
    expect(ann.connections).toHaveLength(1);
    await watch(THRESHOLDS.mediaMissingAfterMs / 1_000 + 1, () => 60);

    expect(ann.closed()).toEqual([true, false]);
  });

  it("that may use other paths is made anew, at both ends", async () => {
    const { ann, ben, talk, expectAgreed } = await connectedEnds();
    expect(ann.link.view().link).toBe("connected");

    ann.link.movePaths();
    expect(ann.link.view().link).toBe("reconnecting");
    await talk();
    ann.latest().become("connected");

    expectAgreed();
    expect(ann.link.view().link).toBe("connected");
    expect(ann.closed()).toEqual([true, false]);
    expect(ben.closed()).toEqual([true, false]);
  });

  it("that may use other paths keeps its connection until the peer can be told, on them alone", async () => {
    const { ann } = await connectedEnds();
    ann.server.isThere = false;
    ann.ways.policy = "relay";

    ann.link.movePaths();
    ann.link.tick(performance.now());
    expect(ann.connections).toHaveLength(1);
    expect(ann.latest()).toMatchObject({
      closed: false,
      configuration: { iceTransportPolicy: "relay" },
    });
    ann.server.isThere = true;
    ann.link.tick(performance.now());
    ann.link.tick(performance.now());

    expect(ann.closed()).toEqual([true, false]);
  });

  /** Ann has heard nothing for a moment, and the server is out of reach. */
  async function annCutOff() {
    const ends = await connectedEnds();
    const { finds, server, link } = ends.ann;
    finds({ type: "host", candidate: "candidate:1", address: "192.0.2.7" });
    server.isThere = false;
    await vi.advanceTimersByTimeAsync(1_500);
    /** The server is there again, and this computer has these addresses now. */
    const comesBack = (...addresses: readonly string[]) => {
      server.isThere = true;
      link.nudge({ addresses: new Set(addresses) });
    };
    return { ...ends, comesBack };
  }

  it("in another network makes a new connection, and waits for no restart", async () => {
    const { ann, ben, talk, expectAgreed, comesBack } = await annCutOff();

    comesBack("198.51.100.3");
    await talk();

    expectAgreed();
    expect(ann.moved).toEqual([false, true]);
    expect(ben.moved).toEqual([false, false]);
    expect(ben.closed()).toEqual([true, false]);
  });

  it("in which nothing is heard closes the old connection after the new one's offer", async () => {
    const { ann, comesBack } = await annCutOff();
    ann.link.tick(performance.now());

    comesBack("198.51.100.3");

    expect(ann.closed()).toEqual([false, false]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ann.closed()).toEqual([true, false]);
  });

  it("keeps its connection where the addresses of this computer are not known", async () => {
    const { ann, comesBack } = await annCutOff();

    comesBack();

    expect(ann.connections).toHaveLength(1);
  });

  it("is not called unstable for what its own busy page took late", async () => {
    const { ann } = await connectedEnds();
    const { link } = ann;

    await vi.advanceTimersByTimeAsync(900);
    link.tick(performance.now(), 800);
    expect(link.view().link).toBe("connected");
    await vi.advanceTimersByTimeAsync(900);
    link.tick(performance.now());
    expect(link.view().link).toBe("unstable");
  });

  it("keeps its connection in the same network", async () => {
    const { ann, comesBack } = await annCutOff();

    comesBack("192.0.2.7");

    expect(ann.connections).toHaveLength(1);
  });

  it("keeps its connection where the browser has given the old path up", async () => {
    const { ann, comesBack } = await annCutOff();
    await vi.advanceTimersByTimeAsync(4_000);

    comesBack("198.51.100.3");

    expect(ann.connections).toHaveLength(1);
  });

  it("[row 55] tells no address while it is hidden, whatever the browser finds", async () => {
    const { ann, ben } = twoEnds();
    ann.ways.hidesAddress = true;
    await ann.run();
    for (const line of [
      "candidate:1 1 udp 2122260223 192.0.2.7 54321 typ host",
      "candidate:4 1 udp 33562367 203.0.113.9 50001 typ relay raddr 192.0.2.7 rport 54321",
    ])
      ann.finds({ candidate: line });
    await vi.advanceTimersByTimeAsync(0);

    const told = JSON.stringify(ann.sent);
    expect(told).toContain("203.0.113.9 50001 typ relay raddr 0.0.0.0 rport 0");
    expect(told).not.toContain("192.0.2.7");
    expect(ben.sent).toEqual([]);
  });

  it("restarts the connection it has when that fails, and makes no other", async () => {
    const { ann } = await connectedEnds();
    expect(ann.link.view().link).toBe("connected");
    const fragments = ann.latest().gathered.size;

    ann.latest().become("failed");
    await ann.run();

    expect(ann.connections).toHaveLength(1);
    expect(ann.latest().gathered.size).toBe(fragments + 1);
  });

  it("says and hears nothing once it is closed", async () => {
    const { ben } = await agreedEnds();

    ben.link.close();
    ben.link.receive(1, offer("next"));
    await vi.advanceTimersByTimeAsync(120_000);

    expect(ben.connections).toHaveLength(1);
    expect(ben.latest().closed).toBe(true);
    expect(ben.sent).toEqual([]);
  });
});

describe("[C4] what a third participant brings", () => {
  const named = (identity: string, fragment = "ann9"): SignalBody => ({
    kind: "description",
    type: "offer",
    sdp: `v=0\no=ann 9\ns=section 1\na=ice-ufrag:${fragment}\n${identity}`,
  });
  const annsOwn = "a=fingerprint:sha-256 ann\n";

  /** Ben has talked with Ann, and the server is out of reach. */
  async function benWithoutServer() {
    const { ben } = await agreedEnds();
    ben.server.isThere = false;
    const taken = () => ben.latest().remoteDescription?.sdp;
    const bring = async (body: SignalBody, generation = 0) => {
      ben.link.receiveCarried(generation, body);
      await ben.run();
    };
    return { ben, taken, before: taken(), bring };
  }

  it("is taken when it names the identity that is known", async () => {
    const { taken, bring } = await benWithoutServer();

    await bring(named(annsOwn));

    expect(taken()).toContain("ann9");
  });

  it.each([
    ["another identity", "a=fingerprint:sha-256 cleo\n"],
    ["another identity beside the known one", `${annsOwn}a=fingerprint:sha-256 cleo\n`],
    ["no identity", ""],
  ])("is refused when it names %s", async (_, identity) => {
    const { ben, taken, before, bring } = await benWithoutServer();

    await bring(named(identity));
    await bring(named(identity), 1);

    expect(taken()).toBe(before);
    expect(ben.connections).toHaveLength(1);
  });

  it("is judged by the identity that was known before the connection was made anew", async () => {
    const { ben, bring } = await benWithoutServer();
    ben.link.rebuild();
    await ben.run();

    await bring(named("a=fingerprint:sha-256 cleo\n"), 2);
    expect(ben.connections).toHaveLength(2);
    await bring(named(annsOwn), 2);
    expect(ben.connections).toHaveLength(3);
  });

  it("is refused while the server can bring it", async () => {
    const { ben, taken, before, bring } = await benWithoutServer();
    ben.server.isThere = true;

    await bring(named(annsOwn));

    expect(taken()).toBe(before);
  });

  it("disturbs no link whose peer is heard", async () => {
    const { ben, taken, before, bring } = await benWithoutServer();
    ben.latest().become("connected");

    await bring(named(annsOwn));
    expect(taken()).toBe(before);

    vi.advanceTimersByTime(500);
    await bring(named(annsOwn));
    expect(taken()).toContain("ann9");
  });
});
