import { describe, expect, it, vi } from "vitest";
import { captureHeightFor, createCaptureSize } from "./capture-size.ts";

function aTrack(apply: () => Promise<void> = async () => {}) {
  const applyConstraints = vi.fn((_: MediaTrackConstraints) => apply());
  // What of a track is used.
  return { readyState: "live", applyConstraints } as unknown as MediaStreamTrack & {
    readonly applyConstraints: typeof applyConstraints;
  };
}
const gallery = { peers: 5, tallest: 234 };
const pinned = { peers: 5, tallest: 600 };

describe("the size of the own camera", () => {
  it("is whole in a small room, whatever is shown", () => {
    expect(captureHeightFor({ peers: 2, tallest: 100 })).toBe(720);
  });

  it("is no larger than the largest tile in a room of many", () => {
    expect(captureHeightFor(gallery)).toBe(360);
    expect(captureHeightFor(pinned)).toBe(720);
    expect(captureHeightFor({ peers: 5, tallest: 150 })).toBe(180);
  });

  it("is whole while somebody has not said how large a tile is", () => {
    expect(captureHeightFor({ peers: 5, tallest: null })).toBe(720);
  });

  it("becomes smaller only when that lasts, and larger at once", () => {
    const track = aTrack();
    const size = createCaptureSize(() => {});

    size.look(track, gallery, 0);
    size.look(track, pinned, 3_000);
    size.look(track, gallery, 3_100);
    size.look(track, gallery, 7_000);
    expect(track.applyConstraints).not.toHaveBeenCalled();

    size.look(track, gallery, 7_200);
    expect(track.applyConstraints.mock.calls.at(-1)?.[0].height).toEqual({ ideal: 360 });

    size.look(track, pinned, 7_300);
    expect(track.applyConstraints.mock.calls.at(-1)?.[0].height).toEqual({ ideal: 720 });
  });

  it("is asked for once, and again of another camera", () => {
    const [track, another] = [aTrack(), aTrack()];
    const size = createCaptureSize(() => {});

    for (let nowMs = 0; nowMs < 20_000; nowMs += 500) size.look(track, gallery, nowMs);
    expect(track.applyConstraints).toHaveBeenCalledTimes(1);

    for (let nowMs = 20_000; nowMs < 40_000; nowMs += 500) size.look(another, gallery, nowMs);
    expect(another.applyConstraints).toHaveBeenCalledTimes(1);
  });

  it("is told when it changed, and not where the camera refused", async () => {
    const changed = vi.fn();
    const size = createCaptureSize(changed);
    const refusing = aTrack(() => Promise.reject(new DOMException("no", "OverconstrainedError")));

    size.look(refusing, gallery, 0);
    size.look(refusing, gallery, 5_000);
    await Promise.resolve();
    expect(refusing.applyConstraints).toHaveBeenCalled();
    expect(changed).not.toHaveBeenCalled();

    const track = aTrack();
    size.look(track, gallery, 6_000);
    size.look(track, gallery, 11_000);
    await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(1));
  });
});
