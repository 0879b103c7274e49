/** What is told about links: between the two ends over their data channel, and to the server for its administrator. */

import { z } from "zod/mini";
import { ParticipantId, SessionId } from "./ids.ts";
import { SelfState } from "./room.ts";
import { Generation, SignalBody } from "./signal.ts";

/** How media of a link travels. `relay` when either end's own selected candidate is a relay. */
export const Route = z.enum(["direct", "relay"]);
export type Route = z.infer<typeof Route>;

const Ratio = z.number().check(z.minimum(0), z.maximum(1));
const FrameRate = z.number().check(z.minimum(0), z.maximum(1_000));
const PictureHeight = z.int().check(z.minimum(0), z.maximum(4_320));

/** How one end receives the other, or sends: in the words of the tile. */
export const Quality = z.enum(["good", "fair", "poor", "lost"]);
/** Why a picture is sent smaller than it could be (webrtc-stats, `RTCQualityLimitationReason`). */
export const Limitation = z.enum(["none", "cpu", "bandwidth", "other"]);

/** Characters of what a room event says, as JSON. */
export const ROOM_EVENT_MAX_LENGTH = 8_000;
/**
 * Something that a participant tells everyone, past the server: features ride on it. The id tells it from one that comes
 * again; what it says is checked by the feature that knows its name.
 */
export const RoomEvent = z.strictObject({
  id: z.string().check(z.regex(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/)),
  name: z.string().check(z.regex(/^[a-z]+(?:-[a-z]+)*$/), z.maxLength(40)),
  body: z.string().check(z.maxLength(ROOM_EVENT_MAX_LENGTH)),
});
export type RoomEvent = z.infer<typeof RoomEvent>;

/** Characters of an SDP that a third participant carries: three times what all codecs and candidates need. */
export const CARRIED_DESCRIPTION_MAX_LENGTH = 32_000;

/**
 * A signal that a third participant brings from its author to its addressee, while those two hear neither the server nor
 * each other. Everything in it is signed, and the room's code with it.
 */
export const Carried = z.strictObject({
  kind: z.literal("carried"),
  from: ParticipantId,
  fromSession: SessionId,
  to: ParticipantId,
  toSession: SessionId,
  generation: Generation,
  body: SignalBody.check(
    z.refine(
      (body) => body.kind !== "description" || body.sdp.length <= CARRIED_DESCRIPTION_MAX_LENGTH,
      "too long to be carried",
    ),
  ),
  /** Grows with everything that the author's session has carried, to whomever: what comes again is dropped. */
  sequence: z.int().check(z.minimum(1), z.maximum(1_000_000_000)),
  /** ECDSA P-256 with SHA-256 by the author's session key: r and s, base64url. */
  signature: z.string().check(z.regex(/^[A-Za-z0-9_-]{86}$/)),
});
export type Carried = z.infer<typeof Carried>;

/** Messages over the data channel of a link. The sender is the link's other end, never a field. */
export const PeerMessage = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("route"),
    /** Whether the sender's own selected candidate is a relay; the other end cannot see that. */
    relayed: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal("received"),
    quality: Quality,
    /** Packets of the addressee that did not come; null where too few were sent. */
    lossRatio: z.nullable(Ratio),
    /** Decoded frames of the addressee's camera, a second; null without one. */
    frameRate: z.nullable(FrameRate),
    /** Encoded frames of the sender's camera for the addressee, a second; null if not known. */
    sentFrameRate: z.nullable(FrameRate),
    limitation: z.nullable(Limitation),
    /** How the sender receives the others: so that each can tell whose network is bad. */
    others: z
      .array(z.strictObject({ peer: ParticipantId, quality: Quality }))
      .check(z.maxLength(32)),
  }),
  z.strictObject({
    kind: z.literal("self"),
    /** What the sender decides about itself now; counts while the server cannot say it. */
    self: SelfState,
  }),
  z.strictObject({
    /** The sender leaves the room; counts while the server cannot say it. */
    kind: z.literal("goodbye"),
  }),
  z.strictObject({ kind: z.literal("event"), event: RoomEvent }),
  z.strictObject({
    kind: z.literal("signal"),
    /** As through the server, while that is away: between the two ends of this very link. */
    generation: Generation,
    body: SignalBody,
  }),
  Carried,
  z.strictObject({
    kind: z.literal("shown"),
    /** Pixels of the sender's screen that the addressee's pictures fill in height; zero what nobody sees. */
    cameraHeight: PictureHeight,
    screenHeight: PictureHeight,
  }),
  z.strictObject({
    kind: z.literal("paused"),
    /** Whether the sender holds its camera back from the addressee, so that its sound gets through. */
    camera: z.boolean(),
  }),
]);
export type PeerMessage = z.infer<typeof PeerMessage>;

/** What one participant says of its links; sent on change, and again after the socket returns. */
export const LinkReport = z.strictObject({
  links: z
    .array(
      z.strictObject({
        peer: ParticipantId,
        /** Null until a candidate pair is selected. */
        route: z.nullable(Route),
        /** Whether anything arrived from this peer within the last seconds. */
        heard: z.boolean(),
      }),
    )
    .check(z.maxLength(32)),
});
export type LinkReport = z.infer<typeof LinkReport>;
