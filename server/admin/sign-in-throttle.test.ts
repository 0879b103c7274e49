import { describe, expect, it } from "vitest";
import { addressBlock } from "../http/address-block.ts";
import { SIGN_IN_LIMITS } from "./admin-for-tests.ts";
import { createSignInThrottle } from "./sign-in-throttle.ts";

const stranger = { hasSession: false };

describe("the count over all addresses", () => {
  async function exhausted() {
    const throttle = createSignInThrottle(SIGN_IN_LIMITS);
    for (let host = 0; host < SIGN_IN_LIMITS.triesInAll; host += 1) {
      const attempt = await throttle.take(`198.51.${host}.1`, stranger);
      expect(attempt.allowed).toBe(true);
    }
    return throttle;
  }

  it("stops guessing that is spread over addresses", async () => {
    const throttle = await exhausted();

    const attempt = await throttle.take("203.0.113.7", stranger);

    expect(attempt).toEqual({ allowed: false, retryAfterMs: expect.any(Number) });
  });

  it.each([
    ["the machine itself", "127.0.0.1", stranger],
    ["the machine itself over IPv6", "::1", stranger],
    ["a browser that is signed in", "203.0.113.7", { hasSession: true }],
  ])("lets %s in all the same", async (_, address, who) => {
    const throttle = await exhausted();

    expect((await throttle.take(address, who)).allowed).toBe(true);
  });

  it("lets an address in from which somebody signed in before", async () => {
    const throttle = createSignInThrottle(SIGN_IN_LIMITS);
    const first = await throttle.take("203.0.113.7", stranger);
    if (first.allowed) await first.succeed();
    for (let host = 0; host < SIGN_IN_LIMITS.triesInAll; host += 1) {
      await throttle.take(`198.51.${host}.1`, stranger);
    }

    expect((await throttle.take("203.0.113.7", stranger)).allowed).toBe(true);
    expect((await throttle.take("203.0.113.8", stranger)).allowed).toBe(false);
  });

  it("does not spare an exempt address its own count", async () => {
    const throttle = await exhausted();
    const allowed: boolean[] = [];

    for (let round = 0; round < SIGN_IN_LIMITS.triesPerAddress + 1; round += 1) {
      allowed.push((await throttle.take("127.0.0.1", stranger)).allowed);
    }

    expect(allowed.filter(Boolean)).toHaveLength(SIGN_IN_LIMITS.triesPerAddress);
  });
});

describe("the count of an address", () => {
  it("starts anew after a success", async () => {
    const throttle = createSignInThrottle(SIGN_IN_LIMITS);
    for (let round = 0; round < SIGN_IN_LIMITS.triesPerAddress - 1; round += 1) {
      await throttle.take("203.0.113.7", stranger);
    }
    const right = await throttle.take("203.0.113.7", stranger);
    if (right.allowed) await right.succeed();

    expect((await throttle.take("203.0.113.7", stranger)).allowed).toBe(true);
  });

  it("is shared by the addresses of one IPv6 network", async () => {
    const throttle = createSignInThrottle(SIGN_IN_LIMITS);
    for (let host = 1; host <= SIGN_IN_LIMITS.triesPerAddress; host += 1) {
      await throttle.take(`2001:db8:1:2::${host}`, stranger);
    }

    expect((await throttle.take("2001:db8:1:2:ffff::1", stranger)).allowed).toBe(false);
    expect((await throttle.take("2001:db8:1:3::1", stranger)).allowed).toBe(true);
  });
});

it.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["2001:0DB8:0000:0000:abcd::1", "2001:db8:0:0::/64"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
])("takes %s for the network %s", (address, block) => {
  expect(addressBlock(address)).toBe(block);
});
