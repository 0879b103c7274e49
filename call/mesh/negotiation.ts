/**
 * Perfect negotiation as in webrtc-pc §10.7, with the specification's own names. It is timing-sensitive: no lock and
 * no queue belongs around it, since the browser's operations chain is the queue.
 */

import type { SignalBody } from "#protocol/signal.ts";
import { createCandidateBuffer } from "./candidate-buffer.ts";
import { withOpusDtx } from "./opus-dtx.ts";

/** The part of RTCPeerConnection that negotiation uses. */
export type NegotiatingConnection = Pick<
  RTCPeerConnection,
  | "addEventListener"
  | "signalingState"
  | "localDescription"
  | "remoteDescription"
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
  /**
   * A description could not be made or set, so the two ends may not agree any more. (A candidate that cannot be added
   * is one path less, and not worth a word.)
   */
  readonly onError: (error: unknown) => void;
}

export interface Negotiation {
  /** Takes a signal from the other end. Never rejects. */
  receive(body: SignalBody): Promise<void>;
}

/** Starts negotiating: from now on the connection's wishes become offers. Ends when the connection is closed. */
export function createNegotiation(options: NegotiationOptions): Negotiation {
  const { connection: pc, polite, send, onOfferTaken, onError } = options;
  const candidates = createCandidateBuffer();
  let makingOffer = false;
  let ignoreOffer = false;
  let isSettingRemoteAnswerPending = false;
  /** The last answer that was taken; at-least-once delivery may bring it again, when it answers nothing any more. */
  let answerTaken: string | null = null;

  const sendLocalDescription = () => {
    const description = pc.localDescription;
    if (description === null || (description.type !== "offer" && description.type !== "answer"))
      return;
    send({ kind: "description", type: description.type, sdp: withOpusDtx(description.sdp) });
  };

  pc.addEventListener("negotiationneeded", async () => {
    try {
      makingOffer = true;
      await pc.setLocalDescription();
      sendLocalDescription();
    } catch (error) {
      if (pc.signalingState !== "closed") onError(error);
    } finally {
      makingOffer = false;
    }
  });

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

  const takeDescription = async (description: { type: "offer" | "answer"; sdp: string }) => {
    const readyForOffer =
      !makingOffer && (pc.signalingState === "stable" || isSettingRemoteAnswerPending);
    const offerCollision = description.type === "offer" && !readyForOffer;

    ignoreOffer = !polite && offerCollision;
    if (ignoreOffer) return;

    if (description.type === "answer") {
      const expected = pc.signalingState === "have-local-offer" && !isSettingRemoteAnswerPending;
      if (!expected || description.sdp === answerTaken) return;
      answerTaken = description.sdp;
    }
    isSettingRemoteAnswerPending = description.type === "answer";
    try {
      await pc.setRemoteDescription(description); // SRD rolls back as needed
    } finally {
      isSettingRemoteAnswerPending = false;
    }
    // An answer may be on its way already while the candidates held for its offer still go in.
    const held = candidates.release(description.sdp);
    if (description.type === "offer") {
      onOfferTaken();
      const answering = pc.setLocalDescription();
      await Promise.all([answering.then(sendLocalDescription), ...held.map(addCandidate)]);
    } else {
      await Promise.all(held.map(addCandidate));
    }
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
    async receive(body) {
      try {
        if (body.kind === "description") await takeDescription(body);
        else if (candidates.admit(toCandidateInit(body))) await addCandidate(toCandidateInit(body));
      } catch (error) {
        if (pc.signalingState !== "closed") onError(error);
      }
    },
  };
}

function toCandidateInit(body: Extract<SignalBody, { kind: "candidate" }>): RTCIceCandidateInit {
  const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = body;
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}
