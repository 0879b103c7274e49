import { describe, expect, it } from "vitest";
import { CODE } from "#call/people-for-tests.ts";
import { aHealth, aLinkHealth, aPeer } from "./health-for-tests.tsx";
import { qualityReport } from "./quality-report.ts";

const [ben, cy] = [aPeer("Ben"), aPeer("Cy")];
const context = {
  people: [ben, cy].map(({ participant }) => participant.id),
  browser: "Browser/1.0",
  nowMs: 60_000,
  date: new Date("2026-11-22T10:00:00Z"),
};

describe("the report to copy", () => {
  const fault = {
    sinceMs: 20_000,
    detectMs: 640,
    healMs: 2_310,
    step: { kind: "fast", level: 0 },
  } as const;
  const health = aHealth(
    [
      [ben, aLinkHealth({ faultCount: 1, faults: [fault] })],
      [cy, aLinkHealth({ receives: "poor" })],
    ],
    { kind: "peer", id: cy.participant.id, lost: false },
  );
  const text = qualityReport(health, context);

  it("has the figures of everybody, by number", () => {
    expect(JSON.parse(text)).toMatchObject({
      at: "2026-11-22T10:00:00.000Z",
      browser: "Browser/1.0",
      blame: { kind: "peer", id: "person 2" },
      people: [
        {
          person: "person 1",
          receives: "good",
          rttMs: 42,
          incoming: { width: 640, videoCodec: "VP8", frameRate: 19.936 },
          path: { local: "host", remote: "host", protocol: "udp" },
          faults: [{ agoMs: 40_000, detectMs: 640, healMs: 2_310 }],
          lastMinute: { rttMs: { least: 42, most: 42, median: 42 }, lossRatio: expect.anything() },
        },
        { person: "person 2", receives: "poor" },
      ],
    });
  });

  it("has no name, no id, no address and not the code of the meeting", () => {
    for (const secret of ["Ben", "Cy", ben.participant.id, cy.participant.id, CODE, "192.0.2."])
      expect(text).not.toContain(secret);
    expect(text).not.toContain('mapping"');
  });

  it("leaves out of whom nothing is known", () => {
    const people = [...context.people, "participant-dee--"];

    expect(JSON.parse(qualityReport(health, { ...context, people })).people).toHaveLength(2);
  });
});
