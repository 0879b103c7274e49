import { describe, expect, it } from "vitest";
import { participantId } from "./people-for-tests.ts";
import { createShownPlaces } from "./shown-places.ts";

const ben = participantId("ben");

describe("pictures in several places", () => {
  it("count by the largest of them, cameras and screens apart", () => {
    const places = createShownPlaces();

    expect(places.set(ben, "stage", { cameraHeight: 360 })).toEqual({
      cameraHeight: 360,
      screenHeight: 0,
    });
    places.set(ben, "small-window", { cameraHeight: 180, screenHeight: 200 });
    expect([...places.all()]).toEqual([[ben, { cameraHeight: 360, screenHeight: 200 }]]);
  });

  it("go on in the small window while the page is hidden, and end with both", () => {
    const places = createShownPlaces();
    places.set(ben, "stage", { cameraHeight: 360 });
    places.set(ben, "small-window", { cameraHeight: 180 });

    expect(places.set(ben, "stage", { cameraHeight: 0 }).cameraHeight).toBe(180);
    expect(places.set(ben, "small-window", { cameraHeight: 0 }).cameraHeight).toBe(0);
    expect(places.set(ben, "stage", { cameraHeight: 360 }).cameraHeight).toBe(360);
  });

  it("are forgotten when the room is left", () => {
    const places = createShownPlaces();
    places.set(ben, "stage", { cameraHeight: 360 });

    places.clear();

    expect([...places.all()]).toEqual([]);
  });
});
