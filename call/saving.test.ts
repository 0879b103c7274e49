import { describe, expect, it } from "vitest";
import type { ParticipantId } from "#protocol/ids.ts";
import { ratesOf } from "./mesh/upload-director.ts";
import { FULL_FRAME_RATE, UPLOAD } from "./mesh/upload-table.ts";
import { participantId } from "./people-for-tests.ts";
import {
  frameRateToSend,
  heightsToAsk,
  heightsToSend,
  SAVER_FRAME_RATE,
  SAVER_HEIGHT,
  uplinkToUse,
} from "./saving.ts";
import { CAPS_BPS, NO_SAVING, type Saving } from "./saving-store.ts";

const saving = (change: Partial<Saving>): Saving => ({ ...NO_SAVING, ...change });
const saver = saving({ dataSaver: true });

/** Cameras shown at these heights, and no screen. */
const cameras = (...heights: readonly number[]) =>
  new Map(
    heights.map((cameraHeight, place) => [
      participantId(String(place)),
      { cameraHeight, screenHeight: 0 },
    ]),
  );

const asked = (heights: ReadonlyMap<ParticipantId, { readonly cameraHeight: number }>) =>
  [...heights.values()].map(({ cameraHeight }) => cameraHeight);

describe("what is sent", () => {
  it("is what is shown, as fast as it is captured, while nothing is saved", () => {
    const shown = { cameraHeight: 720, screenHeight: 1_080 };

    expect(heightsToSend(shown, NO_SAVING)).toBe(shown);
    expect(heightsToSend(null, NO_SAVING)).toBeNull();
    expect(frameRateToSend(30, NO_SAVING)).toBe(30);
    expect(uplinkToUse(null, NO_SAVING)).toBeNull();
    expect(uplinkToUse(2_000_000, NO_SAVING)).toBe(2_000_000);
  });

  it("is a small and slow camera with the data saver, and a screen as ever", () => {
    expect(heightsToSend({ cameraHeight: 720, screenHeight: 1_080 }, saver)).toEqual({
      cameraHeight: SAVER_HEIGHT,
      screenHeight: 1_080,
    });
    expect(heightsToSend({ cameraHeight: 90, screenHeight: 0 }, saver)?.cameraHeight).toBe(90);
    expect(heightsToSend({ cameraHeight: 0, screenHeight: 0 }, saver)?.cameraHeight).toBe(0);
    expect(frameRateToSend(30, saver)).toBe(SAVER_FRAME_RATE);
    expect(frameRateToSend(10, saver)).toBe(10);
  });

  it("is small with the data saver also to somebody who has not said how large it is shown", () => {
    expect(heightsToSend(null, saver)?.cameraHeight).toBe(SAVER_HEIGHT);
  });

  it("stays below the send cap, and below the uplink where that is less", () => {
    const capped = saving({ sendCapBps: 700_000 });

    expect(uplinkToUse(null, capped)).toBe(700_000);
    expect(uplinkToUse(2_000_000, capped)).toBe(700_000);
    expect(uplinkToUse(400_000, capped)).toBe(400_000);
  });
});

describe("what is asked for", () => {
  it("is what is shown, while nothing is saved", () => {
    const showing = cameras(720, 181, 0);

    expect(heightsToAsk(showing, 3, NO_SAVING)).toEqual(showing);
  });

  it("is small pictures with the data saver, and nothing that nobody sees", () => {
    expect(asked(heightsToAsk(cameras(720, 90, 0), 3, saver))).toEqual([SAVER_HEIGHT, 90, 0]);
  });

  it("is no camera with audio only, and the screen all the same", () => {
    const showing = new Map([[participantId("Ben"), { cameraHeight: 720, screenHeight: 1_080 }]]);

    expect([...heightsToAsk(showing, 1, saving({ audioOnly: true })).values()]).toEqual([
      { cameraHeight: 0, screenHeight: 1_080 },
    ]);
  });

  it.each(CAPS_BPS.flatMap((cap) => [1, 2, 3, 5, 7].map((peers) => [cap, peers] as const)))(
    "stays with the sound below a receive cap of %d bits a second from %d people",
    (receiveCapBps, peers) => {
      const showing = cameras(...Array.from({ length: peers }, () => 720));

      const heights = asked(heightsToAsk(showing, peers, saving({ receiveCapBps })));

      const cameraBps = heights
        .filter((height) => height > 0)
        .reduce((sum, height) => sum + ratesOf(height, FULL_FRAME_RATE).bitrateBps, 0);
      const soundBps = peers * UPLOAD.audioBps;
      expect(heights.every((height) => height <= 720)).toBe(true);
      if (soundBps < receiveCapBps) expect(cameraBps + soundBps).toBeLessThanOrEqual(receiveCapBps);
      else expect(cameraBps).toBe(0);
    },
  );

  it("shares a receive cap evenly among large pictures, and takes nothing from small ones", () => {
    const heights = asked(
      heightsToAsk(cameras(720, 720, 90), 3, saving({ receiveCapBps: 1_500_000 })),
    );

    expect(heights).toEqual([240, 240, 90]);
  });

  it("leaves out the smallest pictures first where the cap is too narrow for all", () => {
    const heights = asked(
      heightsToAsk(cameras(90, 360, 90), 3, saving({ receiveCapBps: 700_000, dataSaver: false })),
    );
    const narrow = asked(heightsToAsk(cameras(90, 360), 2, saving({ receiveCapBps: 300_000 })));

    expect(heights.every((height) => height > 0)).toBe(true);
    expect(narrow).toEqual([0, 90]);
  });

  it("leaves to cameras what a shared screen does not need", () => {
    const showing = new Map([
      [participantId("Ben"), { cameraHeight: 360, screenHeight: 1_080 }],
      [participantId("Cy"), { cameraHeight: 360, screenHeight: 0 }],
    ]);

    expect([...heightsToAsk(showing, 2, saving({ receiveCapBps: 1_500_000 })).values()]).toEqual([
      { cameraHeight: 0, screenHeight: 1_080 },
      { cameraHeight: 0, screenHeight: 0 },
    ]);
  });
});
