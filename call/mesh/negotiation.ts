/**
 * Perfect negotiation as in webrtc-pc §10.7, with the specification's own names. It is timing-sensitive: no lock and
 * no queue belongs around it, since the browser's operations chain is the queue.
 */

import type { SignalBody } from "#protocol/signal.ts";
import { boundCandidatesIn, createCandidateBuffer } from "./candidate-buffer.ts";
import { createDescriptionOrder } from "./description-order.ts";
import { withRoleKept } from "./dtls-role.ts";
import { withOpusWishes } from "./opus-wishes.ts";

/** The part of RTCPeerConnection that negotiation uses. */
export type NegotiatingConnection = Pick<
  RTCPeerConnection,
  | "addEventListener"
  | "signalingState"
  | "localDescription"
  | "remoteDescription"
  | "currentLocalDescription"
  | "currentRemoteDescription"
  | "setLocalDescription"
  | "setRemoteDescription"
  | "addIceCandidate"
>;

export interface NegotiationOptions {
  readonly connection: NegotiatingConnection;
  /** Which end yields; opposite at the two ends. */
  readonly polite: boolean;
  readonly send: (body: SignalBody) => void;
  /** Called between taking an offer and answering it: the moment to prepare what the answer says. */
  readonly onOfferTaken: () => void;
  /** An offer of the other end was ignored for this end's own, which the other end may never have got. */
  readonly onOfferIgnored?: () => void;
  /**
   * Both ends offered at once, on a connection that has agreed before, and this end is the one to yield. Given, it is
   * called in place of the implicit rollback (webrtc-pc §4.4.1.6): Chromium takes its media channels down for that and
   * shows nothing of the pictures that it goes on decoding. The connection is then to be replaced.
   */
  readonly onGlare?: () => void;
  /** Asked for every new description: milliseconds of sound that the other end is to send in a packet. */
  readonly packetMs?: () => number;
  /**
   * A description could not be made or set, so the two ends may not agree any more. (A candidate that cannot be added
   * is one path less, and not worth a word.)
   */
  readonly onError: (error: unknown) => void;
}

export interface Negotiation {
  /** Offers once more, where nothing is being negotiated: what descriptions ask for changed. */
  offer(): Promise<void>;
  /** Takes a signal from the other end. Never rejects. */
  receive(body: SignalBody): Promise<void>;
}

type Described = Extract<SignalBody, { kind: "description" }>;

/** Starts negotiating: from now on the connection's wishes become offers. Ends when the connection is closed. */
export function createNegotiation(options: NegotiationOptions): Negotiation {
  const { connection: pc, polite, send, onOfferTaken, onError } = options;
  const candidates = createCandidateBuffer();
  const order = createDescriptionOrder(() => pc.currentRemoteDescription !== null);
  let makingOffer = false;
  let ignoreOffer = false;
  let isSettingRemoteAnswerPending = false;
  // Signals are delivered at least once. A description that comes again must not count again: an old answer would be
  // taken for that of a newer offer.
  let answerTaken: string | null = null;
  let offerTaken: { readonly sdp: string; answer: Described | null } | null = null;

  /** Of the present description, which must be the same text each time that it is sent. */
  let packetMs = options.packetMs?.();

  const makeLocalDescription = async () => {
    packetMs = options.packetMs?.();
    await pc.setLocalDescription();
  };
  const sendLocalDescription = () => {
    const description = toDescribed(pc, packetMs);
    if (description !== null) send(description);
    return description;
  };

  const offer = async () => {
    try {
      makingOffer = true;
      await makeLocalDescription();
      sendLocalDescription();
    } catch (error) {
      if (pc.signalingState !== "closed") onError(error);
    } finally {
      makingOffer = false;
    }
  };
  pc.addEventListener("negotiationneeded", offer);

  pc.addEventListener("icecandidate", ({ candidate }) => {
    if (candidate === null) return;
    send({
      kind: "candidate",
      candidate: candidate.candidate,
      sdpMid: candidate.sdpMid,
      sdpMLineIndex: candidate.sdpMLineIndex,
      usernameFragment: candidate.usernameFragment,
    });
  });

  const takeDescription = async (description: Described) => {
    if (description.sdp === offerTaken?.sdp) {
      // The answer, or an offer of our own that the other end ignored for this one, may be what was lost.
      if (offerTaken.answer !== null) send(offerTaken.answer);
      if (offerTaken.answer !== null && pc.signalingState === "have-local-offer" && !makingOffer)
        sendLocalDescription();
      return;
    }
    if (description.sdp === answerTaken || order.isOutdated(description.sdp)) return;

    const readyForOffer =
      !makingOffer && (pc.signalingState === "stable" || isSettingRemoteAnswerPending);
    const offerCollision = description.type === "offer" && !readyForOffer;

    ignoreOffer = !polite && offerCollision;
    if (ignoreOffer) {
      options.onOfferIgnored?.();
      return;
    }
    if (offerCollision && options.onGlare !== undefined && pc.currentLocalDescription !== null) {
      options.onGlare();
      return;
    }

    if (description.type === "offer") {
      offerTaken = { sdp: description.sdp, answer: null };
    } else {
      // Meant for an offer that was rolled back, or answered already.
      if (pc.signalingState !== "have-local-offer" || isSettingRemoteAnswerPending) return;
      answerTaken = description.sdp;
    }
    order.take(description.sdp);
    const taking = offerTaken;
    isSettingRemoteAnswerPending = description.type === "answer";
    try {
      const { type, sdp } = description;
      await pc.setRemoteDescription({ type, sdp: boundCandidatesIn(sdp) }); // SRD rolls back as needed
    } finally {
      isSettingRemoteAnswerPending = false;
    }
    const held = candidates.release(description.sdp).map(addCandidate);
    if (description.type === "offer") {
      onOfferTaken();
      await makeLocalDescription();
      const answer = sendLocalDescription();
      if (taking !== null) taking.answer = answer;
    }
    await Promise.all(held);
  };

  const addCandidate = async (candidate: RTCIceCandidateInit) => {
    try {
      await pc.addIceCandidate(candidate);
    } catch (error) {
      // webrtc-pc logs here unless `ignoreOffer`; a peer that sends nonsense must not fill the console.
      void error;
    }
  };

  return {
    async offer() {
      if (pc.signalingState === "stable" && !makingOffer) await offer();
    },
    async receive(body) {
      try {
        if (body.kind === "description") await takeDescription(body);
        else if (body.kind === "candidate" && candidates.admit(toCandidateInit(body)))
          await addCandidate(toCandidateInit(body));
      } catch (error) {
        if (pc.signalingState !== "closed") onError(error);
      }
    },
  };
}

function toDescribed(
  {
    localDescription: description,
    currentLocalDescription: local,
    currentRemoteDescription: remote,
  }: NegotiatingConnection,
  packetMs: number | undefined,
): Described | null {
  if (description?.type !== "offer" && description?.type !== "answer") return null;
  const sdp = withOpusWishes(withRoleKept(description, { local, remote }), {
    ...(packetMs !== undefined && { packetMs }),
  });
  return { kind: "description", type: description.type, sdp };
}

function toCandidateInit(body: Extract<SignalBody, { kind: "candidate" }>): RTCIceCandidateInit {
  const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = body;
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}
