/**
 * Keeps the plan of what is sent to whom: gathers what receivers show, what links carry and what encoders cost, has the
 * director plan, and has links follow. The other way round it tells the peers at which size this end shows them.
 */

import type { ParticipantId } from "#protocol/ids.ts";
import type { PeerMessage } from "#protocol/link.ts";
import { createCaptureSize } from "../media/capture-size.ts";
import { frameRateToSend, heightsToAsk, heightsToSend, uplinkToUse } from "../saving.ts";
import type { Saving } from "../saving-store.ts";
import type { LinkSample } from "../stats/link-sample.ts";
import type { LinkView, ShownHeights } from "../topology.ts";
import { sendingParameters } from "./sending.ts";
import type { LocalTracks } from "./transceivers.ts";
import {
  estimateLink,
  estimateUplink,
  type LinkUse,
  RAMP_MS,
  rampBps,
  settlingBps,
  UNMEASURED,
  type UplinkEstimate,
} from "./uplink-estimate.ts";
import {
  type PeerPlan,
  planUploads,
  type Receiver,
  tallestSpared,
  type UploadPlan,
} from "./upload-director.ts";
import { FULL_FRAME_RATE, UPLOAD } from "./upload-table.ts";

/** What is asked of a link. */
export interface UploadLink {
  view(): Pick<LinkView, "link">;
  tell(message: PeerMessage): boolean;
  /** Has the link follow its plan, in a room with so many peers. */
  tune(peers: number): void;
}

export interface UploadsOptions {
  /** Of now. */
  readonly links: () => ReadonlyMap<ParticipantId, UploadLink>;
  readonly tracks: () => LocalTracks;
  /** What the person chose to save. */
  readonly saving: () => Saving;
  /** Whether this end is the one who speaks. */
  readonly isSpeaking: () => boolean;
  /** Whether the whole computer is short of processor, and not only an encoder. */
  readonly isShortOfProcessor: () => boolean;
}

/** Does nothing by itself: its owner calls `tick`, and nothing has to be ended. */
export interface Uploads {
  /** Null before the first plan. */
  planOf(peer: ParticipantId): PeerPlan | null;
  /** This end shows the pictures of `peer` at these heights from now on. */
  show(peer: ParticipantId, heights: ShownHeights): void;
  /** The peer can be told something, for the first time or on a new connection. */
  opened(peer: ParticipantId): void;
  /** What a peer told; false when it is not about uploads. */
  hear(peer: ParticipantId, message: PeerMessage): boolean;
  sampled(peer: ParticipantId, sample: LinkSample, nowMs: number): void;
  /** Peers, tracks or choices changed: plans with the next tick. */
  changed(): void;
  /** Plans if there is reason to, but not too often. */
  tick(nowMs: number): void;
  forget(peer: ParticipantId): void;
}

interface Sender {
  shown: ShownHeights | null;
  /** The latest look at what is sent. */
  look: Look | null;
  use: LinkUse | null;
  estimate: UplinkEstimate;
  isCpuShort: boolean;
  /** What went through lately, latest last: the best of it is the last good bitrate. */
  recentBps: readonly number[];
  isUp: boolean;
  /** When the link last came back; null before it was ever gone. */
  healedAtMs: number | null;
  /** What the peer believes of the camera: held back for its sound. */
  toldPaused: boolean;
  /** Since when the camera is not paused any more, which the peer was not told yet. */
  resumedAtMs: number | null;
}

interface Look {
  readonly sample: LinkSample;
  readonly takenAtMs: number;
  readonly sentBytes: number;
  readonly allowedBps: number;
}

const LOOKS_KEPT = 3;
/** What a camera is taken to give that does not say. */
const CAPTURED_HEIGHT = 720;

export function createUploads(options: UploadsOptions): Uploads {
  const senders = new Map<ParticipantId, Sender>();
  const captureSize = createCaptureSize(() => changed());
  const showing = new Map<ParticipantId, ShownHeights>();
  /** What of it peers were told to send. */
  const asked = new Map<ParticipantId, ShownHeights>();
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let plan: UploadPlan | null = null;
  let uplink = UNMEASURED;
  /** When the first link came back after all were gone: then the uplink itself was. */
  let uplinkHealedAtMs: number | null = null;
  let isDue = true;
  let plannedAtMs = Number.NEGATIVE_INFINITY;

  const senderTo = (peer: ParticipantId): Sender => {
    const known = senders.get(peer);
    if (known !== undefined) return known;
    const made: Sender = {
      shown: null,
      look: null,
      use: null,
      estimate: UNMEASURED,
      isCpuShort: false,
      recentBps: [],
      isUp: false,
      healedAtMs: null,
      toldPaused: false,
      resumedAtMs: null,
    };
    senders.set(peer, made);
    return made;
  };

  const allowedBps = (peer: ParticipantId): number => {
    const own = plan?.peers.get(peer);
    const { camera, screen } = options.tracks();
    const bound = (source: "camera" | "screen") =>
      own === undefined
        ? (sendingParameters(source, options.links().size).maxBitrateBps ?? 0)
        : own[source].active
          ? own[source].maxBitrateBps
          : 0;
    return (
      soundBps(options.tracks()) +
      (camera === null ? 0 : bound("camera")) +
      (screen === null ? 0 : bound("screen"))
    );
  };

  /** Notes which links are there, and which have just come back. */
  const followLinks = (nowMs: number) => {
    for (const [id, link] of options.links()) {
      const sender = senderTo(id);
      const state = link.view().link;
      const isUp = state === "connected" || state === "unstable";
      if (isUp === sender.isUp) continue;
      sender.isUp = isUp;
      isDue = true;
      plannedAtMs = Number.NEGATIVE_INFINITY;
      // Counters may begin anew, and the path may be another one.
      sender.look = null;
      sender.use = null;
      if (!isUp || sender.recentBps.length === 0) continue;
      sender.healedAtMs = nowMs;
      sender.estimate = UNMEASURED;
      const isFirstBack = [...senders.values()].every((each) => each === sender || !each.isUp);
      if (!isFirstBack) continue;
      uplink = UNMEASURED;
      uplinkHealedAtMs = nowMs;
    }
  };

  const linkBps = (sender: Sender, nowMs: number): number | null => {
    const isBack = sender.isUp || sender.recentBps.length === 0;
    if (isBack && sender.healedAtMs === null) return sender.estimate.bps;
    // While it is gone it is planned as it will be when it is back, so that encoders are ready then.
    const sinceHealMs = isBack && sender.healedAtMs !== null ? nowMs - sender.healedAtMs : 0;
    const ramp = rampBps(Math.max(...sender.recentBps), sinceHealMs);
    const settling = settlingBps(sender.estimate.bps, sinceHealMs);
    const known = [settling, ramp].filter((bps) => bps !== null);
    return known.length === 0 ? null : Math.min(...known);
  };

  const makePlan = (nowMs: number) => {
    const links = options.links();
    const tracks = options.tracks();
    const { camera, screen } = tracks;
    const saving = options.saving();
    const peers = [...links.keys()].map((id): Receiver => {
      const sender = senderTo(id);
      return {
        id,
        shown: heightsToSend(sender.shown, saving),
        isActiveSpeaker: options.isSpeaking(),
        linkBps: linkBps(sender, nowMs),
      };
    });
    const before = plan;
    captureSize.look(camera, { peers: peers.length, tallest: tallestToCapture(peers) }, nowMs);
    plan = planUploads({
      peers,
      capture: {
        cameraHeight: heightOf(camera),
        screenHeight: heightOf(screen),
        screenMoves: screen?.contentHint === "motion",
        soundBps: soundBps(tracks),
        frameRate: frameRateToSend(
          Math.min(FULL_FRAME_RATE, camera?.getSettings?.().frameRate || FULL_FRAME_RATE),
          saving,
        ),
      },
      uplinkBps: uplinkToUse(
        uplinkHealedAtMs === null
          ? uplink.bps
          : settlingBps(uplink.bps, nowMs - uplinkHealedAtMs, peers.length),
        saving,
      ),
      cpuLimited:
        options.isShortOfProcessor() || [...senders.values()].some(({ isCpuShort }) => isCpuShort),
      previous: before,
      nowMs,
    });
    for (const [id, link] of links) {
      const own = plan.peers.get(id);
      if (own === undefined) continue;
      const isNew = !isSamePlan(before?.peers.get(id), own);
      if (isNew) link.tune(links.size);
      tellPaused({ id, link, isPaused: own.camera.sending === "paused" }, nowMs);
    }
  };

  /** What peers show, or what they are sent while the processor is spared; but whoever speaks is to be seen well. */
  const tallestToCapture = (peers: readonly Receiver[]): number | null => {
    const shown = tallestOf(peers);
    const spared =
      plan === null || options.isSpeaking()
        ? null
        : tallestSpared(plan, heightOf(options.tracks().camera) ?? CAPTURED_HEIGHT);
    return shown === null || spared === null ? shown : Math.min(shown, spared);
  };

  const tellPaused = (
    { id, link, isPaused }: { id: ParticipantId; link: UploadLink; isPaused: boolean },
    nowMs: number,
  ) => {
    const sender = senderTo(id);
    if (isPaused) {
      sender.resumedAtMs = null;
      if (!sender.toldPaused) sender.toldPaused = link.tell({ kind: "paused", camera: true });
    } else if (sender.toldPaused) {
      sender.resumedAtMs ??= nowMs;
      if (nowMs - sender.resumedAtMs < UPLOAD.resumedAfterMs) return;
      sender.toldPaused = !link.tell({ kind: "paused", camera: false });
    }
  };

  function changed(): void {
    isDue = true;
    plannedAtMs = Number.NEGATIVE_INFINITY;
    askedAtMs = Number.NEGATIVE_INFINITY;
  }

  /** Asks those for whom something else follows now from what is shown and chosen. */
  const ask = () => {
    const links = options.links();
    for (const [id, heights] of heightsToAsk(showing, links.size, options.saving())) {
      const before = asked.get(id);
      if (
        before?.cameraHeight === heights.cameraHeight &&
        before.screenHeight === heights.screenHeight
      )
        continue;
      asked.set(id, heights);
      links.get(id)?.tell({ kind: "shown", ...heights });
    }
  };

  return {
    planOf: (peer) => plan?.peers.get(peer) ?? null,

    show(peer, heights) {
      showing.set(peer, heights);
      // Under a cap one picture's size is everybody's: then all are asked together, once for all changes of a moment.
      if (options.saving().receiveCapBps === null) ask();
    },

    opened(peer) {
      const link = options.links().get(peer);
      const heights = asked.get(peer);
      if (heights !== undefined) link?.tell({ kind: "shown", ...heights });
      if (senders.get(peer)?.toldPaused === true) link?.tell({ kind: "paused", camera: true });
    },

    hear(peer, message) {
      if (message.kind !== "shown") return false;
      const { cameraHeight, screenHeight } = message;
      senderTo(peer).shown = { cameraHeight, screenHeight };
      isDue = true;
      return true;
    },

    sampled(peer, sample, nowMs) {
      const sender = senderTo(peer);
      const { takenAtMs } = sample;
      if (takenAtMs === null) return;
      const before = sender.look;
      const now: Look = {
        sample,
        takenAtMs,
        sentBytes: bytesOf(sample),
        allowedBps: allowedBps(peer),
      };
      if (before === null || now.sentBytes < before.sentBytes) {
        sender.look = now;
        return;
      }
      const intervalMs = takenAtMs - before.takenAtMs;
      if (intervalMs < UPLOAD.sampleFromMs) return;
      sender.look = now;
      const sentBps = (8_000 * (now.sentBytes - before.sentBytes)) / intervalMs;
      const { camera, screen, microphone } = sample.sent;
      const use: LinkUse = {
        availableBps: sample.availableOutgoingBps,
        availableBeforeBps: before.sample.availableOutgoingBps,
        sentBps,
        // What was allowed only since a moment cannot have been sent.
        allowedBps: Math.min(before.allowedBps, now.allowedBps),
        lossRatio: (screen ?? camera ?? microphone)?.peerLossRatio ?? null,
        isHeldBack:
          camera?.limitation === "bandwidth" && now.allowedBps > soundBps(options.tracks()),
      };
      sender.use = use;
      sender.isCpuShort = isCpuShort(before.sample, sample);
      if (sender.isUp) sender.recentBps = [...sender.recentBps, sentBps].slice(-LOOKS_KEPT);
      sender.estimate = estimateLink(sender.estimate, use, nowMs);
      isDue = true;
    },

    changed,

    tick(nowMs) {
      followLinks(nowMs);
      if (nowMs - askedAtMs >= UPLOAD.everyMs) {
        askedAtMs = nowMs;
        ask();
      }
      const isRamping = [...senders.values()].some(
        ({ healedAtMs }) => healedAtMs !== null && nowMs - healedAtMs < RAMP_MS,
      );
      if (!(isDue || isRamping) || nowMs - plannedAtMs < UPLOAD.everyMs) return;
      plannedAtMs = nowMs;
      isDue = false;
      const uses = [...senders.values()].flatMap(({ use, isUp }) => (use && isUp ? [use] : []));
      if (uses.length > 0) uplink = estimateUplink(uplink, uses, nowMs);
      makePlan(nowMs);
    },

    forget(peer) {
      senders.delete(peer);
      isDue = true;
    },
  };
}

/** Null where nobody has said yet how large this end is shown; who comes later begins with a small picture anyway. */
function tallestOf(peers: readonly Receiver[]): number | null {
  const heights = peers.flatMap(({ shown }) => (shown === null ? [] : [shown.cameraHeight]));
  return heights.length === 0 ? null : Math.max(...heights);
}

function heightOf(track: MediaStreamTrack | null): number | null {
  if (track === null) return null;
  return track.getSettings?.().height || CAPTURED_HEIGHT;
}

function bytesOf({ sent }: LinkSample): number {
  return Object.values(sent).reduce((bytes, source) => bytes + (source?.bytes ?? 0), 0);
}

/** What the sound to one peer may come to: a microphone that is off may be on in a moment. */
function soundBps({ screenSound }: LocalTracks): number {
  return UPLOAD.audioBps + (screenSound === null ? 0 : UPLOAD.screenSoundBps);
}

/** Whether the browser says so, or a frame takes about as long as there is until the next one. */
function isCpuShort(before: LinkSample, now: LinkSample): boolean {
  const camera = now.sent.camera;
  if (camera === null) return false;
  const was = before.sent.camera;
  const frames = (camera.framesEncoded ?? 0) - (was?.framesEncoded ?? 0);
  if (frames <= 0) return false;
  if (camera.limitation === "cpu") return true;
  const encodingMs = (camera.encodingMs ?? 0) - (was?.encodingMs ?? 0);
  return encodingMs / frames > (UPLOAD.encodeShareMax * 1_000) / FULL_FRAME_RATE;
}

function isSamePlan(a: PeerPlan | undefined, b: PeerPlan): boolean {
  return (["camera", "screen"] as const).every((source) => {
    const now = b[source];
    const was = a?.[source];
    return (
      was !== undefined &&
      was.active === now.active &&
      was.keepsSize === now.keepsSize &&
      was.scaleDownBy === now.scaleDownBy &&
      was.maxBitrateBps === now.maxBitrateBps &&
      was.maxFrameRate === now.maxFrameRate &&
      was.codec === now.codec
    );
  });
}
