import { describe, expect, it } from "vitest";
import { type DeviceParts, probeDevices } from "./device-probe.ts";

interface FakeTrack {
  readonly kind: "audio" | "video";
  readonly muted: boolean;
  stopped: boolean;
}

/** Devices that answer by what was asked for: a name of an exception, or the stream. */
function fakeDevices(answer: (asked: "both" | "audio" | "video") => string | null) {
  const asked: string[] = [];
  const tracks: FakeTrack[] = [];
  const devices = {
    async getUserMedia({ audio, video }: MediaStreamConstraints) {
      const kinds = [...(audio ? ["audio" as const] : []), ...(video ? ["video" as const] : [])];
      const what = kinds.length === 2 ? "both" : (kinds[0] ?? "both");
      asked.push(what);
      const refused = answer(what);
      if (refused !== null) throw new DOMException("", refused);
      const given = kinds.map((kind): FakeTrack => ({ kind, muted: false, stopped: false }));
      tracks.push(...given);
      const all = given.map((track) => ({
        ...track,
        getSettings: () => ({ width: 640, height: 480 }),
        stop: () => {
          track.stopped = true;
        },
      }));
      // What the probe uses of a stream, and no more.
      return {
        getTracks: () => all,
        getAudioTracks: () => all.filter(({ kind }) => kind === "audio"),
        getVideoTracks: () => all.filter(({ kind }) => kind === "video"),
      } as unknown as MediaStream;
    },
  };
  return { devices, asked, tracks };
}

function parts(devices: DeviceParts["devices"], more: Partial<DeviceParts> = {}): DeviceParts {
  return {
    devices,
    isSecureContext: true,
    permission: async () => null,
    isHeard: async () => true,
    ...more,
  };
}

const noSignal = () => new AbortController().signal;

describe("microphone and camera", () => {
  it("are asked for in one question, and let go of at once", async () => {
    const { devices, asked, tracks } = fakeDevices(() => null);

    const findings = await probeDevices(parts(devices), noSignal());

    expect(findings).toEqual({
      microphone: { code: "microphone.good" },
      camera: { code: "camera.good", values: { width: 640, height: 480 } },
    });
    expect(asked).toEqual(["both"]);
    expect(tracks.map(({ stopped }) => stopped)).toEqual([true, true]);
  });

  it("that give nothing but zeros are called silent", async () => {
    const { devices } = fakeDevices(() => null);

    const { microphone } = await probeDevices(
      parts(devices, { isHeard: async () => false }),
      noSignal(),
    );

    expect(microphone).toEqual({ code: "microphone.silent" });
  });

  it("are tried alone where one of them is missing or busy", async () => {
    const { devices, tracks } = fakeDevices((asked) =>
      asked === "audio" ? null : "NotFoundError",
    );

    const findings = await probeDevices(parts(devices), noSignal());

    expect(findings).toEqual({
      microphone: { code: "microphone.good" },
      camera: { code: "camera.missing" },
    });
    expect(tracks.every(({ stopped }) => stopped)).toBe(true);
  });

  it("are not asked for again after a no", async () => {
    const { devices, asked } = fakeDevices(() => "NotAllowedError");

    const findings = await probeDevices(parts(devices), noSignal());

    expect(findings).toEqual({
      microphone: { code: "microphone.denied" },
      camera: { code: "camera.denied" },
    });
    expect(asked).toEqual(["both"]);
  });

  it("are told apart where one of them was allowed before", async () => {
    const { devices } = fakeDevices((asked) => (asked === "audio" ? null : "NotAllowedError"));

    const findings = await probeDevices(
      parts(devices, {
        permission: async (source) => (source === "microphone" ? "granted" : "denied"),
      }),
      noSignal(),
    );

    expect(findings).toEqual({
      microphone: { code: "microphone.good" },
      camera: { code: "camera.denied" },
    });
  });

  it.each([
    [true, "unsupported"],
    [false, "insecure"],
  ] as const)("are hidden from a page (secure: %s) for a reason", async (isSecureContext, why) => {
    expect(await probeDevices(parts(undefined, { isSecureContext }), noSignal())).toEqual({
      microphone: { code: `microphone.${why}` },
      camera: { code: `camera.${why}` },
    });
  });

  it("can be skipped while the browser asks; what comes too late is stopped", async () => {
    const { devices, tracks } = fakeDevices(() => null);
    let allow: () => void = () => undefined;
    const asking = new Promise<void>((resolve) => {
      allow = resolve;
    });
    const late = {
      getUserMedia: async (constraints: MediaStreamConstraints) => {
        await asking;
        return await devices.getUserMedia(constraints);
      },
    };
    const skip = new AbortController();
    const probing = probeDevices(parts(late), skip.signal);

    skip.abort();

    expect(await probing).toEqual({
      microphone: { code: "skipped.wanted" },
      camera: { code: "skipped.wanted" },
    });
    allow();
    await expect.poll(() => tracks.map(({ stopped }) => stopped)).toEqual([true, true]);
  });
});
