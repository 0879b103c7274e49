import { describe, expect, it } from "vitest";
import { followConnection, NO_CONNECTION } from "./connection-time.ts";
import { participantId } from "./people-for-tests.ts";
import { createLinkHealth } from "./stats/link-health.ts";
import type { Quality } from "./stats/qualities.ts";

const nothing = createLinkHealth().snapshot();

/** Links that are so good for a while each, looked at once a second. */
function spent(...spans: readonly (readonly [number, Readonly<Record<string, Quality | null>>])[]) {
  let nowMs = 0;
  let time = NO_CONNECTION;
  for (const [forMs, qualities] of spans) {
    const links = new Map(
      Object.entries(qualities).map(([name, receives]) => [
        participantId(name),
        { ...nothing, receives },
      ]),
    );
    const endMs = nowMs + forMs;
    for (; nowMs < endMs; nowMs += 1_000) time = followConnection(time, links, nowMs);
    time = followConnection(time, links, nowMs);
  }
  return time;
}

describe("the time of a connection", () => {
  it("is counted by how good it was, of all links together", () => {
    const { spentMs } = spent(
      [10_000, { ben: "good" }],
      [5_000, { ben: "fair", cem: "good" }],
      [2_000, { ben: "poor", cem: "good" }],
    );

    expect(spentMs).toEqual({ good: 17_000, fair: 5_000, poor: 2_000, lost: 0 });
  });

  it("says how often a link that was lost came back, and not how often somebody left", () => {
    const { reconnections, spentMs } = spent(
      [3_000, { ben: "good", cem: "good" }],
      [2_000, { ben: "lost", cem: "lost" }],
      [3_000, { ben: "fair" }],
      [1_000, { ben: "lost" }],
      [3_000, { ben: "good" }],
    );

    expect(reconnections).toBe(2);
    expect(spentMs.lost).toBe(5_000);
  });

  it("counts nothing before anything was measured, and nothing while the computer sleeps", () => {
    expect(spent([5_000, { ben: null }]).spentMs.good).toBe(0);

    const links = new Map([[participantId("ben"), { ...nothing, receives: "good" as const }]]);
    const awake = followConnection(followConnection(NO_CONNECTION, links, 0), links, 1_000);

    expect(followConnection(awake, links, 3_600_000).spentMs.good).toBe(1_000);
  });
});
