import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ParticipantId } from "#protocol/ids.ts";
import { IceConfiguration } from "#protocol/room.ts";
import { chooseStun, createIceServers, PUBLIC_STUN_URL, turnCredential } from "./ice-servers.ts";

const ANN = ParticipantId.parse("ann-ann-ann-ann-ann");
const BEN = ParticipantId.parse("ben-ben-ben-ben-ben");
const HOUR_MS = 3_600_000;
const NOW_MS = 1_800_000_000_400;
const TURN_URLS = [
  "turn:turn.example:3478?transport=udp",
  "turn:turn.example:3478?transport=tcp",
  "turns:turn.example:5349?transport=tcp",
];

function iceServers(options: Partial<Parameters<typeof createIceServers>[0]> = {}) {
  return createIceServers({
    stunUrls: ["stun:stun.example:3478"],
    turnUrls: TURN_URLS,
    turnSecret: "north",
    ttlMs: HOUR_MS,
    nowMs: () => NOW_MS,
    ...options,
  });
}

function turnOf(configuration: IceConfiguration) {
  const turn = configuration.servers.find((server) => server.username !== undefined);
  const [end = "", opaque = ""] = (turn?.username ?? "").split(":");
  return { ...turn, end: Number(end), opaque };
}

describe("ICE servers of a participant", () => {
  test("every URL is offered from the start, one entry for each kind of server", () => {
    const configuration = iceServers().forParticipant(ANN);

    expect(IceConfiguration.parse(configuration)).toEqual(configuration);
    expect(configuration.servers.map((server) => server.urls)).toEqual([
      ["stun:stun.example:3478"],
      TURN_URLS,
    ]);
  });

  test("the username is its own end in seconds and something opaque, the credential its HMAC", () => {
    const turn = turnOf(iceServers().forParticipant(ANN));

    expect(turn.username).toMatch(/^\d{10}:[\w-]{22}$/);
    expect(turn.credential).toBe(
      createHmac("sha1", "north").update(`${turn.end}:${turn.opaque}`).digest("base64"),
    );
  });

  // RFC 2202 §3, test case 2: what any HMAC-SHA1 gives for this key and text.
  test("a credential equals the published HMAC-SHA1 of its username", () => {
    const published = Buffer.from("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", "hex");

    expect(turnCredential("Jefe", "what do ya want for nothing?")).toBe(
      published.toString("base64"),
    );
  });

  test("[44] the username holds nothing of the participant, and another's is another", () => {
    const servers = iceServers();

    const ann = turnOf(servers.forParticipant(ANN));
    const ben = turnOf(servers.forParticipant(BEN));

    expect(ann.username).not.toContain("ann");
    expect(ann.opaque).not.toBe(ben.opaque);
    expect(turnOf(iceServers().forParticipant(ANN)).opaque).not.toBe(ann.opaque);
  });

  test("renewed credentials end later and count towards the same quota", () => {
    let nowMs = NOW_MS;
    const servers = iceServers({ nowMs: () => nowMs });
    const first = turnOf(servers.forParticipant(ANN));

    nowMs += 50 * 60_000;
    const second = turnOf(servers.forParticipant(ANN));

    expect(second.end - first.end).toBe(50 * 60);
    expect(second.opaque).toBe(first.opaque);
  });

  test("[44] credentials never last longer than an hour", () => {
    expect(turnOf(iceServers().forParticipant(ANN)).end * 1000 - NOW_MS).toBeLessThanOrEqual(
      HOUR_MS,
    );
    expect(() => iceServers({ ttlMs: HOUR_MS + 1 })).toThrow(RangeError);
    expect(() => iceServers({ ttlMs: 0 })).toThrow(RangeError);
    expect(() => iceServers({ ttlMs: Number.NaN })).toThrow(RangeError);
  });

  test("the end that is told lies five minutes before the true one, a quarter of a short life", () => {
    for (const [ttlMs, marginMs] of [
      [HOUR_MS, 5 * 60_000],
      [60_000, 15_000],
    ] as const) {
      const configuration = iceServers({ ttlMs }).forParticipant(ANN);
      const trueEndMs = turnOf(configuration).end * 1000 - NOW_MS;

      expect(trueEndMs).toBeGreaterThan(ttlMs - 1000);
      expect(configuration.validForMs).toBe(trueEndMs - marginMs);
    }
  });

  test("without TURN nothing expires, and without any server the list is empty", () => {
    const withoutTurn = iceServers({ turnUrls: [], turnSecret: null });
    const withoutAny = iceServers({ stunUrls: [], turnUrls: [], turnSecret: null });

    expect(withoutTurn.forParticipant(ANN)).toEqual({
      servers: [{ urls: ["stun:stun.example:3478"] }],
      validForMs: null,
    });
    expect(withoutAny.forParticipant(ANN)).toEqual({ servers: [], validForMs: null });
  });

  test("TURN URLs without a secret are refused when the server starts", () => {
    expect(() => iceServers({ turnSecret: null })).toThrow(/TURN_SECRET/);
    expect(() => iceServers({ turnSecret: "" })).toThrow(/TURN_SECRET/);
  });
});

describe("ICE servers of a check", () => {
  const BLOCK = "203.0.113.7";

  test("[row 44] credentials end within two minutes, or sooner where all of them do", () => {
    expect(turnOf(iceServers().forCheck(BLOCK)).end * 1000 - NOW_MS).toBeLessThanOrEqual(120_000);
    expect(
      turnOf(iceServers({ ttlMs: 30_000 }).forCheck(BLOCK)).end * 1000 - NOW_MS,
    ).toBeLessThanOrEqual(30_000);
  });

  test("they are as the relay checks them, for every URL, and the check is over when they end", () => {
    const configuration = iceServers().forCheck(BLOCK);
    const turn = turnOf(configuration);

    expect(IceConfiguration.parse(configuration)).toEqual(configuration);
    expect(turn.urls).toEqual(TURN_URLS);
    expect(turn.credential).toBe(turnCredential("north", `${turn.end}:${turn.opaque}`));
    expect(configuration.validForMs).toBe(turn.end * 1000 - NOW_MS - 30_000);
  });

  test("checks from one address are one user of the relay, and no participant's", () => {
    const servers = iceServers();

    const first = turnOf(servers.forCheck(BLOCK)).opaque;

    expect(turnOf(servers.forCheck(BLOCK)).opaque).toBe(first);
    expect(turnOf(servers.forCheck("203.0.113.8")).opaque).not.toBe(first);
    expect(first).toMatch(/^check-[\w-]{22}$/);
    expect(first).not.toContain("203");
    expect(
      turnOf(servers.forParticipant(ParticipantId.parse("check-check-check-check"))).opaque,
    ).toHaveLength(22);
  });

  test("without TURN there is nothing to issue", () => {
    expect(iceServers({ turnUrls: [], turnSecret: null }).forCheck(BLOCK)).toEqual({
      servers: [{ urls: ["stun:stun.example:3478"] }],
      validForMs: null,
    });
  });
});

describe("the choice of STUN servers", () => {
  const none = { stunUrls: [], turnUrls: [], publicUrl: null };

  test("configured servers are used as they are", () => {
    const stunUrls = ["stun:stun.example"];

    expect(chooseStun({ ...none, stunUrls, publicUrl: "https://meet.example" })).toEqual({
      stunUrls,
      publicStun: false,
    });
  });

  test("a public Rondo without STUN and TURN gets the public server, and says so", () => {
    for (const publicUrl of [
      "https://meet.example",
      "https://198.51.100.7:8443",
      "https://172.32.0.1",
      "https://[2001:db8::1]",
    ]) {
      expect(chooseStun({ ...none, publicUrl })).toEqual({
        stunUrls: [PUBLIC_STUN_URL],
        publicStun: true,
      });
    }
  });

  test("own TURN servers answer STUN too: no public one is asked", () => {
    expect(chooseStun({ ...none, turnUrls: TURN_URLS, publicUrl: "https://meet.example" })).toEqual(
      { stunUrls: [], publicStun: false },
    );
  });

  test("on localhost and in a LAN nobody outside is asked", () => {
    for (const publicUrl of [
      null,
      "http://localhost:3000",
      "http://meet.localhost",
      "http://127.0.0.1:3000",
      "http://[::1]:3000",
      "https://192.168.1.5:3000",
      "https://10.0.0.5",
      "https://172.16.3.4",
      "https://169.254.3.4",
      "https://[fd00::5]",
      "https://[fe80::1]",
      "https://rondo.local",
      "https://rondo.home.arpa",
      "https://nas",
    ]) {
      expect(chooseStun({ ...none, publicUrl })).toEqual({ stunUrls: [], publicStun: false });
    }
  });
});
