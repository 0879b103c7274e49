import { describe, expect, it } from "vitest";
import type { SavingState } from "#call/saving-store.ts";
import { NO_SAVING } from "#call/saving-store.ts";
import { aHealth, drawn, readable } from "#components/call/health/health-for-tests.tsx";
import { TONES } from "../tones/tone-choices.ts";
import { Choices } from "./settings-panel.tsx";

const panel = (change: Partial<SavingState>) =>
  drawn(<Choices />, aHealth([]), {}, { ...NO_SAVING, relay: null, ...change });

describe("the settings", () => {
  it("are switches with their names, their state and what they cost", () => {
    const html = panel({ dataSaver: true, relay: true });

    expect(html.match(/role="switch" aria-checked="true"/g)).toHaveLength(2 + TONES.length);
    expect(html.match(/role="switch" aria-checked="false"/g)).toHaveLength(3);
    expect(readable(html)).toEqual(
      expect.arrayContaining([
        "Data saver",
        "Audio only",
        "Hide my address",
        "Send at most",
        "Single-key shortcuts",
      ]),
    );
    expect(readable(html).join(" ")).toContain("The server and the relay still see your address");
  });

  it("offer caps in megabits, and show the chosen one", () => {
    const html = panel({ receiveCapBps: 300_000 });

    expect(readable(html)).toEqual(
      expect.arrayContaining(["No limit", "1.5 Mbit/s", "0.7 Mbit/s", "0.3 Mbit/s"]),
    );
    expect(html).toMatch(/<option value="300000" selected="">/);
  });

  it("say in words why an address cannot be hidden without a relay", () => {
    const html = panel({ relay: false });

    expect(html.match(/aria-disabled="true"/g)).toHaveLength(1);
    expect(readable(html).join(" ")).toContain("This server has no relay");
    expect(panel({ relay: true })).not.toContain("aria-disabled");
  });
});
