import { describe, expect, it } from "vitest";
import type { Route } from "#protocol/link.ts";
import { MEASURED_FAULTS_MAX, Measurement } from "#protocol/measurement.ts";
import { participantId } from "../people-for-tests.ts";
import { type Fault, type LinkHealth, NOTHING_KNOWN } from "./link-health.ts";
import { afterTelling, type Look, lookedAt, measurementOf, NOTHING_FOUND } from "./tally.ts";

const never = { joinMs: null, firstFrameMs: null };

const aFault = (sinceMs: number, change: Partial<Fault> = {}): Fault => ({
  sinceMs,
  detectMs: 640.4,
  healMs: 310.6,
  step: { kind: "fast", level: 0 },
  ...change,
});
const lasting = { healMs: null, step: null };

function aLook(
  links: Readonly<Record<string, Partial<LinkHealth>>>,
  routes: readonly (Route | null)[] = [],
): Look {
  return {
    health: {
      links: new Map(
        Object.entries(links).map(([name, health]) => [
          participantId(name),
          { ...NOTHING_KNOWN, ...health },
        ]),
      ),
      blame: null,
    },
    routes,
  };
}

describe("the tally of a call", () => {
  it("tells nothing before anything happened", () => {
    expect(measurementOf(NOTHING_FOUND, never)).toBeNull();
    expect(measurementOf(lookedAt(NOTHING_FOUND, aLook({})), never)).toBeNull();
  });

  it("tells of joining, in whole milliseconds", () => {
    expect(measurementOf(NOTHING_FOUND, { joinMs: 420.5, firstFrameMs: null })).toMatchObject({
      joinMs: 421,
      firstFrameMs: null,
      faults: [],
    });
  });

  it("counts how good the links were and which way they went, at every look", () => {
    const look = aLook({ ben: { receives: "good" }, cleo: { receives: "poor" }, dan: {} }, [
      "direct",
      "relay",
      null,
    ]);

    const tally = lookedAt(lookedAt(NOTHING_FOUND, look), look);

    expect(measurementOf(tally, never)).toMatchObject({
      routes: { direct: 2, relay: 2 },
      qualities: { good: 2, fair: 0, poor: 2, lost: 0 },
    });
  });

  it("tells a fault once, when it is over", () => {
    const during = lookedAt(NOTHING_FOUND, aLook({ ben: { faults: [aFault(1_000, lasting)] } }));
    expect(during.faults).toEqual([]);

    const over = lookedAt(during, aLook({ ben: { faults: [aFault(1_000)] } }));
    expect(over.faults).toEqual([{ detectMs: 640, healMs: 311, healedBy: "fast", level: 0 }]);

    const told = afterTelling(over);
    const next = lookedAt(told, aLook({ ben: { faults: [aFault(1_000), aFault(9_000)] } }));
    expect(next.faults).toHaveLength(1);
  });

  it("keeps links apart: a fault of one does not hide that of another", () => {
    const ben = lookedAt(NOTHING_FOUND, aLook({ ben: { faults: [aFault(9_000)] } }));

    const both = lookedAt(
      ben,
      aLook({ ben: { faults: [aFault(9_000)] }, cleo: { faults: [aFault(1_000)] } }),
    );

    expect(both.faults).toHaveLength(2);
  });

  it("tells a fault that lasts when the person leaves", () => {
    const look = aLook({ ben: { faults: [aFault(1_000, lasting)] } });

    expect(lookedAt(NOTHING_FOUND, look, { leaving: true }).faults).toEqual([
      { detectMs: 640, healMs: null, healedBy: null, level: 0 },
    ]);
  });

  it("is empty after it was told", () => {
    const tally = lookedAt(
      NOTHING_FOUND,
      aLook({ ben: { receives: "good", faults: [aFault(1_000)] } }, ["direct"]),
    );

    expect(measurementOf(afterTelling(tally), never)).toBeNull();
  });

  it("makes messages that the server takes, whatever happened, and that name nobody", () => {
    const many = Array.from({ length: 10 }, (_, place) => aFault(place));
    const look = aLook(
      Object.fromEntries(
        ["ben", "cleo", "dan", "eve"].map((name) => [name, { receives: "lost", faults: many }]),
      ),
      ["direct", "relay", "direct", null],
    );
    let tally = NOTHING_FOUND;
    // A day without the server.
    for (let looks = 0; looks < 20_000; looks += 1) tally = lookedAt(tally, look);

    const message = measurementOf(tally, { joinMs: 86_400_000_000, firstFrameMs: 1 });

    expect(message?.faults).toHaveLength(MEASURED_FAULTS_MAX);
    expect(Measurement.safeParse(message).error?.issues).toBeUndefined();
    expect(JSON.stringify(message)).not.toMatch(/participant|ben|cleo/);
  });
});
