import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTransceivers } from "./transceivers.ts";
import type { PeerPlan, PicturePlan } from "./upload-director.ts";

beforeEach(() => {
  vi.stubGlobal("MediaStream", class {});
  vi.stubGlobal("RTCRtpReceiver", { getCapabilities: () => null });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** Senders that keep what is set, and note each time and its options. */
function someSenders() {
  const made: {
    kind: string;
    encoding: RTCRtpEncodingParameters;
    set: (object | undefined)[];
    /** Content hints of the tracks it was given, in order; null for no track. */
    hints: (string | null)[];
  }[] = [];
  const connection = {
    signalingState: "stable",
    addEventListener: () => {},
    addTransceiver(kind: string, init: RTCRtpTransceiverInit) {
      const note = {
        kind,
        encoding: { ...init.sendEncodings?.[0] },
        set: [] as object[],
        hints: [] as (string | null)[],
      };
      made.push(note);
      const sender = {
        track: {} as Partial<MediaStreamTrack> | null,
        async replaceTrack(track: MediaStreamTrack | null) {
          note.hints.push(track?.contentHint ?? null);
          sender.track = track;
        },
        getParameters: () => ({
          encodings: [{ ...note.encoding }],
          codecs: [{ mimeType: "video/VP8" }, { mimeType: "video/H264" }],
        }),
        async setParameters(parameters: RTCRtpSendParameters, options?: object) {
          note.set.push(options ?? {});
          note.encoding = { ...parameters.encodings[0] };
        },
      };
      return { sender, receiver: { track: null }, setCodecPreferences: () => {} };
    },
  };
  // The fake has what is touched, which is a small part of the interface.
  const transceivers = createTransceivers(connection as unknown as RTCPeerConnection);
  transceivers.make({ microphone: null, camera: null, screen: null, screenSound: null }, 1);
  return { transceivers, made };
}
const settled = async () => {
  for (let step = 0; step < 30; step += 1) await Promise.resolve();
};
const aPicture = (change: Partial<PicturePlan> = {}): PicturePlan => ({
  sending: "sent",
  active: true,
  scaleDownBy: 2,
  maxBitrateBps: 500_000,
  maxFrameRate: 20,
  keepsSize: false,
  codec: "negotiated",
  ...change,
});
const aPlan = (camera: Partial<PicturePlan> = {}): PeerPlan => ({
  camera: aPicture(camera),
  screen: aPicture({ scaleDownBy: 1 }),
});

describe("tuning of senders", () => {
  it("follows the plan for pictures, and leaves sound as it is", async () => {
    const { transceivers, made } = someSenders();
    transceivers.tune(1, aPlan());
    await settled();

    expect(made.map(({ encoding }) => encoding)).toMatchObject([
      { networkPriority: "high" },
      { scaleResolutionDownBy: 2, maxBitrate: 500_000, maxFramerate: 20, active: true },
      { scaleResolutionDownBy: 1, maxBitrate: 500_000 },
      { networkPriority: "high" },
    ]);
    expect(made[0]?.encoding).not.toHaveProperty("maxBitrate");
    expect(made[0]?.encoding).not.toHaveProperty("active");
  });

  it("does not set what is set", async () => {
    const { transceivers, made } = someSenders();
    transceivers.tune(1, aPlan());
    transceivers.tune(1, aPlan());
    await settled();
    transceivers.tune(1, aPlan());
    await settled();

    expect(made.map(({ set }) => set.length)).toEqual([1, 1, 1, 1]);
  });

  it("sets again what the browser forgot", async () => {
    const { transceivers, made } = someSenders();
    transceivers.tune(1, aPlan());
    await settled();
    const camera = made[1];
    if (camera === undefined) throw new Error("there is a camera");
    camera.encoding = { ...camera.encoding, maxBitrate: 1_700_000 };
    transceivers.tune(1, aPlan());
    await settled();

    expect(camera.encoding.maxBitrate).toBe(500_000);
  });

  it("sets again what is gone with an offer that was rolled back", async () => {
    const { transceivers, made } = someSenders();
    transceivers.tune(1, aPlan());
    await settled();
    const camera = made[1];
    if (camera === undefined) throw new Error("there is a camera");
    camera.encoding = { active: true };
    transceivers.tune(1, aPlan());
    await settled();

    expect(camera.encoding.maxBitrate).toBe(500_000);
  });

  it("changes over to the cheapest codec that was negotiated, and back", async () => {
    const { transceivers, made } = someSenders();
    transceivers.tune(1, aPlan({ codec: "cheapest" }));
    await settled();
    expect(made[1]?.encoding).toMatchObject({ codec: { mimeType: "video/H264" } });
    expect(made[2]?.encoding).not.toHaveProperty("codec");

    transceivers.tune(1, aPlan());
    await settled();
    expect(made[1]?.encoding).not.toHaveProperty("codec");
  });

  it("makes a key frame when a picture is shown again, and none while it is hidden", async () => {
    const { transceivers, made } = someSenders();
    transceivers.tune(1, aPlan({ active: false, sending: "hidden" }));
    await settled();
    transceivers.makeKeyFrames();
    await settled();
    expect(made[1]?.set).toEqual([{}]);
    expect(made[1]?.encoding.active).toBe(false);

    transceivers.tune(1, aPlan());
    await settled();
    expect(made[1]?.encoding.active).toBe(true);
    expect(made[1]?.set).toEqual([{}, {}, { encodingOptions: [{ keyFrame: true }] }]);
  });
});

describe("pictures that are held", () => {
  const aTrack = (contentHint: string) => {
    const track = { contentHint, stop: vi.fn(), clone: () => aTrack(contentHint) };
    // The fake has what is touched, which is a small part of the interface.
    return track as unknown as MediaStreamTrack;
  };

  it("are taken from senders, which forget what they sent, and given back", async () => {
    const { transceivers, made } = someSenders();
    await transceivers.replace("camera", aTrack("motion"));
    await transceivers.replace("screen", aTrack("detail"));

    transceivers.holdPictures(true);
    await settled();
    expect(made[1]?.hints).toEqual(["motion", "detail", "motion", null]);
    expect(made[2]?.hints).toEqual(["detail", "motion", "detail", null]);

    transceivers.holdPictures(false);
    await settled();
    expect(made[1]?.hints.at(-1)).toBe("motion");
    expect(made[2]?.hints.at(-1)).toBe("detail");
  });

  it("are those of now when they are given back, and sound is not held", async () => {
    const { transceivers, made } = someSenders();
    await transceivers.replace("camera", aTrack("motion"));
    transceivers.holdPictures(true);
    await settled();

    await transceivers.replace("camera", null);
    await transceivers.replace("screen", aTrack("detail"));
    await transceivers.replace("microphone", aTrack("speech"));
    expect(made[2]?.hints).toEqual([]);
    expect(made[0]?.hints).toEqual(["speech"]);
    transceivers.holdPictures(false);
    await settled();

    expect(made[1]?.hints.at(-1)).toBeNull();
    expect(made[2]?.hints).toEqual(["detail"]);
  });

  it("that are let go at once end with the track", async () => {
    const { transceivers, made } = someSenders();
    await transceivers.replace("camera", aTrack("motion"));

    transceivers.holdPictures(true);
    transceivers.holdPictures(false);
    await settled();

    expect(made[1]?.hints.at(-1)).toBe("motion");
  });

  it("stay where the browser knows no content hints", async () => {
    const { transceivers, made } = someSenders();
    // As in Firefox.
    await transceivers.replace("camera", {} as MediaStreamTrack);

    transceivers.holdPictures(true);
    await settled();

    expect(made[1]?.hints).toEqual([null]);
  });
});
