import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { aStorage } from "../storage-for-tests.ts";
import type { CapturedSource } from "./local-media.ts";
import { createOwnMedia, selfStateOf } from "./local-media-store.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

class FakeTrack extends EventTarget {
  readonly label: string;
  readonly deviceId: string;
  enabled = true;
  contentHint = "";
  readyState: MediaStreamTrackState = "live";

  constructor({ deviceId, label }: { deviceId: string; label: string }) {
    super();
    this.deviceId = deviceId;
    this.label = label;
  }
  getSettings() {
    return { deviceId: this.deviceId };
  }
  stop() {
    this.readyState = "ended";
  }
  /** As a browser ends it: unplugged, or permission withdrawn. */
  end() {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }
}

const microphone = (id: string) => ({ kind: "audioinput", deviceId: id, label: `Label of ${id}` });
const camera = (id: string) => ({ kind: "videoinput", deviceId: id, label: `Label of ${id}` });

/** A computer with devices that a test plugs in and out, and a browser that answers as the test says. */
function aComputer(plugged = [microphone("mic-1"), microphone("mic-2"), camera("cam-1")]) {
  const mediaDevices = new EventTarget();
  const { storage, items: stored } = aStorage();
  const computer = {
    plugged,
    stored,
    /** Whether the host lets this person use what they want to turn on. */
    permitted: true,
    tracks: [] as FakeTrack[],
    /** Null answers at once with a device; otherwise what a question meets. */
    answer: null as null | ((source: CapturedSource) => Promise<void>),
    permission: { state: "granted" as PermissionState, statuses: [] as EventTarget[] },
    published: [] as [CapturedSource, string | null][],
    plug(devices: typeof plugged) {
      computer.plugged = devices;
      mediaDevices.dispatchEvent(new Event("devicechange"));
    },
    live: () => computer.tracks.filter(({ readyState }) => readyState === "live"),
  };
  const getUserMedia = async (constraints: MediaStreamConstraints) => {
    const source: CapturedSource = constraints.audio === undefined ? "camera" : "microphone";
    await computer.answer?.(source);
    const kind = source === "camera" ? "videoinput" : "audioinput";
    const wish = (constraints.audio ?? constraints.video) as MediaTrackConstraints;
    const { exact, ideal } = (wish.deviceId ?? {}) as { exact?: string; ideal?: string };
    const devices = computer.plugged.filter((device) => device.kind === kind);
    const device =
      devices.find(({ deviceId }) => deviceId === (exact ?? ideal)) ??
      (exact === undefined ? devices[0] : undefined);
    if (device === undefined) throw new DOMException("", "NotFoundError");
    const track = new FakeTrack(device);
    computer.tracks.push(track);
    return { getAudioTracks: () => [track], getVideoTracks: () => [track] };
  };
  Object.assign(mediaDevices, { getUserMedia, enumerateDevices: async () => computer.plugged });
  const media = createOwnMedia({
    publish: async (source, track) => void computer.published.push([source, track?.label ?? null]),
    isPermitted: () => computer.permitted,
    environment: () => ({
      isSecureContext: true,
      // Fakes with just the members that are used.
      mediaDevices: mediaDevices as unknown as MediaDevices,
      permissions: {
        query: async () => {
          const status = new EventTarget();
          Object.defineProperty(status, "state", { get: () => computer.permission.state });
          computer.permission.statuses.push(status);
          return status;
        },
      } as unknown as Permissions,
      storage,
    }),
  });
  return { computer, media };
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const refuse = (name: string) => async () => {
  throw new DOMException("", name);
};

describe("own media", () => {
  it("captures both sources when started, and lists the devices", async () => {
    const { media } = aComputer();

    media.start();
    await settle();

    expect(media.getSnapshot()).toMatchObject({
      microphone: { deviceId: "mic-1", problem: null, starting: false },
      camera: { deviceId: "cam-1", problem: null, starting: false },
      microphones: [{ deviceId: "mic-1" }, { deviceId: "mic-2" }],
    });
    expect(selfStateOf(media.getSnapshot())).toEqual({ microphone: true, camera: true });
  });

  it("has a microphone where there is no camera", async () => {
    const { media } = aComputer([microphone("mic-1")]);

    media.start();
    await settle();

    expect(media.getSnapshot().camera).toMatchObject({ problem: "missing", track: null });
    expect(media.getSnapshot().microphone.track).not.toBeNull();
  });

  it("stops the camera when it is turned off, and keeps a muted microphone", async () => {
    const { media, computer } = aComputer();
    media.start();
    await settle();

    await media.setWanted("camera", false);
    await media.setWanted("microphone", false);

    expect(media.getSnapshot().camera.track).toBeNull();
    expect(computer.live().map(({ label, enabled }) => [label, enabled])).toEqual([
      ["Label of mic-1", false],
    ]);
    expect(selfStateOf(media.getSnapshot())).toEqual({ microphone: false, camera: false });
  });

  it("remembers the person's own choice, and not what somebody else decided for now", async () => {
    const { media, computer } = aComputer();
    media.start();
    await settle();

    await media.setWanted("microphone", false, { forNow: true });
    await media.chooseDevice("speaker", "speaker-1");

    expect(media.getSnapshot().microphone.wanted).toBe(false);
    expect([...computer.stored.values()].join()).toContain('"microphone":{"wanted":true');
  });

  it("turns nothing on that may not be used now", async () => {
    const { media, computer } = aComputer();
    media.start();
    await settle();
    await media.setWanted("camera", false);
    computer.permitted = false;

    await media.setWanted("camera", true);

    expect(media.getSnapshot().camera).toMatchObject({ wanted: false, track: null });
  });

  it("remembers what was wanted and chosen, also when told before it starts", async () => {
    const { media, computer } = aComputer();
    await media.setWanted("camera", false);
    await media.chooseDevice("microphone", "mic-2");
    await media.chooseDevice("speaker", "speaker-1");

    media.start();
    await settle();

    expect(media.getSnapshot()).toMatchObject({
      microphone: { deviceId: "mic-2" },
      camera: { wanted: false, track: null },
      speakerId: "speaker-1",
    });
    expect(JSON.parse(computer.stored.get("rondo.devices") ?? "")).toEqual({
      microphone: { wanted: true, deviceId: "mic-2" },
      camera: { wanted: false, deviceId: null },
      speakerId: "speaker-1",
    });
  });

  it("stops a track that arrives after the end", async () => {
    const { media, computer } = aComputer();
    let open = () => {};
    computer.answer = () => new Promise((resolve) => (open = resolve));
    media.start();
    media.stop();

    computer.answer = null;
    open();
    await settle();

    expect(computer.live()).toEqual([]);
    expect(media.getSnapshot().camera).toMatchObject({ track: null, starting: false });
  });

  it("says that the browser does not answer, and still takes a late answer", async () => {
    const { media, computer } = aComputer([camera("cam-1")]);
    const answers: (() => void)[] = [];
    computer.answer = () => new Promise((resolve) => void answers.push(resolve));
    media.start();

    await vi.advanceTimersByTimeAsync(10_000);
    expect(media.getSnapshot().camera).toMatchObject({ problem: "timed-out", starting: true });

    for (const answer of answers) answer();
    await settle();
    expect(media.getSnapshot().camera).toMatchObject({ problem: null, starting: false });
    expect(media.getSnapshot().camera.track).not.toBeNull();
  });

  it("does not hurry a person who is being asked", async () => {
    const { media, computer } = aComputer();
    computer.permission.state = "prompt";
    computer.answer = () => new Promise(() => {});

    media.start();
    await vi.advanceTimersByTimeAsync(60_000);

    expect(media.getSnapshot().camera.problem).toBeNull();
  });

  it("recovers by itself when permission is given", async () => {
    const { media, computer } = aComputer();
    computer.permission.state = "denied";
    computer.answer = refuse("NotAllowedError");
    media.start();
    await settle();
    expect(media.getSnapshot().microphone.problem).toBe("denied");

    computer.answer = null;
    computer.permission.state = "granted";
    for (const status of computer.permission.statuses) status.dispatchEvent(new Event("change"));
    await settle();

    expect(media.getSnapshot()).toMatchObject({
      microphone: { problem: null, deviceId: "mic-1" },
      camera: { problem: null, deviceId: "cam-1" },
    });
  });

  it("asks again for what has a problem when told to", async () => {
    const { media, computer } = aComputer();
    computer.answer = refuse("NotReadableError");
    media.start();
    await settle();
    expect(media.getSnapshot().camera.problem).toBe("busy");

    computer.answer = null;
    await media.retry();

    expect(media.getSnapshot().camera.problem).toBeNull();
    expect(media.getSnapshot().camera.track).not.toBeNull();
  });
});

describe("a device", () => {
  it("is switched without a gap: the new track is handed on before the old one stops", async () => {
    const { media, computer } = aComputer();
    media.start();
    await settle();
    const old = computer.live().find(({ label }) => label === "Label of mic-1");
    let oldWasLive: boolean | undefined;
    const leave = media.subscribe(() => {
      if (media.getSnapshot().microphone.deviceId === "mic-2")
        oldWasLive ??= old?.readyState === "live";
    });

    await media.chooseDevice("microphone", "mic-2");
    leave();

    expect(oldWasLive).toBe(true);
    expect(old?.readyState).toBe("ended");
    expect(computer.published.filter(([source]) => source === "microphone")).toEqual([
      ["microphone", "Label of mic-1"],
      ["microphone", "Label of mic-2"],
    ]);
  });

  it("is switched by letting go first where the browser opens one at a time", async () => {
    const { media, computer } = aComputer();
    media.start();
    await settle();
    computer.answer = async () => {
      const open = computer.live().some(({ label }) => label.includes("mic"));
      if (open) throw new DOMException("", "NotReadableError");
    };

    await media.chooseDevice("microphone", "mic-2");

    expect(media.getSnapshot().microphone).toMatchObject({ deviceId: "mic-2", problem: null });
  });

  it("that cannot be had leaves the running one in place", async () => {
    const { media } = aComputer();
    media.start();
    await settle();

    await media.chooseDevice("microphone", "mic-9");

    expect(media.getSnapshot().microphone).toMatchObject({ deviceId: "mic-1", problem: null });
    expect(media.getSnapshot().microphone.track?.readyState).toBe("live");
  });

  it("that is pulled out is replaced by another, with a notice, and taken again when it returns", async () => {
    const { media, computer } = aComputer();
    media.start();
    await media.chooseDevice("microphone", "mic-2");
    await settle();

    computer.plug([microphone("mic-1"), camera("cam-1")]);
    computer.tracks.findLast(({ label }) => label === "Label of mic-2")?.end();
    await settle();
    expect(media.getSnapshot().microphone).toMatchObject({ deviceId: "mic-1", problem: null });
    expect(media.getSnapshot().notices).toMatchObject([
      { id: 1, kind: "fell-back", source: "microphone", label: "Label of mic-1" },
    ]);

    computer.plug([microphone("mic-1"), microphone("mic-2"), camera("cam-1")]);
    await settle();
    expect(media.getSnapshot().microphone.deviceId).toBe("mic-2");
    expect(media.getSnapshot().notices.at(-1)).toMatchObject({ id: 2, kind: "appeared" });
  });

  it("that was the last one is lost, with a notice, until one is plugged in", async () => {
    const { media, computer } = aComputer();
    media.start();
    await settle();

    computer.plug([microphone("mic-1")]);
    computer.tracks.find(({ label }) => label === "Label of cam-1")?.end();
    await settle();
    expect(media.getSnapshot().camera).toMatchObject({
      problem: "lost",
      track: null,
      wanted: true,
    });
    expect(media.getSnapshot().notices.at(-1)).toMatchObject({ kind: "lost", source: "camera" });

    computer.plug([microphone("mic-1"), camera("cam-2")]);
    await settle();
    expect(media.getSnapshot().camera).toMatchObject({ problem: null, deviceId: "cam-2" });
  });
});
