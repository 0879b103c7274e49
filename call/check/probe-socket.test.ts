import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PROTOCOL_VERSION, SOCKET_PATH } from "#protocol/answers.ts";
import { createProbeSocket } from "./probe-socket.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const factsOf = (page: string) => ({
  page: new URL(page),
  path: SOCKET_PATH,
  protocol: PROTOCOL_VERSION,
});

function fakeSocket(page = "https://meet.example/check") {
  const sent: string[] = [];
  const urls: string[] = [];
  const wire = Object.assign(new EventTarget(), {
    send: (text: string) => sent.push(text),
    close: () => wire.dispatchEvent(new Event("close")),
  });
  const socket = createProbeSocket(factsOf(page), (url) => {
    urls.push(url);
    // A WebSocket's typed events are plain ones underneath.
    return wire as unknown as WebSocket;
  });
  const hear = (data: string) => wire.dispatchEvent(new MessageEvent("message", { data }));
  return { socket, sent, urls, hear, end: () => wire.dispatchEvent(new Event("close")) };
}

/** Opened, as the server does it. */
async function openSocket() {
  const fake = fakeSocket();
  const opening = fake.socket.open();
  fake.hear('0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000}');
  fake.hear('40{"sid":"y"}');
  expect(await opening).toBe("open");
  return fake;
}

describe("the probe's socket", () => {
  it.each([
    ["https://meet.example/check", "wss://meet.example/signal/?EIO=4&transport=websocket"],
    ["http://localhost:3000/check", "ws://localhost:3000/signal/?EIO=4&transport=websocket"],
  ])("of the page %s goes to %s", (page, url) => {
    const { socket, urls } = fakeSocket(page);

    void socket.open();

    expect(urls).toEqual([url]);
  });

  it("is open when the server's namespace has let it in", async () => {
    const { sent } = await openSocket();

    expect(sent).toEqual([`40{"protocol":${PROTOCOL_VERSION}}`]);
  });

  it("is outdated when the server asks for a newer page", async () => {
    const { socket, hear } = fakeSocket();
    const opening = socket.open();
    hear("0{}");
    hear('44{"message":"reload-required"}');

    expect(await opening).toBe("outdated");
  });

  it("has failed when it is refused otherwise, or closed before it was let in", async () => {
    const refused = fakeSocket();
    const closed = fakeSocket();
    const opening = [refused.socket.open(), closed.socket.open()];
    refused.hear('44{"message":"too many"}');
    closed.hear("0{}");
    closed.end();

    expect(await Promise.all(opening)).toEqual(["failed", "failed"]);
  });

  it("has failed where the browser forbids it", async () => {
    const socket = createProbeSocket(factsOf("https://meet.example"), () => {
      throw new DOMException("", "SecurityError");
    });

    expect(await socket.open()).toBe("failed");
  });

  it("has its question answered by the acknowledgement of that number", async () => {
    const { socket, sent, hear } = await openSocket();
    const first = socket.ask(4_000);
    hear("2");
    hear('432[{"ok":false}]');
    hear('431[{"ok":false}]');

    await first;
    expect(sent.slice(1)).toEqual(['421["self:set",{}]', "3"]);
  });

  it("rejects a question that nobody answers in time, or that the end overtakes", async () => {
    const silent = await openSocket();
    const ended = await openSocket();
    const late = expect(silent.socket.ask(4_000)).rejects.toThrow("no answer");
    const lost = expect(ended.socket.ask(4_000)).rejects.toThrow("closed");

    ended.end();
    await vi.advanceTimersByTimeAsync(4_000);

    await late;
    await lost;
  });
});
