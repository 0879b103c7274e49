import { describe, expect, it } from "vitest";
import { failure, type Result, success } from "#protocol/failure.ts";
import type { SignalBody } from "#protocol/signal.ts";
import { createOutbox } from "./outbox.ts";

const offer: SignalBody = { kind: "description", type: "offer", sdp: "v=0 offer" };
const answer: SignalBody = { kind: "description", type: "answer", sdp: "v=0 answer" };
const candidate: SignalBody = {
  kind: "candidate",
  candidate: "candidate:1",
  sdpMid: "0",
  sdpMLineIndex: 0,
  usernameFragment: "abcd",
};
const offline = failure("unavailable", "no connection to the server");

/** An outbox whose deliveries are noted, and answered as `reply` says at that moment. */
function anOutbox() {
  const sent: SignalBody[] = [];
  const pauses: number[] = [];
  const line: { reply: Result<unknown> } = { reply: success({}) };
  const outbox = createOutbox(
    async (body) => {
      sent.push(body);
      return line.reply;
    },
    (retryAfterMs) => pauses.push(retryAfterMs),
  );
  const posted = async (...bodies: readonly SignalBody[]) => {
    for (const body of bodies) outbox.post(body);
    await Promise.resolve();
    sent.length = 0;
  };
  return { outbox, sent, pauses, line, posted };
}

const waiting = { offerPending: true, connected: false };
const agreed = { offerPending: false, connected: false };

describe("an outbox", () => {
  it("sends at once, in order", () => {
    const { outbox, sent } = anOutbox();

    outbox.post(offer);
    outbox.post(candidate);

    expect(sent).toEqual([offer, candidate]);
  });

  it("sends again what the server did not take", async () => {
    const { outbox, sent, line, posted } = anOutbox();
    line.reply = offline;
    await posted(offer, candidate);

    outbox.flush(waiting, { all: false });

    expect(sent).toEqual([offer, candidate]);
  });

  it("repeats an offer without answer, and its candidates, when somebody comes back", async () => {
    const { outbox, sent, posted } = anOutbox();
    await posted(offer, candidate);

    outbox.flush(waiting, { all: false });
    expect(sent).toEqual([]);

    outbox.flush(waiting, { all: true });
    expect(sent).toEqual([offer, candidate]);
  });

  it("repeats no offer that was answered, and no candidate that led to a connection", async () => {
    const { outbox, sent, posted } = anOutbox();
    await posted(offer, candidate);

    outbox.flush({ offerPending: false, connected: true }, { all: true });

    expect(sent).toEqual([]);
  });

  it("repeats no answer that the server took: the other end would repeat its offer", async () => {
    const { outbox, sent, line, posted } = anOutbox();
    await posted(answer);
    outbox.flush(agreed, { all: true });
    expect(sent).toEqual([]);

    line.reply = offline;
    await posted(answer);
    outbox.flush(agreed, { all: true });
    expect(sent).toEqual([answer]);
  });

  it("drops an offer that was rolled back for an answer", async () => {
    const { outbox, sent, line, posted } = anOutbox();
    line.reply = offline;
    await posted(offer, answer);

    outbox.flush(waiting, { all: true });

    expect(sent).toEqual([answer]);
  });

  it("drops what the server will never take, and waits as it asks", async () => {
    const { outbox, sent, pauses, line, posted } = anOutbox();
    line.reply = failure("invalid", "");
    await posted(candidate);
    line.reply = failure("rate-limited", "", { retryAfterMs: 700 });
    await posted(offer);

    outbox.flush(waiting, { all: true });

    expect(pauses[0]).toBe(700);
    expect(sent).toEqual([offer]);
  });

  it("sends nothing after it was closed", () => {
    const { outbox, sent } = anOutbox();

    outbox.close();
    outbox.post(offer);
    outbox.flush(waiting, { all: true });

    expect(sent).toEqual([]);
  });
});
