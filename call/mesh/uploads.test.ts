import { describe, expect, it } from "vitest";
import type { ParticipantId } from "#protocol/ids.ts";
import type { PeerMessage } from "#protocol/link.ts";
import type { LinkState } from "../link-words.ts";
import { participantId } from "../people-for-tests.ts";
import { NO_SAVING, type Saving } from "../saving-store.ts";
import { type LinkSample, type SentSource, sampleLink } from "../stats/link-sample.ts";
import { UPLOAD } from "./upload-table.ts";
import { createUploads, type UploadLink } from "./uploads.ts";

const ben = participantId("Ben");
const cy = participantId("Cy");

const aSource = (change: Partial<SentSource>): SentSource => ({
  codec: "VP8",
  bytes: 0,
  packets: 0,
  peerLossRatio: 0,
  peerRttMs: 40,
  framesEncoded: 0,
  keyFramesEncoded: 0,
  encodingMs: 0,
  width: 1_280,
  height: 720,
  frameRate: 30,
  limitation: "none",
  ...change,
});

/** A camera of 720 lines, and links to people that note what is asked of them. */
function aMesh(...people: readonly ParticipantId[]) {
  const links = new Map<
    ParticipantId,
    UploadLink & { state: LinkState; open: boolean; told: PeerMessage[]; tuned: number }
  >();
  const add = (id: ParticipantId) => {
    const link = {
      state: "connected" as LinkState,
      open: true,
      told: [] as PeerMessage[],
      tuned: 0,
      view: () => ({ link: link.state }),
      tell(message: PeerMessage) {
        if (link.open) link.told.push(message);
        return link.open;
      },
      tune() {
        link.tuned += 1;
      },
    };
    links.set(id, link);
    return link;
  };
  for (const id of people) add(id);
  const tracks = {
    microphone: null,
    // Of a track only its settings are read.
    camera: {
      getSettings: () => ({ height: 720, frameRate: 30 }),
    } as unknown as MediaStreamTrack | null,
    screen: null,
    screenSound: null,
  };
  const uploads = createUploads({
    links: () => links,
    tracks: () => tracks,
    saving: () => mesh.saving,
    isSpeaking: () => mesh.isSpeaking,
    isShortOfProcessor: () => mesh.isShortOfProcessor,
  });
  let nowMs = 0;
  const sent = new Map<ParticipantId, number>();
  const mesh = {
    isSpeaking: false,
    isShortOfProcessor: false,
    uploads,
    saving: NO_SAVING as Saving,
    tracks,
    link: (id: ParticipantId) => links.get(id) ?? add(id),
    camera: (id: ParticipantId) => uploads.planOf(id)?.camera,
    tick: (ms: number) => {
      for (const untilMs = nowMs + ms; nowMs < untilMs; ) {
        nowMs += 100;
        uploads.tick(nowMs);
      }
    },
    /** So many seconds, with a sample in each. */
    run(seconds: number, rates: Partial<Record<ParticipantId, Rates>>) {
      for (let second = 0; second < seconds; second += 1) {
        mesh.tick(1_000);
        for (const [id, link] of links) {
          const rate = rates[id];
          if (rate === undefined || link.state !== "connected") continue;
          const bytes = (sent.get(id) ?? 0) + rate.sentBps / 8;
          sent.set(id, bytes);
          uploads.sampled(id, aSample(nowMs, bytes, rate), nowMs);
        }
      }
      mesh.tick(500);
    },
  };
  return mesh;
}

interface Rates {
  readonly sentBps: number;
  readonly availableBps: number;
  readonly limitation?: SentSource["limitation"];
}

function aSample(nowMs: number, bytes: number, rate: Rates): LinkSample {
  return {
    ...sampleLink(new Map<string, unknown>()),
    takenAtMs: nowMs,
    availableOutgoingBps: rate.availableBps,
    sent: {
      microphone: null,
      camera: aSource({
        bytes,
        framesEncoded: nowMs / 33,
        encodingMs: nowMs / 33,
        limitation: rate.limitation ?? "none",
      }),
      screen: null,
      screenSound: null,
    },
  };
}

const shown = (cameraHeight: number): PeerMessage => ({
  kind: "shown",
  cameraHeight,
  screenHeight: 0,
});

describe("uploads", () => {
  it("follow the size at which a receiver shows the camera, at most twice a second", () => {
    const { uploads, tick, camera, link } = aMesh(ben);
    tick(100);
    expect(camera(ben)?.scaleDownBy).toBe(2);

    expect(uploads.hear(ben, shown(180))).toBe(true);
    tick(100);
    expect(camera(ben)?.scaleDownBy).toBe(2);
    tick(400);
    expect(camera(ben)?.scaleDownBy).toBe(4);
    expect(link(ben).tuned).toBe(2);
  });

  it("leave links alone while nothing changes", () => {
    const { link, run } = aMesh(ben);
    run(10, { [ben]: { sentBps: 1_000_000, availableBps: 4_000_000 } });

    expect(link(ben).tuned).toBe(1);
  });

  it("do not take what is about something else", () => {
    expect(aMesh(ben).uploads.hear(ben, { kind: "route", relayed: true })).toBe(false);
  });

  it("encode nothing for a receiver who does not look, and again at once for one who does", () => {
    const { uploads, tick, camera } = aMesh(ben, cy);
    uploads.hear(ben, shown(0));
    tick(500);
    expect(camera(ben)?.active).toBe(false);
    expect(camera(cy)?.active).toBe(true);

    uploads.hear(ben, shown(360));
    tick(500);
    expect(camera(ben)).toMatchObject({ active: true, scaleDownBy: 2 });
  });

  it("have a camera that comes on planned with the next look of the clock", () => {
    const { uploads, tracks, tick, camera } = aMesh(ben);
    const { camera: track } = tracks;
    tracks.camera = null;
    tick(100);
    expect(camera(ben)?.sending).toBe("off");

    tracks.camera = track;
    uploads.changed();
    tick(100);
    expect(camera(ben)?.sending).toBe("sent");
  });

  it("pause the camera within three seconds of a narrow path, tell why, and bring it back within fifteen", () => {
    const { uploads, run, tick, camera, link } = aMesh(ben);
    uploads.hear(ben, shown(720));
    run(5, { [ben]: { sentBps: 1_500_000, availableBps: 3_000_000 } });
    expect(camera(ben)).toMatchObject({ sending: "sent", scaleDownBy: 1 });

    run(3, { [ben]: { sentBps: 140_000, availableBps: 150_000, limitation: "bandwidth" } });
    expect(camera(ben)).toMatchObject({ sending: "paused", active: false });
    expect(link(ben).told).toEqual([{ kind: "paused", camera: true }]);

    for (let second = 0; second < 10; second += 1) {
      // Estimators follow what is sent, and look a little beyond.
      const { active = false, maxBitrateBps = 0 } = camera(ben) ?? {};
      const sentBps = 80_000 + (active ? 0.9 * maxBitrateBps : 0);
      run(1, { [ben]: { sentBps, availableBps: Math.max(130_000, 1.4 * sentBps) } });
    }
    expect(camera(ben)?.sending).toBe("sent");
    expect(720 / (camera(ben)?.scaleDownBy ?? 8)).toBeGreaterThanOrEqual(480);
    tick(3_000);
    expect(link(ben).told.at(-1)).toEqual({ kind: "paused", camera: false });
  });

  it("take a bad path to one for no reason to send less to another", () => {
    const { uploads, run, camera } = aMesh(ben, cy);
    uploads.hear(cy, shown(480));
    run(3, {
      [ben]: { sentBps: 140_000, availableBps: 150_000, limitation: "bandwidth" },
      [cy]: { sentBps: 1_500_000, availableBps: 4_000_000 },
    });

    expect(camera(ben)?.sending).toBe("paused");
    expect(camera(cy)?.maxBitrateBps).toBe(1_000_000);
  });

  it("stay below an uplink that all links fill", () => {
    const { run, camera } = aMesh(ben, cy);
    const third = { sentBps: 480_000, availableBps: 500_000, limitation: "bandwidth" } as const;
    run(3, { [ben]: third, [cy]: third });

    const sum = (camera(ben)?.maxBitrateBps ?? 0) + (camera(cy)?.maxBitrateBps ?? 0);
    expect(sum).toBeLessThan(1_000_000 - 2 * 90_000);
    expect(camera(ben)?.sending).toBe("sent");
  });

  it("come back from the last good bitrate after a cut, step by step", () => {
    const { uploads, run, tick, camera, link } = aMesh(ben);
    uploads.hear(ben, shown(720));
    run(4, { [ben]: { sentBps: 1_600_000, availableBps: 3_000_000 } });
    link(ben).state = "reconnecting";
    tick(2_000);
    link(ben).state = "connected";
    const seen = [0, 1, 2, 3, 4, 5].map(() => {
      tick(700);
      return camera(ben)?.maxBitrateBps ?? 0;
    });

    expect(seen[0]).toBeLessThan(800_000);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1_700_000);
  });

  it("send a small picture after a cut while the browser has yet to find the measure of the path", () => {
    const mesh = aMesh(ben);
    mesh.run(5, { [ben]: { sentBps: 1_600_000, availableBps: 5_000_000 } });
    mesh.link(ben).state = "reconnecting";
    mesh.tick(3_000);
    mesh.link(ben).state = "connected";
    const low = { sentBps: 90_000, availableBps: 100_000, limitation: "bandwidth" } as const;

    for (let second = 0; second < 6; second += 1) {
      mesh.run(1, { [ben]: low });
      expect(mesh.camera(ben)).toMatchObject({ sending: "sent" });
    }
    // It stays so low: the path is narrow.
    mesh.run(6, { [ben]: low });
    expect(mesh.camera(ben)).toMatchObject({ sending: "paused" });
  });

  it("look again and again whether a path that was too narrow for a picture is so still", () => {
    const mesh = aMesh(ben);
    mesh.run(6, { [ben]: { sentBps: 100_000, availableBps: 110_000, limitation: "bandwidth" } });
    expect(mesh.camera(ben)?.sending).toBe("paused");

    // Sound alone fills what the browser believes in, and nothing makes it look for more.
    const seen = [];
    for (let second = 0; second < 10; second += 1) {
      mesh.run(1, { [ben]: { sentBps: 80_000, availableBps: 85_000 } });
      seen.push(mesh.camera(ben)?.sending);
    }
    expect(seen).toContain("sent");
  });

  it("save frames and then pixels while the processor is short", () => {
    const { uploads, run, camera } = aMesh(ben);
    uploads.hear(ben, shown(720));
    run(3, { [ben]: { sentBps: 1_000_000, availableBps: 4_000_000, limitation: "cpu" } });
    expect(camera(ben)).toMatchObject({ scaleDownBy: 1, maxFrameRate: 20 });
    run(5, { [ben]: { sentBps: 1_000_000, availableBps: 4_000_000, limitation: "cpu" } });
    expect(camera(ben)?.scaleDownBy).toBeGreaterThan(1);
  });

  it("save for the processor's sake also where it is not the encoders that are short", () => {
    const mesh = aMesh(ben);
    mesh.uploads.hear(ben, shown(720));
    mesh.isShortOfProcessor = true;
    mesh.run(3, { [ben]: { sentBps: 1_000_000, availableBps: 4_000_000 } });
    expect(mesh.camera(ben)?.maxFrameRate).toBeLessThan(30);
  });

  it("say at which size peers are shown: once, and again to whoever connects anew", () => {
    const { uploads, link } = aMesh(ben);
    link(ben).open = false;
    uploads.show(ben, { cameraHeight: 400, screenHeight: 0 });
    link(ben).open = true;
    uploads.opened(ben);
    uploads.show(ben, { cameraHeight: 400, screenHeight: 0 });
    uploads.show(ben, { cameraHeight: 0, screenHeight: 0 });

    expect(link(ben).told).toEqual([shown(400), shown(0)]);
  });

  it("forget what a peer that is gone had said", () => {
    const { uploads, tick, camera } = aMesh(ben);
    uploads.hear(ben, shown(0));
    tick(500);
    uploads.forget(ben);
    tick(500);

    expect(camera(ben)).toMatchObject({ sending: "sent", active: true });
  });

  it("ask for small pictures from the moment that this is chosen, and for large ones after it", () => {
    const mesh = aMesh(ben);
    mesh.uploads.show(ben, { cameraHeight: 720, screenHeight: 0 });
    mesh.saving = { ...NO_SAVING, dataSaver: true };
    mesh.uploads.changed();
    mesh.tick(100);
    mesh.saving = NO_SAVING;
    mesh.uploads.changed();
    mesh.tick(100);

    expect(mesh.link(ben).told).toEqual([shown(720), shown(180), shown(720)]);
  });

  it("divide a receive cap over all who are shown, asking each at most twice a second", () => {
    const mesh = aMesh(ben, cy);
    mesh.saving = { ...NO_SAVING, receiveCapBps: 700_000 };
    for (const height of [300, 400, 500]) {
      mesh.uploads.show(ben, { cameraHeight: height, screenHeight: 0 });
      mesh.uploads.show(cy, { cameraHeight: height, screenHeight: 0 });
    }
    mesh.tick(1_000);

    expect(mesh.link(ben).told).toEqual([shown(120)]);
    expect(mesh.link(cy).told).toEqual([shown(120)]);
    mesh.uploads.show(cy, { cameraHeight: 0, screenHeight: 0 });
    mesh.tick(1_000);
    expect(mesh.link(ben).told.at(-1)).toEqual(shown(240));
    expect(mesh.link(cy).told.at(-1)).toEqual(shown(0));
  });

  it("stay below a send cap, whatever the path carries", () => {
    const mesh = aMesh(ben, cy);
    mesh.saving = { ...NO_SAVING, sendCapBps: 700_000 };
    for (const id of [ben, cy]) mesh.uploads.hear(id, shown(720));
    mesh.run(5, { [ben]: { sentBps: 300_000, availableBps: 9_000_000 } });

    const sum = [ben, cy].reduce((bps, id) => bps + (mesh.camera(id)?.maxBitrateBps ?? 0), 0);
    expect(sum).toBeGreaterThan(200_000);
    expect(sum + 2 * UPLOAD.audioBps).toBeLessThan(700_000);
  });

  it("send small and slow pictures while data is saved", () => {
    const mesh = aMesh(ben);
    mesh.saving = { ...NO_SAVING, dataSaver: true };
    mesh.uploads.hear(ben, shown(720));
    mesh.tick(100);

    expect(mesh.camera(ben)).toMatchObject({ scaleDownBy: 4, maxFrameRate: 15 });
    expect(mesh.camera(ben)?.maxBitrateBps).toBeLessThan(200_000);
  });
});
