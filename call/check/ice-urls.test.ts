import { describe, expect, it } from "vitest";
import { neededAccess, relaysOver, stunServers } from "./ice-urls.ts";

const turn = {
  urls: [
    "turn:turn.example:3478?transport=udp",
    "turn:turn.example:3478?transport=tcp",
    "turns:turn.example:443?transport=tcp",
    "turns:turn.example",
    "turn:[2001:db8::1]",
  ],
  username: "1:check-x",
  credential: "secret",
};

describe("relays by transport", () => {
  it.each([
    ["udp", ["turn:turn.example:3478?transport=udp", "turn:[2001:db8::1]"]],
    ["tcp", ["turn:turn.example:3478?transport=tcp"]],
    ["tls", ["turns:turn.example:443?transport=tcp", "turns:turn.example"]],
  ] as const)("over %s are entries of one URL each, with their credentials", (transport, urls) => {
    const servers = [{ urls: ["stun:stun.example"] }, turn];

    expect(relaysOver(servers, transport)).toEqual(
      urls.map((url) => ({ urls: [url], username: "1:check-x", credential: "secret" })),
    );
  });

  it("are none among STUN servers and among what is no URL of the kind", () => {
    expect(relaysOver([{ urls: ["stun:a.example", "https://b.example", "turn:"] }], "udp")).toEqual(
      [],
    );
  });
});

describe("STUN servers", () => {
  it("are those that are configured", () => {
    expect(stunServers([{ urls: ["stun:stun.example:19302"] }, turn])).toEqual([
      "stun:stun.example:19302",
    ]);
  });

  it("are the relay's own UDP ports where none are configured", () => {
    expect(stunServers([turn])).toEqual(["stun:turn.example:3478", "stun:[2001:db8::1]:3478"]);
  });

  it("are none where only TCP and TLS are offered", () => {
    expect(stunServers([{ urls: ["turns:turn.example", "turn:a.example?transport=tcp"] }])).toEqual(
      [],
    );
  });
});

describe("what a network must let out", () => {
  it("is the page's own port, and each port of the servers once, with the defaults filled in", () => {
    const urls = ["stun:turn.example", ...turn.urls, turn.urls[0] ?? ""];

    expect(neededAccess(new URL("https://meet.example/check"), urls)).toEqual([
      { transport: "TCP", port: 443, host: "meet.example", use: "https" },
      { transport: "UDP", port: 3478, host: "turn.example", use: "stun" },
      { transport: "UDP", port: 3478, host: "turn.example", use: "turn" },
      { transport: "TCP", port: 3478, host: "turn.example", use: "turn" },
      { transport: "TCP", port: 443, host: "turn.example", use: "turnTls" },
      { transport: "TCP", port: 5349, host: "turn.example", use: "turnTls" },
      { transport: "UDP", port: 3478, host: "[2001:db8::1]", use: "turn" },
    ]);
  });

  it("names the port of a page that has one, and plain http", () => {
    expect(neededAccess(new URL("http://localhost:3000/check"), [])).toEqual([
      { transport: "TCP", port: 3000, host: "localhost", use: "http" },
    ]);
    expect(neededAccess(new URL("http://nas/check"), [])[0]?.port).toBe(80);
  });
});
