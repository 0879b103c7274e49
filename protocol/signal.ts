/** What two ends of a link tell each other through the server: descriptions and candidates (webrtc-pc §10.7). */

import { z } from "zod/mini";
import { ParticipantId, SessionId } from "./ids.ts";

/** Characters of one SDP: some ten times what four media sections with all codecs need. */
export const DESCRIPTION_MAX_LENGTH = 64_000;
/** Characters of one candidate line (RFC 8839 §5.1 with room for extensions). */
export const CANDIDATE_MAX_LENGTH = 1_024;
/** Media sections in one description; a link has one a source and one for data. */
export const MEDIA_SECTIONS_MAX = 8;

const Sdp = z.string().check(
  z.maxLength(DESCRIPTION_MAX_LENGTH),
  z.refine((sdp) => sdp.startsWith("v=0"), "not a session description"),
  z.refine((sdp) => sdp.split("\nm=").length - 1 <= MEDIA_SECTIONS_MAX, "too many media sections"),
);

export const Description = z.strictObject({
  kind: z.literal("description"),
  /** `rollback` stays inside a browser and `pranswer` is not used. */
  type: z.enum(["offer", "answer"]),
  sdp: Sdp,
  /**
   * Of a first offer: which paths the new connection may take (0 all, 1 through relays, 2 through relays over TCP), so
   * that both ends give up the same ones.
   */
  level: z.optional(z.int().check(z.minimum(0), z.maximum(2))),
  /** Of an offer: its sender made the media sections of this generation, and did not adopt them. */
  makes: z.optional(z.boolean()),
});

export const Candidate = z.strictObject({
  kind: z.literal("candidate"),
  /** An empty line is the end of candidates. */
  candidate: z.string().check(
    z.maxLength(CANDIDATE_MAX_LENGTH),
    z.refine((line) => line === "" || /^(?:a=)?candidate:/.test(line), "not a candidate"),
  ),
  sdpMid: z.nullable(z.string().check(z.maxLength(64))),
  sdpMLineIndex: z.nullable(z.int().check(z.minimum(0), z.maximum(MEDIA_SECTIONS_MAX))),
  usernameFragment: z.nullable(z.string().check(z.maxLength(256))),
});

/** Asks the end that leads a link to restart ICE: only one end offers on what both have agreed on. */
export const RestartWish = z.strictObject({ kind: z.literal("restart") });

/** The part that the two ends care about. */
export const SignalBody = z.discriminatedUnion("kind", [Description, Candidate, RestartWish]);
export type SignalBody = z.infer<typeof SignalBody>;

/** One life of a link between two sessions; a rebuilt peer connection has the next number. */
export const Generation = z.int().check(z.minimum(0), z.maximum(1_000_000));

/** Addressed by the sender. What is meant for another session or generation is dropped by the receiver. */
export const SendSignal = z.strictObject({
  to: ParticipantId,
  toSession: SessionId,
  generation: Generation,
  body: SignalBody,
});
export type SendSignal = z.infer<typeof SendSignal>;

/** As delivered: the server stamps who sent it. */
export const Signal = z.object({
  from: ParticipantId,
  fromSession: SessionId,
  toSession: SessionId,
  generation: Generation,
  body: SignalBody,
});
export type Signal = z.infer<typeof Signal>;
