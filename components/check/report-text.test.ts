import { describe, expect, it } from "vitest";
import { type CheckState, idleCheck } from "#call/check/check-state.ts";
import { type FindingCode, outcomes, stepIds } from "#call/check/findings.ts";
import { verdictTones } from "#call/check/verdict.ts";
import { catalogues } from "#components/text/catalogue.ts";
import { screenText } from "#components/text/server-text.ts";
import { writeReport } from "./report-text.ts";

const text = screenText("en", "check");

const state: CheckState = {
  phase: "done",
  steps: {
    ...idleCheck.steps,
    websocket: { state: "found", finding: { code: "websocket.blocked" } },
    loop: {
      state: "found",
      finding: { code: "loop.lossy", values: { mbps: 2.5, ms: 80, lossPercent: 7.3 } },
    },
  },
  access: [
    { transport: "TCP", port: 443, host: "meet.example", use: "https" },
    { transport: "UDP", port: 3478, host: "turn.example", use: "turn" },
    { transport: "TCP", port: 5349, host: "turn.example", use: "turnTls" },
  ],
  verdict: { code: "websocket", attention: ["loop"] },
};

const report = writeReport({
  text,
  state,
  origin: "https://meet.example",
  browser: "Mozilla/5.0 Firefox/153.0",
  date: new Date("2026-11-22T14:03:59Z"),
});

describe("the report", () => {
  it("says when, where, with which browser, and what came of it", () => {
    expect(report.split("\n").slice(0, 6)).toEqual([
      "Rondo: check of the connection",
      "",
      "Server: https://meet.example",
      "Date: 2026-11-22 14:03 UTC",
      "Browser: Mozilla/5.0 Firefox/153.0",
      "Result: Calls will not work here, because a proxy or firewall between you and this server blocks WebSocket. Send the report to IT, or use another network.",
    ]);
  });

  it("has a line for every step, in order", () => {
    const lines = report.split("\n").filter((line) => /^- .+: \w/.test(line));

    expect(lines.slice(0, stepIds.length).map((line) => line.slice(2).split(":")[0])).toEqual(
      stepIds.map((id) => catalogues.en.check.names[id]),
    );
    expect(report).toContain("- Speed and loss: Look here. 7.3 % is lost on the way");
  });

  it("says which ports and protocols the network must let out", () => {
    expect(report).toContain("- TCP 443 to meet.example: HTTPS and WebSocket (wss://)");
    expect(report).toContain("- UDP 3478 to turn.example: TURN relay\n");
    expect(report).toContain("- TCP 5349 to turn.example: TURN relay over TLS");
  });
});

describe("the sentences of a check", () => {
  it("are there for every finding and every verdict, and nothing of them is left unfilled", () => {
    const values = {
      ms: 1,
      mbps: 2.5,
      lossPercent: 0.5,
      width: 640,
      height: 480,
      minutes: 3,
    };
    // `Object.keys` forgets what the table's own type says.
    for (const code of Object.keys(outcomes) as FindingCode[]) {
      expect(text(`found.${code}`, values), code).toMatch(/^[A-Z0-9][^{}]+\.$/);
    }
    for (const code of Object.keys(verdictTones) as (keyof typeof verdictTones)[]) {
      expect(`${text(`verdict.${code}`)} ${text(`advice.${code}`)}`, code).toMatch(/^[^{}]+\.$/);
    }
  });
});
