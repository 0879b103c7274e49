import { describe, expect, it } from "vitest";
import { stunUrlsOf } from "../path-scout.ts";
import { meansOf, serversFor } from "./ice-paths.ts";

const servers = [
  { urls: ["stun:stun.example.org"] },
  {
    urls: [
      "turn:relay.example.org:3478",
      "turn:relay.example.org:3478?transport=tcp",
      "turns:relay.example.org:5349?transport=tcp",
    ],
    username: "ann",
    credential: "secret",
  },
];

describe("paths at a level of traversal", () => {
  it("are all of them at first", () => {
    expect(serversFor(0, servers)).toEqual(servers);
  });

  it("are relays alone at the next", () => {
    expect(serversFor(1, servers)).toEqual([servers[1]]);
  });

  it("are relays over TCP or TLS at the last, with their credentials", () => {
    expect(serversFor(2, servers)).toEqual([{ ...servers[1], urls: servers[1]?.urls.slice(1) }]);
  });

  it("exist as far as there are servers for them", () => {
    expect(meansOf(servers)).toEqual({ relay: true, relayOverTcp: true });
    expect(meansOf([{ urls: "turn:relay.example.org" }])).toEqual({
      relay: true,
      relayOverTcp: false,
    });
    expect(meansOf([{ urls: "stun:stun.example.org" }])).toEqual({
      relay: false,
      relayOverTcp: false,
    });
  });
});

describe("where to ask whether the path is back", () => {
  it("is every server that answers STUN over UDP", () => {
    expect(stunUrlsOf(servers)).toEqual(["stun:stun.example.org", "stun:relay.example.org:3478"]);
    expect(stunUrlsOf([{ urls: ["turns:relay.example.org?transport=tcp"] }])).toEqual([]);
  });
});
