import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ownAddresses } from "./own-addresses.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A computer whose browser says whether it is on a network, and names addresses when it is asked. */
function aComputer({ onLine, addresses }: { onLine: boolean; addresses: readonly string[] }) {
  const browser = { onLine };
  const page = new EventTarget();
  vi.stubGlobal("navigator", browser);
  vi.stubGlobal("window", page);
  let made = 0;
  let closed = 0;
  const connect = () => {
    made += 1;
    const connection = {
      onicecandidate: (_: { candidate: { address: string } }) => {},
      createDataChannel: () => ({}),
      async setLocalDescription() {
        for (const address of addresses) connection.onicecandidate({ candidate: { address } });
      },
      close: () => {
        closed += 1;
      },
    };
    // What is asked of it here is a small part of the interface.
    return connection as unknown as RTCPeerConnection;
  };
  return {
    ask: () => ownAddresses(connect),
    asked: () => made,
    left: () => made - closed,
    online() {
      browser.onLine = true;
      page.dispatchEvent(new Event("online"));
    },
  };
}

describe("own addresses", () => {
  it("are those that a connection finds, which goes after that", async () => {
    const computer = aComputer({ onLine: true, addresses: ["192.0.2.7", "198.51.100.3"] });

    const asking = computer.ask();
    await vi.advanceTimersByTimeAsync(100);

    expect([...(await asking)]).toEqual(["192.0.2.7", "198.51.100.3"]);
    expect(computer.left()).toBe(0);
  });

  it("are none without a network", async () => {
    const computer = aComputer({ onLine: true, addresses: [] });

    const asking = computer.ask();
    await vi.advanceTimersByTimeAsync(200);

    expect((await asking).size).toBe(0);
  });

  it("are not asked for before the browser knows its network", async () => {
    const computer = aComputer({ onLine: false, addresses: ["192.0.2.7"] });

    const asking = computer.ask();
    await vi.advanceTimersByTimeAsync(300);
    expect(computer.asked()).toBe(0);
    computer.online();
    await vi.advanceTimersByTimeAsync(100);

    expect([...(await asking)]).toEqual(["192.0.2.7"]);
  });

  it("are asked for all the same where the browser says for long that there is none", async () => {
    const computer = aComputer({ onLine: false, addresses: ["192.0.2.7"] });

    const asking = computer.ask();
    await vi.advanceTimersByTimeAsync(1_000);

    expect([...(await asking)]).toEqual(["192.0.2.7"]);
  });
});
