/**
 * The media sections of one link: a transceiver for each source, made once, so that mute, a changed device and a shared
 * screen are `replaceTrack` and negotiate nothing.
 *
 * One end makes them, and its offer makes their counterparts at the other end, which adopts those by their order
 * (RFC 8829 §5.10: only transceivers made by addTrack would be reused, and addTrack needs a track).
 */

import type { Source } from "../topology.ts";
import {
  cheapestVideoCodec,
  KIND_OF_SOURCE,
  preferAudioCodecs,
  SOURCES,
  sendingParameters,
} from "./sending.ts";
import type { PeerPlan } from "./upload-director.ts";
import type { CodecChoice } from "./upload-table.ts";

export type LocalTracks = Readonly<Record<Source, MediaStreamTrack | null>>;

export interface Transceivers {
  /** At the end that leads: makes the transceivers, and thereby wishes for an offer. */
  make(tracks: LocalTracks, peers: number): void;
  /** At the other end, between taking the first offer and answering it. Does nothing once they are there. */
  adopt(tracks: LocalTracks): void;
  /** Resolves once the sender has changed over; at once when there is no sender yet. */
  replace(source: Source, track: MediaStreamTrack | null): Promise<void>;
  /**
   * Sets bitrates, sizes, priorities and what gives way first: by the plan, and without one for a room with so many
   * peers. What is set already is not touched. Needs a negotiated link.
   */
  tune(peers: number, plan: PeerPlan | null): void;
  /**
   * Has encoders make a key frame now, without being asked: after a cut the receiver asks only seconds later. Does
   * nothing where the browser has no such option (Firefox).
   */
  makeKeyFrames(): void;
  /**
   * Sends no pictures until `isHeld` is false again, over a path on which nothing arrives. Chromium sends again, unasked,
   * what the peer missed of the last seconds; shown first, such pictures of long ago set the receiver's clock back, and
   * the next ones stand for as long. So it is made to forget them, and makes no more. Does nothing where the browser
   * knows no content hints (Firefox), by which it is made to.
   */
  holdPictures(isHeld: boolean): void;
  /** Null until the other end's description told of the track. */
  remoteTrack(source: Source): MediaStreamTrack | null;
  receiver(source: Source): RTCRtpReceiver | null;
}

/** Looks after the transceivers of `connection`, which stays the caller's to close. */
export function createTransceivers(connection: RTCPeerConnection): Transceivers {
  const made = new Map<Source, RTCRtpTransceiver>();
  // One stream for voice and face: the msid tells the browser to keep lips in sync. A bare transceiver has none.
  const person = new MediaStream();
  const screen = new MediaStream();
  const streamOf = (source: Source) =>
    source === "screen" || source === "screenSound" ? screen : person;
  /** Parameters have transactions: a sender's next change waits for its last. */
  const tuning = new Map<Source, Promise<void>>();
  const afterTuning = (source: Source, change: () => Promise<void>) => {
    const before = tuning.get(source) ?? Promise.resolve();
    // A sender that refuses keeps what it has.
    tuning.set(
      source,
      before.then(change).catch(() => {}),
    );
  };
  /** What senders have, or will have when they are not held any more. */
  const wanted = new Map<Source, MediaStreamTrack | null>();
  let isHeld = false;
  /**
   * What the other end sends, as agreed: asked many times a second, and the browser takes its time to say. Directions change
   * with the signaling state, before the event of that (webrtc-pc §4.4.1.5).
   */
  const remote = new Map<Source, MediaStreamTrack | null>();
  connection.addEventListener("signalingstatechange", () => remote.clear());

  const remoteTrackNow = (source: Source) => {
    const transceiver = made.get(source);
    const direction = transceiver?.currentDirection;
    return direction === "sendrecv" || direction === "recvonly"
      ? (transceiver?.receiver.track ?? null)
      : null;
  };

  return {
    make(tracks, peers) {
      for (const source of SOURCES) {
        const { maxBitrateBps, scaleDownBy, priority } = sendingParameters(source, peers);
        const transceiver = connection.addTransceiver(tracks[source] ?? KIND_OF_SOURCE[source], {
          direction: "sendrecv",
          streams: [streamOf(source)],
          sendEncodings: [
            {
              priority,
              networkPriority: priority,
              ...(maxBitrateBps && { maxBitrate: maxBitrateBps }),
              ...(scaleDownBy && { scaleResolutionDownBy: scaleDownBy }),
            },
          ],
        });
        made.set(source, transceiver);
        wanted.set(source, tracks[source]);
        if (source === "microphone") preferRedundantOpus(transceiver);
      }
    },

    adopt(tracks) {
      if (made.size > 0) return;
      const offered = connection.getTransceivers();
      SOURCES.forEach((source, place) => {
        const transceiver = offered[place];
        if (transceiver?.receiver.track.kind !== KIND_OF_SOURCE[source]) return;
        made.set(source, transceiver);
        wanted.set(source, tracks[source]);
        transceiver.direction = "sendrecv";
        transceiver.sender.setStreams?.(streamOf(source));
        if (source === "microphone") preferRedundantOpus(transceiver);
        // Not awaited: the answer must not wait for it, and a failure leaves this source silent, no more.
        transceiver.sender.replaceTrack(tracks[source]).catch(() => {});
      });
    },

    async replace(source, track) {
      const sender = made.get(source)?.sender;
      wanted.set(source, track);
      if (sender === undefined || sender.track === track) return;
      if (!isHeld || KIND_OF_SOURCE[source] === "audio") await sender.replaceTrack(track);
    },

    tune(peers, plan) {
      for (const [source, { sender }] of made) {
        const parameters = wantedParameters(source, peers, plan);
        afterTuning(source, () => tuneSender(sender, parameters));
      }
    },

    makeKeyFrames() {
      for (const [source, { sender }] of made) {
        if (KIND_OF_SOURCE[source] !== "video" || sender.track === null) continue;
        afterTuning(source, () => makeKeyFrame(sender));
      }
    },

    holdPictures(held) {
      if (isHeld === held) return;
      isHeld = held;
      for (const [source, { sender }] of made) {
        if (KIND_OF_SOURCE[source] !== "video") continue;
        afterTuning(source, async () => {
          // Of now: it may have been let go meanwhile.
          if (isHeld) await forgetSent(sender, wanted.get(source) ?? null);
          else if (sender.track !== wanted.get(source))
            await sender.replaceTrack(wanted.get(source) ?? null);
        });
      }
    },

    remoteTrack(source) {
      const known = remote.get(source);
      if (known !== undefined) return known;
      const track = remoteTrackNow(source);
      // What an offer or an answer brings next is read after the state that it changes.
      if (connection.signalingState === "stable" && made.has(source)) remote.set(source, track);
      return track;
    },
    receiver: (source) => made.get(source)?.receiver ?? null,
  };
}

interface WantedParameters {
  readonly encoding: Partial<RTCRtpEncodingParameters>;
  readonly degradation: RTCDegradationPreference | null;
  readonly codec: CodecChoice;
}

function wantedParameters(source: Source, peers: number, plan: PeerPlan | null): WantedParameters {
  const { maxBitrateBps, scaleDownBy, priority, degradation } = sendingParameters(source, peers);
  const picture =
    plan === null || source === "microphone" || source === "screenSound" ? null : plan[source];
  return {
    encoding: {
      priority,
      networkPriority: priority,
      ...(maxBitrateBps !== null && { maxBitrate: maxBitrateBps }),
      ...(scaleDownBy !== null && { scaleResolutionDownBy: scaleDownBy }),
      ...(picture !== null && {
        active: picture.active,
        maxBitrate: picture.maxBitrateBps,
        scaleResolutionDownBy: picture.scaleDownBy,
        maxFramerate: picture.maxFrameRate,
      }),
    },
    degradation:
      picture === null
        ? degradation
        : picture.keepsSize
          ? "maintain-resolution"
          : "maintain-framerate",
    codec: picture?.codec ?? "negotiated",
  };
}

async function tuneSender(sender: RTCRtpSender, wanted: WantedParameters): Promise<void> {
  const parameters = sender.getParameters();
  const encoding = parameters.encodings[0];
  if (encoding === undefined || isSet(sender, encoding, wanted)) return;
  const wasActive = encoding.active !== false;
  Object.assign(encoding, wanted.encoding);
  if (wanted.degradation !== null) parameters.degradationPreference = wanted.degradation;
  chooseCodec(encoding, wanted.codec, parameters.codecs);
  await sender.setParameters(parameters);
  lastSet.set(sender, { wanted, kept: { ...sender.getParameters().encodings[0] } });
  // Whoever sees the picture again has nothing to decode the next frame from.
  if (!wasActive && encoding.active !== false) await makeKeyFrame(sender);
}

/** webrtc-pc §5.2.9; TypeScript does not know the member yet. */
interface EncodingWithCodec extends RTCRtpEncodingParameters {
  codec?: RTCRtpCodec;
}

/** Changes over without negotiating; browsers that do not know it keep what they have. */
function chooseCodec(
  encoding: EncodingWithCodec,
  choice: CodecChoice,
  codecs: readonly RTCRtpCodecParameters[],
): void {
  const codec = choice === "cheapest" ? cheapestVideoCodec(codecs) : null;
  if (codec === null) delete encoding.codec;
  else encoding.codec = codec;
}

/** What was last set, and what the browser kept of it: members that it does not know are dropped. */
const lastSet = new WeakMap<
  RTCRtpSender,
  { readonly wanted: WantedParameters; readonly kept: EncodingWithCodec }
>();

/** Not so after an offer was rolled back: then members that were kept are gone. */
function isSet(
  sender: RTCRtpSender,
  encoding: EncodingWithCodec,
  { encoding: wanted, degradation, codec }: WantedParameters,
): boolean {
  const last = lastSet.get(sender);
  if (last === undefined || last.wanted.degradation !== degradation || last.wanted.codec !== codec)
    return false;
  if (last.kept.codec?.mimeType !== encoding.codec?.mimeType) return false;
  const was: Readonly<Record<string, unknown>> = { ...last.wanted.encoding };
  const kept: Readonly<Record<string, unknown>> = { ...last.kept };
  const now: Readonly<Record<string, unknown>> = { ...encoding };
  return Object.entries(wanted).every(
    ([name, value]) => was[name] === value && now[name] === kept[name],
  );
}

/** webrtc-extensions §5.4, `RTCSetParameterOptions`; TypeScript does not know it yet. */
interface WithEncodingOptions {
  setParameters(
    parameters: RTCRtpSendParameters,
    options: { readonly encodingOptions: readonly { readonly keyFrame: boolean }[] },
  ): Promise<void>;
}

async function makeKeyFrame(sender: RTCRtpSender): Promise<void> {
  const parameters = sender.getParameters();
  if (!parameters.encodings.some(({ active }) => active !== false)) return;
  // A browser without the option ignores the second argument.
  await (sender as WithEncodingOptions).setParameters(parameters, {
    encodingOptions: parameters.encodings.map(() => ({ keyFrame: true })),
  });
}

/**
 * Takes the track from a sender and has it forget what it sent. Chromium makes the stream of a sender anew where the kind
 * of its content changes (camera or screen), by its hint; nothing of it is sent meanwhile.
 */
async function forgetSent(sender: RTCRtpSender, track: MediaStreamTrack | null): Promise<void> {
  if (track === null || !("contentHint" in track)) return;
  const other = track.clone();
  other.contentHint = track.contentHint === "detail" ? "motion" : "detail";
  try {
    await sender.replaceTrack(other);
    await sender.replaceTrack(track);
    await sender.replaceTrack(null);
  } finally {
    other.stop();
  }
}

function preferRedundantOpus(transceiver: RTCRtpTransceiver): void {
  const codecs = RTCRtpReceiver.getCapabilities("audio")?.codecs;
  if (codecs === undefined) return;
  try {
    transceiver.setCodecPreferences(preferAudioCodecs(codecs));
  } catch {
    // A browser that lists a codec here but does not accept it keeps its own order.
  }
}
