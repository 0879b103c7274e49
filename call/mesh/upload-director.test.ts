import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { participantId } from "../people-for-tests.ts";
import {
  NO_RELIEF,
  type PicturePlan,
  planUploads,
  type Receiver,
  ratesOf,
  relieve,
  tallestSpared,
  type UploadNeeds,
  type UploadPlan,
} from "./upload-director.ts";
import { CPU_STEPS, SCALES, UPLOAD } from "./upload-table.ts";

const ben = participantId("Ben");
const cy = participantId("Cy");

function aReceiver(change: Partial<Receiver> = {}): Receiver {
  return {
    id: ben,
    shown: { cameraHeight: 720, screenHeight: 0 },
    isActiveSpeaker: false,
    linkBps: null,
    ...change,
  };
}
/** One voice, and nothing on the screen that moves. */
const still = { screenMoves: false, soundBps: UPLOAD.audioBps };
function needs(change: Partial<UploadNeeds> = {}): UploadNeeds {
  return {
    peers: [aReceiver()],
    capture: { ...still, cameraHeight: 720, screenHeight: null, frameRate: 30 },
    uplinkBps: null,
    cpuLimited: false,
    previous: null,
    nowMs: 0,
    ...change,
  };
}
function cameraOf(plan: UploadPlan, id = ben): PicturePlan {
  const found = plan.peers.get(id);
  if (found === undefined) throw new Error("everyone has a plan");
  return found.camera;
}
const shownAt = (cameraHeight: number) => ({ cameraHeight, screenHeight: 0 });
const uplinkFor = (videoBps: number, peers = 1) =>
  (videoBps + peers * UPLOAD.audioBps) / UPLOAD.safetyShare + 1;

describe("the size of a camera's picture", () => {
  it.each([
    [720, 1],
    [600, 1],
    [560, 1.5],
    [400, 2],
    [280, 3],
    [210, 4],
    [140, 6],
    [100, 8],
    [20, 8],
    [2_000, 1],
  ])("for %i pixels is the captured one divided by %d", (height, scale) => {
    const plan = planUploads(needs({ peers: [aReceiver({ shown: shownAt(height) })] }));

    expect(cameraOf(plan)).toMatchObject({ sending: "sent", active: true, scaleDownBy: scale });
  });

  it("stays through small changes of the window, and follows large ones", () => {
    const at = (height: number, previous: UploadPlan | null) =>
      planUploads(needs({ peers: [aReceiver({ shown: shownAt(height) })], previous }));
    const small = at(400, null);
    const larger = at(430, small);

    expect(cameraOf(at(430, null)).scaleDownBy).toBe(1.5);
    expect(cameraOf(larger).scaleDownBy).toBe(2);
    expect(cameraOf(at(400, larger)).scaleDownBy).toBe(2);
    expect(cameraOf(at(560, larger)).scaleDownBy).toBe(1.5);
  });

  it("is that of a room of so many before the receiver says anything", () => {
    const peers = [ben, cy].map((id) => aReceiver({ id, shown: null }));

    expect(cameraOf(planUploads(needs({ peers })))).toMatchObject({
      sending: "sent",
      scaleDownBy: 2,
      maxBitrateBps: 700_000,
    });
  });

  it("costs no encoder where nobody sees it", () => {
    const plan = planUploads(needs({ peers: [aReceiver({ shown: shownAt(0) })] }));

    expect(cameraOf(plan)).toMatchObject({ sending: "hidden", active: false });
  });

  it("needs no plan to begin while the camera is off", () => {
    const capture = { ...still, cameraHeight: null, screenHeight: null, frameRate: 30 };

    expect(cameraOf(planUploads(needs({ capture })))).toMatchObject({
      sending: "off",
      active: true,
    });
  });
});

describe("sharing the uplink", () => {
  it("gives each what it can use while nothing is known to limit it", () => {
    const plan = planUploads(needs());

    expect(cameraOf(plan).maxBitrateBps).toBe(ratesOf(720, 30).bitrateBps);
  });

  it("sends four people over three megabits at more than 360 lines", () => {
    const ids = ["Ben", "Cy", "Dee"].map(participantId);
    const peers = ids.map((id) => aReceiver({ id }));
    const plan = planUploads(needs({ peers, uplinkBps: 3_000_000 }));

    for (const id of ids) expect(720 / cameraOf(plan, id).scaleDownBy).toBeGreaterThanOrEqual(360);
  });

  it("makes the picture smaller before it becomes a blur", () => {
    const plan = planUploads(needs({ uplinkBps: uplinkFor(160_000) }));

    expect(cameraOf(plan)).toMatchObject({ sending: "sent", scaleDownBy: 4 });
  });

  it("pauses the picture below the floor, and brings it back only with room to spare", () => {
    const floorBps = 60_000;
    const paused = planUploads(needs({ uplinkBps: uplinkFor(floorBps - 1_000) }));
    const still = planUploads(needs({ uplinkBps: uplinkFor(floorBps * 1.2), previous: paused }));
    const back = planUploads(
      needs({ uplinkBps: uplinkFor(floorBps * UPLOAD.resumeFactor), previous: still }),
    );
    const stays = planUploads(needs({ uplinkBps: uplinkFor(floorBps), previous: back }));

    expect(cameraOf(paused)).toMatchObject({ sending: "paused", active: false });
    expect(cameraOf(still).sending).toBe("paused");
    expect(cameraOf(back)).toMatchObject({ sending: "sent", active: true });
    expect(cameraOf(stays).sending).toBe("sent");
  });

  it("pauses for one peer whose path is bad, and for nobody else", () => {
    const peers = [aReceiver({ linkBps: 150_000 }), aReceiver({ id: cy })];
    const plan = planUploads(needs({ peers }));

    expect(cameraOf(plan, ben).sending).toBe("paused");
    expect(cameraOf(plan, cy)).toMatchObject({ sending: "sent", scaleDownBy: 1 });
  });

  it("serves the screen first, then who watches this end speak, then the others, and nobody not at all", () => {
    const screen = { cameraHeight: 720, screenHeight: 1_080 };
    const peers = [
      aReceiver({ shown: screen }),
      aReceiver({ id: cy, shown: screen, isActiveSpeaker: true }),
    ];
    const capture = { ...still, cameraHeight: 720, screenHeight: 1_080, frameRate: 30 };
    const at = (videoBps: number) =>
      planUploads(needs({ peers, capture, uplinkBps: uplinkFor(videoBps, 2) }));
    const plenty = at(4_000_000);
    const little = at(500_000);

    expect(plenty.peers.get(ben)?.screen.maxBitrateBps).toBe(UPLOAD.screenBps);
    expect(cameraOf(plenty, cy).maxBitrateBps).toBeGreaterThan(700_000);
    expect(cameraOf(plenty, ben).maxBitrateBps).toBe(60_000);
    expect(little.peers.get(ben)?.screen).toMatchObject({ scaleDownBy: 1, maxFrameRate: 5 });
    expect(cameraOf(little, ben).sending).toBe("sent");
  });

  it("does not take turns between two where there is room for one", () => {
    const peers = [aReceiver(), aReceiver({ id: cy })];
    const uplinkBps = uplinkFor(100_000, 2);
    const first = planUploads(needs({ peers, uplinkBps }));
    const second = planUploads(needs({ peers: [...peers].reverse(), uplinkBps, previous: first }));

    expect([ben, cy].map((id) => cameraOf(first, id).sending).sort()).toEqual(["paused", "sent"]);
    for (const id of [ben, cy]) expect(cameraOf(second, id)).toEqual(cameraOf(first, id));
  });
});

describe("relief of the processor", () => {
  it("goes down step by step while it is short, and comes back slowly", () => {
    let cpu = NO_RELIEF;
    for (let nowMs = 0; nowMs < 4_000; nowMs += 500) cpu = relieve(cpu, true, nowMs);
    expect(cpu.step).toBe(2);
    const freedMs = 3_500;

    expect(relieve(cpu, false, freedMs + UPLOAD.cpuUpAfterMs - 1).step).toBe(2);
    const up = relieve(cpu, false, freedMs + UPLOAD.cpuUpAfterMs);
    expect(up.step).toBe(1);
    expect(relieve(up, false, freedMs + UPLOAD.cpuUpAfterMs + 1_000).step).toBe(1);
  });

  it("waits longer after a step back that did not last", () => {
    const short = relieve(NO_RELIEF, true, 0);
    const up = relieve(short, false, UPLOAD.cpuUpAfterMs);
    const relapsed = relieve(up, true, UPLOAD.cpuUpAfterMs + 3_000);

    expect(up.step).toBe(0);
    expect(relapsed).toMatchObject({ step: 1, upAfterMs: 2 * UPLOAD.cpuUpAfterMs });
  });

  it("costs frames first, then changes the codec, and then costs pixels", () => {
    const steps = CPU_STEPS.map((_, step) =>
      cameraOf(
        planUploads(
          needs({
            previous: {
              ...planUploads(needs()),
              cpu: { ...NO_RELIEF, step, changedAtMs: 0, shortAtMs: 0 },
            },
          }),
        ),
      ),
    );

    expect(steps[1]).toMatchObject({ scaleDownBy: 1, maxFrameRate: 20 });
    expect(steps[2]).toMatchObject({ scaleDownBy: 1, maxFrameRate: 16, codec: "cheapest" });
    expect(steps[3]).toMatchObject({ scaleDownBy: 1.5, maxFrameRate: 16 });
    expect(steps[0]?.codec).toBe("negotiated");
    const pixels = steps.map(({ scaleDownBy }) => scaleDownBy);
    expect(pixels).toEqual([...pixels].sort((a, b) => a - b));
  });

  it("makes no picture so small that nobody is seen on it", () => {
    const short = {
      ...planUploads(needs()),
      cpu: { ...NO_RELIEF, step: CPU_STEPS.length - 1, changedAtMs: 0, shortAtMs: 0 },
    };
    const shown = (cameraHeight: number) =>
      cameraOf(
        planUploads(
          needs({
            previous: { ...short, places: new Map() },
            peers: [aReceiver({ shown: { cameraHeight, screenHeight: 0 } })],
          }),
        ),
      ).scaleDownBy;

    expect(720 / shown(240)).toBeGreaterThanOrEqual(UPLOAD.cpuFloorHeight);
    // Whoever is shown smaller anyway stays as small.
    expect(720 / shown(100)).toBeLessThan(UPLOAD.cpuFloorHeight);
  });

  it("tells what is worth capturing, only while pixels are spared", () => {
    const at = (step: number) =>
      planUploads(
        needs({
          previous: {
            ...planUploads(needs()),
            places: new Map(),
            cpu: { ...NO_RELIEF, step, changedAtMs: 0, shortAtMs: 0 },
          },
        }),
      );

    expect(tallestSpared(at(2), 720)).toBeNull();
    const last = at(CPU_STEPS.length - 1);
    expect(tallestSpared(last, 720)).toBe(720 / cameraOf(last).scaleDownBy);
    expect(cameraOf(last).scaleDownBy).toBeGreaterThan(1);
  });

  it("leaves whoever speaks their size, and the encoder keeps it too", () => {
    const short = {
      previous: {
        ...planUploads(needs()),
        cpu: { ...NO_RELIEF, step: CPU_STEPS.length - 1, changedAtMs: 0, shortAtMs: 0 },
      },
    };
    const speaking = cameraOf(
      planUploads(needs({ ...short, peers: [aReceiver({ isActiveSpeaker: true })] })),
    );
    const listening = cameraOf(planUploads(needs(short)));

    expect(speaking).toMatchObject({ scaleDownBy: 1, keepsSize: true });
    expect(speaking.maxFrameRate).toBe(listening.maxFrameRate);
    expect(listening.scaleDownBy).toBeGreaterThan(2);
    expect(listening.keepsSize).toBe(false);
  });
});

describe("whatever receivers, uplinks and processors do", () => {
  const height = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2_400 }));
  const bps = fc.option(fc.integer({ min: 0, max: 20_000_000 }));
  const receivers = fc
    .array(
      fc.record({
        shown: fc.option(fc.record({ cameraHeight: height, screenHeight: height })),
        isActiveSpeaker: fc.boolean(),
        linkBps: bps,
      }),
      { minLength: 1, maxLength: 7 },
    )
    .map((list): Receiver[] =>
      list.map((receiver, place) => ({ ...receiver, id: participantId(`P${place}`) })),
    );
  const moment = fc.record({
    peers: receivers,
    capture: fc.record({
      cameraHeight: fc.option(fc.constantFrom(240, 480, 720, 1_080, 1_280)),
      screenHeight: fc.option(fc.constantFrom(720, 1_080, 2_160)),
      screenMoves: fc.boolean(),
      frameRate: fc.constantFrom(5, 15, 20, 30),
      soundBps: fc.constantFrom(UPLOAD.audioBps, UPLOAD.audioBps + UPLOAD.screenSoundBps),
    }),
    uplinkBps: bps,
    cpuLimited: fc.boolean(),
  });
  /** Plans of several moments, each after the other. */
  const history = (moments: readonly Omit<UploadNeeds, "previous" | "nowMs">[]) =>
    moments.reduce<UploadPlan | null>(
      (previous, given, place) => planUploads({ ...given, previous, nowMs: place * 500 }),
      null,
    );
  const sentBps = (plan: UploadPlan) =>
    [...plan.peers.values()]
      .flatMap(({ camera, screen }) => [camera, screen])
      .filter(({ sending }) => sending === "sent")
      .reduce((sum, { maxBitrateBps }) => sum + maxBitrateBps, 0);

  it("the sum stays below the safe share of the uplink, and sound is never cut", () => {
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 4 }), moment, (before, now) => {
        const plan = planUploads({ ...now, previous: history(before), nowMs: 5_000 });
        if (now.uplinkBps === null) return;
        const soundBps = now.peers.length * now.capture.soundBps;
        expect(sentBps(plan)).toBeLessThanOrEqual(
          Math.max(0, now.uplinkBps * UPLOAD.safetyShare - soundBps),
        );
      }),
    );
  });

  it("no path is given more than its safe share", () => {
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 4 }), moment, (before, now) => {
        const plan = planUploads({ ...now, previous: history(before), nowMs: 5_000 });
        for (const { id, linkBps } of now.peers) {
          const peer = plan.peers.get(id);
          if (linkBps === null || peer === undefined) continue;
          const own: UploadPlan = { ...plan, peers: new Map([[id, peer]]) };
          expect(sentBps(own)).toBeLessThanOrEqual(
            Math.max(0, linkBps * UPLOAD.safetyShare - now.capture.soundBps),
          );
        }
      }),
    );
  });

  it("what is planned is of the table, and nothing is encoded that nobody sees", () => {
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 4 }), moment, (before, now) => {
        const plan = planUploads({ ...now, previous: history(before), nowMs: 5_000 });
        for (const { id, shown } of now.peers) {
          const camera = cameraOf(plan, id);
          expect(SCALES).toContain(camera.scaleDownBy);
          expect(camera.maxBitrateBps).toBeGreaterThan(0);
          expect(camera.maxFrameRate).toBeGreaterThan(0);
          if (shown?.cameraHeight === 0 && now.capture.cameraHeight !== null)
            expect(camera.active).toBe(false);
        }
      }),
    );
  });

  it("the same needs again change nothing", () => {
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 3 }), moment, (before, now) => {
        const given = { ...now, cpuLimited: false };
        const once = planUploads({ ...given, previous: history(before), nowMs: 5_000 });
        const twice = planUploads({ ...given, previous: once, nowMs: 5_500 });
        const thrice = planUploads({ ...given, previous: twice, nowMs: 6_000 });
        expect(thrice.peers).toEqual(twice.peers);
      }),
    );
  });

  it("who shows a picture larger never gets less of it", () => {
    fc.assert(
      fc.property(
        fc.array(moment, { maxLength: 3 }),
        moment,
        fc.nat(6),
        fc.integer({ min: 1, max: 1_500 }),
        fc.integer({ min: 0, max: 1_500 }),
        (before, now, place, small, more) => {
          const previous = history(before);
          const at = (cameraHeight: number) => {
            const peers = now.peers.map((peer, index) =>
              index === place % now.peers.length
                ? { ...peer, shown: { cameraHeight, screenHeight: 0 } }
                : peer,
            );
            const id = peers[place % peers.length]?.id;
            return cameraOf(planUploads({ ...now, peers, previous, nowMs: 5_000 }), id);
          };
          const lower = at(small);
          const higher = at(small + more);
          if (lower.sending !== "sent") return;
          expect(higher.sending).toBe("sent");
          expect(higher.scaleDownBy).toBeLessThanOrEqual(lower.scaleDownBy);
          // But for the grid: a wish that is granted whole is not rounded, and the larger one that is not, is.
          expect(higher.maxBitrateBps).toBeGreaterThan(
            lower.maxBitrateBps / UPLOAD.bitrateGrid - 1,
          );
        },
      ),
    );
  });
});
