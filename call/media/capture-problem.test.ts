import { describe, expect, it } from "vitest";
import { captureObstacle, captureProblem } from "./capture-problem.ts";

describe("a capture problem", () => {
  it.each([
    ["NotAllowedError", "denied"],
    ["SecurityError", "denied"],
    ["NotFoundError", "missing"],
    ["OverconstrainedError", "missing"],
    ["NotReadableError", "busy"],
    ["AbortError", "busy"],
    ["NotSupportedError", "unsupported"],
    ["TimeoutError", "timed-out"],
    ["SomethingNew", "busy"],
    ["constructor", "busy"],
  ])("by the name %s is %s", (name, problem) => {
    expect(captureProblem(new DOMException("", name))).toBe(problem);
  });

  it("is read from a TypeError, and from what is no error at all", () => {
    expect(captureProblem(new TypeError("no constraints"))).toBe("unsupported");
    expect(captureProblem({ name: "NotFoundError" })).toBe("missing");
    expect(captureProblem(null)).toBe("busy");
  });

  it("stands before asking where browsers hide the devices", () => {
    expect(captureObstacle({ isSecureContext: false, hasMediaDevices: false })).toBe("insecure");
    expect(captureObstacle({ isSecureContext: true, hasMediaDevices: false })).toBe("unsupported");
    expect(captureObstacle({ isSecureContext: true, hasMediaDevices: true })).toBeNull();
  });
});
