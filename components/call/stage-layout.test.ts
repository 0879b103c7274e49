import { describe, expect, it } from "vitest";
import { corners, layoutStage, nearestCorner } from "./stage-layout.ts";

const stage = { width: 1280, height: 680 };

describe("the stage", () => {
  it("gives the other one all of it and floats the own picture in a corner", () => {
    const { peers, self, selfFloats } = layoutStage(1, stage, "bottom-right");

    expect(peers).toEqual([{ x: 0, y: 0, ...stage }]);
    expect(selfFloats).toBe(true);
    expect(self.x + self.width).toBeLessThan(stage.width);
    expect(self.y + self.height).toBeLessThan(stage.height);
    expect(self.x).toBeGreaterThan(stage.width / 2);
  });

  it.each([320, 768, 1280, 1920])("keeps the floating picture inside a stage %i wide", (width) => {
    for (const corner of corners) {
      const { self } = layoutStage(1, { width, height: 460 }, corner);
      expect(self.x).toBeGreaterThanOrEqual(0);
      expect(self.y).toBeGreaterThanOrEqual(0);
      expect(self.x + self.width).toBeLessThanOrEqual(width);
      expect(self.y + self.height).toBeLessThanOrEqual(460);
    }
  });

  it("makes everyone equal from three people on, oneself last", () => {
    const { peers, self, selfFloats } = layoutStage(3, stage, "bottom-right");

    expect(selfFloats).toBe(false);
    expect(peers).toHaveLength(3);
    expect(new Set([...peers, self].map(({ width, height }) => `${width}×${height}`)).size).toBe(1);
    expect(self.y).toBeGreaterThan(peers[0]?.y ?? 0);
  });

  it("lets a dragged picture rest in the nearest corner", () => {
    expect(nearestCorner({ x: 10, y: 10 }, stage)).toBe("top-left");
    expect(nearestCorner({ x: 1200, y: 400 }, stage)).toBe("bottom-right");
  });
});
