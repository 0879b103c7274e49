/** Two ends of a data channel in one process, as far as files use it: what is sent comes after the current task, in order. */

export class FakeChannel extends EventTarget {
  readonly label: string;
  binaryType = "blob";
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  readyState: RTCDataChannelState = "connecting";
  other: FakeChannel | null = null;
  /** Everything that was sent, for who wants to damage it. */
  onSend: (data: unknown) => unknown = (data) => data;

  constructor(label: string) {
    super();
    this.label = label;
  }

  open(): void {
    this.readyState = "open";
    this.dispatchEvent(new Event("open"));
  }

  send(given: string | Uint8Array): void {
    if (this.readyState !== "open") throw new Error("the channel is not open");
    const bytes = typeof given === "string" ? given.length : given.byteLength;
    // A copy, as of anything that leaves a process.
    const data = this.onSend(typeof given === "string" ? given : given.slice().buffer);
    this.bufferedAmount += bytes;
    queueMicrotask(() => {
      this.bufferedAmount -= bytes;
      if (this.other?.readyState === "open")
        this.other.dispatchEvent(new MessageEvent("message", { data }));
      if (this.bufferedAmount <= this.bufferedAmountLowThreshold)
        this.dispatchEvent(new Event("bufferedamountlow"));
    });
  }

  /** What was sent before still comes. */
  close(): void {
    if (this.readyState === "closing" || this.readyState === "closed") return;
    this.readyState = "closing";
    queueMicrotask(() => {
      for (const end of [this, this.other]) {
        if (end === null || end.readyState === "closed") continue;
        end.readyState = "closed";
        end.dispatchEvent(new Event("close"));
      }
    });
  }
}

/** The near end and the far end, not yet open. */
export function channelPair(label: string): readonly [FakeChannel, FakeChannel] {
  const near = new FakeChannel(label);
  const far = new FakeChannel(label);
  near.other = far;
  far.other = near;
  return [near, far];
}

/** The fake has what files touch, which is a small part of the interface. */
export function asChannel(fake: FakeChannel): RTCDataChannel {
  return fake as unknown as RTCDataChannel;
}
