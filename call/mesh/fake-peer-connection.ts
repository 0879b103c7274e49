/**
 * A peer connection for tests that does nothing by itself: every asynchronous step of webrtc-pc becomes a task that
 * waits to be run, so that a test can try each order of steps and messages. What it models is what negotiation depends
 * on: the operations chain (§4.4.1.2), the signaling states, implicit rollback (§4.4.1.6), descriptions made on demand,
 * the negotiation-needed flag (§4.7.3), and candidates that are lost without an error when no description fits them.
 */

import type { NegotiatingConnection } from "./negotiation.ts";

type Settled = { resolve: () => void; reject: (error: unknown) => void };
interface Operation extends Settled {
  readonly label: string;
  readonly run: () => void;
}
interface Task {
  readonly label: string;
  readonly run: () => void;
}
type Described = { readonly type: "offer" | "answer"; readonly sdp: string };

/** Sections that an SDP of this fake lists: what the two ends agree on. */
export function sectionsOf(sdp: string | undefined): readonly string[] {
  return (
    /^s=(.*)$/m
      .exec(sdp ?? "")?.[1]
      ?.split(",")
      .filter(Boolean) ?? []
  );
}

function fragmentOf(description: Described | null): string | null {
  return /^a=ice-ufrag:(.*)$/m.exec(description?.sdp ?? "")?.[1] ?? null;
}

export class FakePeerConnection implements NegotiatingConnection {
  signalingState: RTCSignalingState = "stable";
  /** Steps the browser has yet to take, in order. */
  readonly tasks: Task[] = [];
  /** Candidates that were added to a description that fits them. */
  readonly added = new Set<string>();
  /** Candidates that were made for the description with this fragment. */
  readonly gathered = new Map<string, string[]>();
  current: { offer: string; answer: string } | null = null;
  /** An offer was rolled back after a first agreement: Chromium then shows nothing of what it receives. */
  isBlind = false;

  private readonly name: string;
  private readonly candidatesEach: number;
  private readonly identity: string | null;
  private readonly listeners = new Map<string, ((event: never) => void)[]>();
  private readonly chain: Operation[] = [];
  private readonly wishes = new Set<string>();
  private currentLocal: Described | null = null;
  private pendingLocal: Described | null = null;
  private currentRemote: Described | null = null;
  private pendingRemote: Described | null = null;
  private negotiationNeeded = false;
  private updateOnEmptyChain = false;
  private restartWanted = false;
  private made = 0;
  private fragments = 0;
  private firing: string | null = null;

  /** With an `identity`, descriptions name that DTLS fingerprint. */
  constructor(name: string, options: { candidatesEach: number; identity?: string }) {
    this.name = name;
    this.candidatesEach = options.candidatesEach;
    this.identity = options.identity ?? null;
  }

  /** Wishes for a media section, as addTransceiver does. */
  wish(section: string): void {
    this.wishes.add(section);
    this.updateNegotiationNeeded();
  }

  restartIce(): void {
    this.restartWanted = true;
    this.updateNegotiationNeeded();
  }

  /** All that decides what can happen next, as text: equal states need to be explored once. */
  fingerprint(): string {
    return JSON.stringify([
      this.signalingState,
      this.tasks.map(({ label }) => label),
      this.chain.map(({ label }) => label),
      [this.currentLocal, this.pendingLocal, this.currentRemote, this.pendingRemote],
      [this.negotiationNeeded, this.updateOnEmptyChain, this.restartWanted, this.fragments],
      [...this.wishes],
      [...this.added].sort(),
    ]);
  }

  get localDescription(): RTCSessionDescription | null {
    return asDescription(this.pendingLocal ?? this.currentLocal);
  }
  get remoteDescription(): RTCSessionDescription | null {
    return asDescription(this.pendingRemote ?? this.currentRemote);
  }

  get currentLocalDescription(): RTCSessionDescription | null {
    return asDescription(this.currentLocal);
  }
  get currentRemoteDescription(): RTCSessionDescription | null {
    return asDescription(this.currentRemote);
  }

  addEventListener(type: string, listener: unknown): void {
    const known = this.listeners.get(type) ?? [];
    // Tests pass the listeners of negotiation.ts only, which fit the events fired below.
    this.listeners.set(type, [...known, listener as (event: never) => void]);
  }

  setLocalDescription(given?: RTCLocalSessionDescriptionInit): Promise<void> {
    if (given !== undefined) throw new TypeError("the fake makes its own descriptions");
    return this.chained(`SLD${this.firing === null ? "" : " by event"}`, (settled) => {
      const isOffer =
        this.signalingState === "stable" || this.signalingState === "have-local-offer";
      const description = isOffer ? this.makeOffer() : this.makeAnswer();
      this.queueTask(`set local ${description.type}`, () => {
        if (description.type === "offer") {
          this.pendingLocal = description;
          this.setState("have-local-offer");
        } else {
          this.settle(this.pendingRemote, description, { localAnswer: true });
        }
        this.gather(description);
        settled.resolve();
      });
    });
  }

  setRemoteDescription({ type, sdp }: RTCSessionDescriptionInit): Promise<void> {
    if (type !== "offer" && type !== "answer") throw new TypeError(`the fake knows no ${type}`);
    const description: Described = { type, sdp: sdp ?? "" };
    return this.chained(`SRD ${type}`, (settled) => {
      const fits = type === "offer" || this.signalingState === "have-local-offer";
      if (!fits) {
        settled.reject(
          new DOMException(`no ${type} in ${this.signalingState}`, "InvalidStateError"),
        );
        return;
      }
      this.queueTask(`set remote ${type}`, () => {
        if (type === "offer") {
          if (this.signalingState === "have-local-offer") this.rollBack();
          this.pendingRemote = description;
          this.setState("have-remote-offer");
        } else {
          this.settle(this.pendingLocal, description, { localAnswer: false });
        }
        settled.resolve();
      });
    });
  }

  addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void> {
    return this.chained("add candidate", (settled) => {
      if (this.remoteDescription === null) {
        settled.reject(new DOMException("no remote description", "InvalidStateError"));
        return;
      }
      this.queueTask("candidate added", () => {
        const fits = [this.currentRemote, this.pendingRemote].some(
          (description) => fragmentOf(description) === candidate?.usernameFragment,
        );
        // Chromium's silence: what fits no description is gone, and nobody is told.
        if (fits && candidate?.candidate) this.added.add(candidate.candidate);
        settled.resolve();
      });
    });
  }

  private makeOffer(): Described {
    const known = sectionsOf(this.currentLocal?.sdp);
    return this.describe("offer", [...new Set([...known, ...this.wishes])], {
      freshFragment: this.currentLocal === null || this.restartWanted,
    });
  }

  private makeAnswer(): Described {
    // An ICE restart offered by the other end is answered by one (RFC 8839 §4.4.1.1).
    const restarted =
      this.currentRemote !== null &&
      fragmentOf(this.pendingRemote) !== fragmentOf(this.currentRemote);
    return this.describe("answer", sectionsOf(this.pendingRemote?.sdp), {
      freshFragment: this.currentLocal === null || restarted,
    });
  }

  private describe(
    type: Described["type"],
    sections: readonly string[],
    { freshFragment }: { freshFragment: boolean },
  ): Described {
    this.made += 1;
    if (freshFragment) this.fragments += 1;
    const fragment = freshFragment
      ? `${this.name}${this.fragments}`
      : fragmentOf(this.currentLocal);
    return {
      type,
      sdp: [
        "v=0",
        `o=- ${this.name} ${this.made} IN IP4 127.0.0.1`,
        `s=${sections.join(",")}`,
        `a=ice-ufrag:${fragment}`,
        ...(this.identity === null ? [] : [`a=fingerprint:${this.identity}`]),
        "",
      ].join("\n"),
    };
  }

  /** An exchange is complete: both pending descriptions become current. */
  private settle(
    offer: Described | null,
    answer: Described,
    { localAnswer }: { localAnswer: boolean },
  ): void {
    const local = localAnswer ? answer : offer;
    const remote = localAnswer ? offer : answer;
    if (fragmentOf(local) !== fragmentOf(this.currentLocal)) this.restartWanted = false;
    this.currentLocal = local;
    this.currentRemote = remote;
    this.pendingLocal = null;
    this.pendingRemote = null;
    this.current = { offer: offer?.sdp ?? "", answer: answer.sdp };
    this.setState("stable");
  }

  private rollBack(): void {
    this.isBlind ||= this.current !== null;
    this.pendingLocal = null;
    this.setState("stable");
  }

  private setState(state: RTCSignalingState): void {
    this.signalingState = state;
    if (state !== "stable") return;
    this.negotiationNeeded = false;
    this.updateNegotiationNeeded();
  }

  private gather(description: Described): void {
    const fragment = fragmentOf(description);
    if (fragment === null || this.gathered.has(fragment)) return;
    const lines = Array.from(
      { length: this.candidatesEach },
      (_, place) => `candidate:${fragment}-${place}`,
    );
    this.gathered.set(fragment, lines);
    for (const candidate of lines)
      this.queueTask(`gathered ${candidate}`, () =>
        this.fire("icecandidate", {
          candidate: { candidate, sdpMid: "0", sdpMLineIndex: 0, usernameFragment: fragment },
        }),
      );
  }

  private updateNegotiationNeeded(): void {
    if (this.chain.length > 0) {
      this.updateOnEmptyChain = true;
      return;
    }
    this.queueTask("update negotiation needed", () => {
      if (this.chain.length > 0) {
        this.updateOnEmptyChain = true;
        return;
      }
      if (this.signalingState !== "stable") return;
      const agreed = new Set(sectionsOf(this.currentLocal?.sdp));
      const needed = this.restartWanted || [...this.wishes].some((wish) => !agreed.has(wish));
      if (!needed) {
        this.negotiationNeeded = false;
        return;
      }
      if (this.negotiationNeeded) return;
      this.negotiationNeeded = true;
      this.fire("negotiationneeded", {});
    });
  }

  private chained(label: string, run: (settled: Settled) => void): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const done = (settle: () => void) => {
        this.chain.shift();
        settle();
        const next = this.chain[0];
        if (next !== undefined) next.run();
        else if (this.updateOnEmptyChain) {
          this.updateOnEmptyChain = false;
          this.updateNegotiationNeeded();
        }
      };
      const settled: Settled = {
        resolve: () => done(resolve),
        reject: (error) => done(() => reject(error)),
      };
      const operation: Operation = { label, ...settled, run: () => run(settled) };
      this.chain.push(operation);
      if (this.chain.length === 1) operation.run();
    });
  }

  private queueTask(label: string, run: () => void): void {
    this.tasks.push({ label, run });
  }

  /** Tells the listeners of an event, as the browser would. */
  fire(type: string, event: unknown): void {
    this.firing = type;
    for (const listener of this.listeners.get(type) ?? []) listener(event as never);
    this.firing = null;
  }
}

function asDescription(description: Described | null): RTCSessionDescription | null {
  return description === null ? null : { ...description, toJSON: () => description };
}
