import { describe, expect, it } from "vitest";
import type { Blame } from "#call/stats/blamed.ts";
import type { LinkHealth } from "#call/stats/link-health.ts";
import { CallFigures } from "./call-figures.tsx";
import { aHealth, aLinkHealth, aPeer, drawn, readable } from "./health-for-tests.tsx";

const [ben, cy] = [aPeer("Ben"), aPeer("Cy")];

function figures(
  links: readonly (readonly [typeof ben, LinkHealth])[],
  blame: Blame | null = null,
): readonly string[] {
  const health = aHealth(links, blame);
  const peers = links.map(([peer]) => peer);
  return readable(
    drawn(<CallFigures health={health} peers={peers} at={null} />, health, { peers }),
  );
}

/** What stands beside a name. */
function beside(lines: readonly string[], name: string, from = 0): string | undefined {
  return lines[lines.indexOf(name, from) + 1];
}

describe("the figures of a call", () => {
  it("say so while nobody is connected", () => {
    expect(figures([])).toEqual([
      "Nobody else is connected. Figures appear here as soon as someone is.",
    ]);
  });

  it("begin with what they mean", () => {
    const verdict = (health: Partial<LinkHealth>, blame: Blame | null = null) =>
      figures([[ben, aLinkHealth({ receives: "good", received: "good", ...health })]], blame)[0];

    expect(verdict({})).toBe("All connections are good.");
    expect(verdict({ received: "fair" })).toContain("less than good");
    expect(verdict({ receives: "poor" })).toBe("Some connections are poor at the moment.");
    expect(verdict({ receives: "poor" }, { kind: "me", way: "both", lost: false })).toBe(
      "Your network is weak right now, in both directions.",
    );
  });

  it("sum up everybody", () => {
    const lines = figures([
      [ben, aLinkHealth({ rttMs: 42 })],
      [cy, aLinkHealth({ rttMs: 180.4, relayed: true })],
    ]);

    expect(beside(lines, "Receiving")).toBe("493 kbit/s");
    expect(beside(lines, "Sending")).toBe("493 kbit/s");
    expect(beside(lines, "Slowest round trip")).toBe("180 ms");
    expect(beside(lines, "People")).toBe("2");
    expect(beside(lines, "Through a relay")).toBe("1");
  });

  it("show of each person what is known, in both directions", () => {
    const health = aLinkHealth({
      received: "good",
      restarts: { fast: 2, full: 1 },
      faults: [
        {
          sinceMs: 0,
          detectMs: 640,
          healMs: 2_310,
          step: { kind: "fast", level: 0 },
        },
      ],
    });
    const lines = figures([[ben, health]]);
    const of = lines.indexOf("Ben");

    expect(lines.slice(of, of + 2)).toEqual(["Ben", "Good in both directions"]);
    expect(beside(lines, "Picture", of)).toBe("640 × 360");
    expect(beside(lines, "Frames a second", of)).toBe("20");
    expect(beside(lines, "Codecs", of)).toBe("opus, VP8");
    expect(beside(lines, "Room on the way out", of)).toBe("4.2 Mbit/s");
    expect(beside(lines, "Work per frame", of)).toBe("4 ms");
    expect(beside(lines, "Held back by", of)).toBe("nothing");
    expect(beside(lines, "Sound and picture", of)).toBe("sound 125 ms late");
    expect(lines).toContain("42 ms, varies by 3 ms");
    expect(beside(lines, "Heartbeats lost", of)).toBe("0.2 %");
    expect(beside(lines, "Route", of)).toBe("Direct in the same network, UDP");
    expect(beside(lines, "Reconnects", of)).toBe("2 fast, 1 full");
    expect(beside(lines, "Last interruption", of)).toBe("noticed after 0.6 s, back 2.3 s later");
  });

  it("name the route that media takes", () => {
    const route = (path: Partial<NonNullable<LinkHealth["path"]>>, relayed = false) =>
      beside(
        figures([
          [
            ben,
            aLinkHealth({
              relayed,
              path: {
                local: "srflx",
                remote: "host",
                protocol: "udp",
                relayProtocol: null,
                ...path,
              },
            }),
          ],
        ]),
        "Route",
      );

    expect(route({})).toBe("Direct, UDP");
    expect(route({ local: "host" })).toBe("Direct in the same network, UDP");
    expect(route({ local: "relay", relayProtocol: "tls" }, true)).toBe("Through a relay, TLS");
    expect(route({ remote: "relay" })).toBe("Through Ben’s relay, UDP");
  });

  it("leave out what nobody knows", () => {
    const lines = figures([
      [
        ben,
        aLinkHealth({
          outgoing: { ...aLinkHealth().outgoing, availableBps: null, limitation: null },
          faults: [],
        }),
      ],
    ]);

    for (const unknown of ["Room on the way out", "Held back by", "Last interruption"])
      expect(lines).not.toContain(unknown);
    expect(lines.join()).not.toMatch(/NaN|null|undefined/);
  });

  it("draw charts that can be read", () => {
    const health = aHealth([
      [ben, aLinkHealth({ history: { ...aLinkHealth().history, rttMs: [null, 20, 44, 30] } })],
    ]);
    const html = drawn(<CallFigures health={health} peers={[ben]} at={null} />, health);

    expect(html).toContain(
      'aria-label="Round trip over the last minute: between 20 ms and 44 ms, now 30 ms."',
    );
  });
});
