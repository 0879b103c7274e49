/** Several people in one room, over the shipped links, carriers and signatures. */

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { participantId } from "../people-for-tests.ts";
import { createMeshWorld, type MeshWorld } from "./mesh-world.ts";

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
  });
  vi.stubGlobal("MediaStream", class {});
  vi.stubGlobal("RTCRtpReceiver", { getCapabilities: () => null });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const stateOf = (world: MeshWorld, of: string, at: string) =>
  world.meshOf(at).views().get(participantId(of))?.link;

async function threePeople(options?: Parameters<typeof createMeshWorld>[1]) {
  const world = await createMeshWorld(["ann", "ben", "cleo"], options);
  await world.pass(3_000);
  expect(stateOf(world, "ben", "ann")).toBe("connected");
  expect(stateOf(world, "cleo", "ann")).toBe("connected");
  return world;
}

describe("two of three who are cut from each other", () => {
  it("[C7] meet again through the third while the server is away", async () => {
    const world = await threePeople();
    const before = world.connectionsOf("cleo");

    world.setServer(false);
    world.cut("ann", "ben");
    await world.pass(1_000);
    expect(stateOf(world, "ben", "ann")).not.toBe("connected");
    await world.pass(5_000);

    expect(stateOf(world, "ben", "ann")).toBe("connected");
    expect(stateOf(world, "ann", "ben")).toBe("connected");
    expect(world.connectionsOf("cleo")).toBe(before);
    world.close();
  });

  it("[C7] meet over new connections, where restarts do not help", async () => {
    const world = await threePeople();
    const before = world.connectionsOf("ann");

    world.setServer(false);
    world.cut("ann", "ben", { forGood: true });
    await world.pass(8_000);

    expect(stateOf(world, "ben", "ann")).toBe("connected");
    expect(stateOf(world, "ann", "ben")).toBe("connected");
    expect(world.connectionsOf("ann")).toBe(before + 1);
    world.close();
  });

  it("wait for the server where one of them cannot sign", async () => {
    const world = await threePeople({ unsigned: ["ben"] });

    world.setServer(false);
    world.cut("ann", "ben");
    await world.pass(10_000);
    expect(stateOf(world, "ben", "ann")).not.toBe("connected");

    world.setServer(true);
    for (const name of ["ann", "ben", "cleo"]) world.meshOf(name).nudge(null);
    await world.pass(3_000);
    expect(stateOf(world, "ben", "ann")).toBe("connected");
    world.close();
  });

  it("wait for the server where the third hears only one of them", async () => {
    const world = await threePeople();

    world.setServer(false);
    world.cut("ann", "ben");
    world.cut("ben", "cleo");
    await world.pass(10_000);

    expect(stateOf(world, "ben", "ann")).not.toBe("connected");
    expect(stateOf(world, "cleo", "ann")).toBe("connected");
    world.close();
  });
});
