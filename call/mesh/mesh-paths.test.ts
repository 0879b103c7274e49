/** Which paths the connections of a mesh may use, as the person chooses. */

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { success } from "#protocol/failure.ts";
import type { SendSignal } from "#protocol/signal.ts";
import { createHealth } from "../health-store.ts";
import { aParticipant, CODE } from "../people-for-tests.ts";
import { NO_SAVING, type Saving } from "../saving-store.ts";
import { FakePeerConnection } from "./fake-peer-connection.ts";
import { createMesh } from "./mesh.ts";

const ann = aParticipant("Ann", { joinedAtMs: 2_000 });
const ben = aParticipant("Ben");
const cy = aParticipant("Cy");
const relay = { urls: ["turn:relay.example.org"], username: "ann", credential: "secret" };
const stun = { urls: ["stun:stun.example.org"] };

/** As much of a connection as a link uses before anything connects. */
class MeshConnection extends FakePeerConnection {
  readonly connectionState = "new";
  readonly iceConnectionState = "new";
  closed = false;
  configuration: RTCConfiguration;
  constructor(configuration: RTCConfiguration) {
    super(`c${made.length}x`, { candidatesEach: 1 });
    this.configuration = configuration;
    made.push(this);
  }
  addTransceiver() {
    this.wish("a section");
    return { receiver: { track: null }, sender: { track: null }, currentDirection: null };
  }
  getTransceivers = (): readonly unknown[] => [];
  createDataChannel = (label: string) => ({
    label,
    readyState: "connecting",
    addEventListener: () => {},
  });
  getConfiguration = () => this.configuration;
  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration;
  }
  getStats = async () => new Map();
  close(): void {
    this.closed = true;
  }
}

let made: MeshConnection[] = [];
const open = () => made.filter(({ closed }) => !closed);
const policies = () => open().map(({ configuration }) => configuration.iceTransportPolicy);
const urls = () =>
  open().flatMap(({ configuration }) => configuration.iceServers?.flatMap((each) => each.urls));

beforeEach(() => {
  made = [];
  vi.useFakeTimers();
  vi.stubGlobal("MediaStream", class {});
  vi.stubGlobal("RTCRtpReceiver", { getCapabilities: () => null });
  vi.stubGlobal("RTCPeerConnection", MeshConnection);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Ann's mesh, with links to Ben and Cy. */
function aMesh(saving: Partial<Saving> = {}, iceServers = [stun, relay]) {
  const sent: SendSignal[] = [];
  const mesh = createMesh({
    self: { id: ann.id, session: ann.session },
    iceServers,
    saving: { ...NO_SAVING, ...saving },
    certificate: null,
    send: async (signal) => {
      sent.push(signal);
      return success({});
    },
    canSignal: () => true,
    code: CODE,
    signer: null,
    isServerAway: () => false,
    onChange: () => {},
    onSilence: () => {},
    health: createHealth(),
    onMessage: () => {},
    onOpen: () => {},
    onStream: () => {},
    startTicker: () => ({ stop: () => {} }),
  });
  mesh.reconcile(ann, [ben, cy]);
  return { mesh, sent };
}

describe("the mesh of somebody who hides their address", () => {
  it("[row 55] uses relays alone on every connection, those of the other end's making too", () => {
    const { mesh } = aMesh({ hideAddress: true });

    expect(policies()).toEqual(["relay", "relay"]);
    expect(urls()).toEqual([...relay.urls, ...relay.urls]);
    mesh.receive({
      from: ben.id,
      fromSession: ben.session,
      toSession: ann.session,
      generation: 4,
      body: { kind: "description", type: "offer", sdp: "v=0\no=b\ns=a\na=ice-ufrag:b\n" },
    });
    expect(made).toHaveLength(3);
    expect(policies()).toEqual(["relay", "relay"]);
    mesh.close();
  });

  it("[row 55] has no way at all where there is no relay, rather than an open one", () => {
    const { mesh } = aMesh({ hideAddress: true }, [stun]);

    expect(policies()).toEqual(["relay", "relay"]);
    expect(urls()).toEqual([]);
    mesh.close();
  });

  it("[row 55] keeps to relays when servers are given anew", () => {
    const { mesh } = aMesh({ hideAddress: true });

    mesh.setIceServers([stun, { ...relay, credential: "next" }]);

    expect(policies()).toEqual(["relay", "relay"]);
    expect(urls()).toEqual([...relay.urls, ...relay.urls]);
    mesh.close();
  });

  it("makes every link anew when that is chosen in the call, and again when it is taken back", () => {
    const { mesh } = aMesh();
    expect(policies()).toEqual(["all", "all"]);

    mesh.setSaving({ ...NO_SAVING, dataSaver: true });
    expect(made).toHaveLength(2);
    mesh.setSaving({ ...NO_SAVING, hideAddress: true });
    expect(made).toHaveLength(4);
    expect(policies()).toEqual(["relay", "relay"]);
    mesh.setSaving(NO_SAVING);
    expect(made).toHaveLength(6);
    expect(policies()).toEqual(["all", "all"]);
    mesh.close();
  });
});

describe("a link that is moved to the relay", () => {
  it("gives up its direct path at both ends, and leaves the others alone", async () => {
    const { mesh, sent } = aMesh();

    mesh.moveToRelay(ben.id);
    for (const connection of open())
      while (connection.tasks.length > 0) {
        connection.tasks.shift()?.run();
        await vi.advanceTimersByTimeAsync(0);
      }

    expect(policies().sort()).toEqual(["all", "relay"]);
    expect(sent.filter(({ to }) => to === ben.id).map(({ body }) => body)).toContainEqual(
      expect.objectContaining({ type: "offer", level: 1 }),
    );
    mesh.setSaving({ ...NO_SAVING, hideAddress: true });
    mesh.setSaving(NO_SAVING);
    expect(policies().sort()).toEqual(["all", "relay"]);
    mesh.close();
  });

  it("stays as it is where there is no relay", () => {
    const { mesh } = aMesh({}, [stun]);

    mesh.moveToRelay(ben.id);

    expect(made).toHaveLength(2);
    expect(policies()).toEqual(["all", "all"]);
    mesh.close();
  });
});
