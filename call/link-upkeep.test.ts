import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { failure, type Result, success } from "#protocol/failure.ts";
import type { LinkReport } from "#protocol/link.ts";
import { type IceConfiguration, QUIET_SELF, type SelfState } from "#protocol/room.ts";
import { createIceRefresher } from "./ice-refresher.ts";
import { startLinkReporter } from "./link-reporter.ts";
import { participantId } from "./people-for-tests.ts";
import { createSelfAnnouncer } from "./self-announcer.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const offline = failure("unavailable", "");

describe("relay credentials", () => {
  const fresh: IceConfiguration = { servers: [{ urls: ["turn:relay"] }], validForMs: 10_000 };

  it("are fetched again before they end, and again", async () => {
    const taken: unknown[] = [];
    const refresher = createIceRefresher(
      async () => success(fresh),
      (servers) => taken.push(servers),
    );

    refresher.follow(fresh);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(taken).toEqual([fresh.servers]);
    await vi.advanceTimersByTimeAsync(8_000);
    expect(taken).toHaveLength(2);
    refresher.stop();
  });

  it("are fetched once more when the server was away", async () => {
    const answers: Result<IceConfiguration>[] = [offline, success(fresh)];
    const taken: unknown[] = [];
    const refresher = createIceRefresher(
      async () => answers.shift() ?? offline,
      (servers) => taken.push(servers),
    );

    refresher.follow(fresh);
    await vi.advanceTimersByTimeAsync(20_000);

    expect(taken).toEqual([fresh.servers]);
    refresher.stop();
  });

  it("that never end are left alone", async () => {
    const fetch = vi.fn(async () => success(fresh));
    const refresher = createIceRefresher(fetch, () => {});

    refresher.follow({ servers: [], validForMs: null });
    await vi.advanceTimersByTimeAsync(10 ** 9);

    expect(fetch).not.toHaveBeenCalled();
  });
});

describe("what one sends", () => {
  const on: SelfState = { ...QUIET_SELF, microphone: true, camera: true };
  const off = QUIET_SELF;

  it("is told once, at its latest, however often it changed meanwhile", async () => {
    const sent: SelfState[] = [];
    const announcer = createSelfAnnouncer(async (state) => {
      sent.push(state);
      return success({});
    });
    announcer.known(off);

    announcer.announce(on);
    announcer.announce(off);
    announcer.announce({ ...off, microphone: true });
    await vi.advanceTimersByTimeAsync(0);

    expect(sent).toEqual([on, { ...off, microphone: true }]);
  });

  it("is not told before the seat is taken, nor when the server knows it", async () => {
    const send = vi.fn(async () => success({}));
    const announcer = createSelfAnnouncer(send);

    announcer.announce(on);
    announcer.known(on);
    await vi.advanceTimersByTimeAsync(0);

    expect(send).not.toHaveBeenCalled();
  });

  it("waits for the next seat when the server is away", async () => {
    const send = vi.fn(async (): Promise<Result<unknown>> => offline);
    const announcer = createSelfAnnouncer(send);
    announcer.known(off);

    announcer.announce(on);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(send).toHaveBeenCalledTimes(1);

    announcer.known(off);
    await vi.advanceTimersByTimeAsync(0);
    expect(send).toHaveBeenCalledTimes(2);
  });
});

describe("the report of links", () => {
  it("is sent on a changed route, at intervals, and when asked", async () => {
    const peer = participantId("ben");
    let report: LinkReport = { links: [{ peer, route: null, heard: false }] };
    const sent: LinkReport[] = [];
    const reporter = startLinkReporter(
      () => report,
      (given) => sent.push(given),
    );
    reporter.reportNow();
    expect(sent).toHaveLength(1);

    report = { links: [{ peer, route: null, heard: true }] };
    reporter.changed();
    expect(sent).toHaveLength(1);

    report = { links: [{ peer, route: "relay", heard: true }] };
    reporter.changed();
    expect(sent.at(-1)).toBe(report);

    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent).toHaveLength(3);
    reporter.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(3);
  });
});
