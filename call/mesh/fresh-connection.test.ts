import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFreshConnections } from "./fresh-connection.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A connection that knows only in which window it was made. */
function connectionOf(place: string) {
  return class {
    readonly place = place;
    signalingState = "stable";
    close() {
      this.signalingState = "closed";
    }
  };
}

/** A browser with a page, and how many windows it has beside that. */
function aBrowser(kind: "chromium" | "firefox") {
  let made = 0;
  const windows = new Set<object>();
  vi.stubGlobal("navigator", kind === "chromium" ? { userAgentData: {} } : {});
  vi.stubGlobal("RTCPeerConnection", connectionOf("page"));
  vi.stubGlobal("document", {
    createElement() {
      made += 1;
      const frame = {
        contentWindow: { RTCPeerConnection: connectionOf(`window ${made}`) },
        remove: () => windows.delete(frame),
      };
      return frame;
    },
    body: { append: (frame: object) => windows.add(frame) },
  });
  const connect = createFreshConnections();
  return {
    windows,
    // The fake says where it was made, which no real connection does.
    connect: () => connect({}) as RTCPeerConnection & { readonly place: string },
  };
}

describe("a fresh connection", () => {
  it("is made in a window that was just opened, as are those of the same moment", async () => {
    const browser = aBrowser("chromium");

    expect(browser.connect().place).toBe("window 1");
    expect(browser.connect().place).toBe("window 1");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(browser.connect().place).toBe("window 2");
  });

  it("takes its window with it once the last one there is closed", async () => {
    const browser = aBrowser("chromium");
    const [one, other] = [browser.connect(), browser.connect()];

    one.close();
    one.close();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(browser.windows.size).toBe(1);
    other.close();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(browser.windows.size).toBe(0);
  });

  it("keeps the window for one that is made right after", async () => {
    const browser = aBrowser("chromium");

    browser.connect().close();
    browser.connect();
    await vi.advanceTimersByTimeAsync(1_000);

    expect(browser.windows.size).toBe(1);
  });

  it("is one of the page where windows lose what is made in them", () => {
    const browser = aBrowser("firefox");

    expect(browser.connect().place).toBe("page");
    expect(browser.windows.size).toBe(0);
  });
});
