/**
 * How much of what this end captures goes to whom: pure. A mesh has one uplink and one processor for as many encoders
 * as there are peers, so someone must share them out: sound first and whole, then a shared screen, then whoever watches
 * this end speak, then the others.
 */

import type { ParticipantId } from "#protocol/ids.ts";
import type { ShownHeights } from "../topology.ts";
import { sendingParameters } from "./sending.ts";
import {
  BITRATES,
  type CodecChoice,
  CPU_STEPS,
  FULL_FRAME_RATE,
  SCALES,
  SCREEN_FRAME_RATES,
  UPLOAD,
} from "./upload-table.ts";

/** One peer, as the receiver of what this end sends. */
export interface Receiver {
  readonly id: ParticipantId;
  /** Null before it said anything. */
  readonly shown: ShownHeights | null;
  /** Whether it sees this end as the one who speaks: then size goes last, whatever is short. */
  readonly isActiveSpeaker: boolean;
  /** What the path to it carries, bits a second; null where nothing limits it but the uplink. */
  readonly linkBps: number | null;
}

export interface UploadNeeds {
  readonly peers: readonly Receiver[];
  /** Pixels of height as captured; null what is not captured. */
  readonly capture: {
    readonly cameraHeight: number | null;
    readonly screenHeight: number | null;
    /** Whether what is shared moves, and should rather lose sharpness than frames. */
    readonly screenMoves: boolean;
    readonly frameRate: number;
    /** All sound that is sent to one peer. */
    readonly soundBps: number;
  };
  /** What all links together may carry, bits a second; null while nothing is known to limit them. */
  readonly uplinkBps: number | null;
  /** Whether encoders cannot keep up. */
  readonly cpuLimited: boolean;
  /** Null at first. */
  readonly previous: UploadPlan | null;
  readonly nowMs: number;
}

/** Why a picture is sent or not. `off`: nothing is captured; `paused`: for want of bandwidth, and the receiver is told. */
export type Sending = "sent" | "off" | "hidden" | "paused";

export interface PicturePlan {
  readonly sending: Sending;
  /** Whether the encoder is to leave frames out rather than pixels when the processor is short. */
  readonly keepsSize: boolean;
  readonly active: boolean;
  readonly scaleDownBy: number;
  readonly maxBitrateBps: number;
  readonly maxFrameRate: number;
  readonly codec: CodecChoice;
}

/** What one peer is sent. Sound is always sent whole, and so has no plan. */
export interface PeerPlan {
  readonly camera: PicturePlan;
  readonly screen: PicturePlan;
}

/** Immutable; what the next plan is compared with. */
export interface UploadPlan {
  readonly peers: ReadonlyMap<ParticipantId, PeerPlan>;
  /** Places in the list of scales that sizes and bitrates ask for: where the next ones start from. */
  readonly places: ReadonlyMap<ParticipantId, Places>;
  readonly cpu: CpuRelief;
}

interface Places {
  readonly size: number;
  readonly rate: number;
}

/** How much is saved for the processor's sake, as a step of the table, and since when. */
export interface CpuRelief {
  readonly step: number;
  readonly changedAtMs: number;
  readonly shortAtMs: number;
  readonly upAfterMs: number;
}

export const NO_RELIEF: CpuRelief = {
  step: 0,
  changedAtMs: Number.NEGATIVE_INFINITY,
  shortAtMs: Number.NEGATIVE_INFINITY,
  upAfterMs: UPLOAD.cpuUpAfterMs,
};

/** A picture that somebody wants to see, and what it may get. */
interface Wish {
  readonly id: ParticipantId;
  readonly source: "camera" | "screen";
  /** Higher is served first. */
  readonly worth: number;
  readonly height: number;
  readonly wantedBps: number;
  /** Below this it is not sent. */
  readonly floorBps: number;
  readonly wasPaused: boolean;
}

/**
 * Shares out the uplink. The sum of all bitrates, sound included, stays below the safe share of `uplinkBps`, except
 * that sound is never cut. Of two equal plans one after the other, the second is the same.
 */
export function planUploads(needs: UploadNeeds): UploadPlan {
  const { peers, capture, previous, uplinkBps } = needs;
  const cpu = relieve(previous?.cpu ?? NO_RELIEF, needs.cpuLimited, needs.nowMs);
  const frameRate = Math.min(capture.frameRate, CPU_STEPS[cpu.step]?.frameRate ?? FULL_FRAME_RATE);

  const sizes = new Map(peers.map((peer) => [peer.id, sizePlace(peer, needs, cpu)]));
  const wishes = peers.flatMap((peer) =>
    wishesOf(peer, { needs, frameRate, sizePlace: sizes.get(peer.id) ?? 0 }),
  );
  const granted = share(wishes, {
    totalBps:
      uplinkBps === null
        ? Number.POSITIVE_INFINITY
        : Math.max(0, uplinkBps * UPLOAD.safetyShare - peers.length * capture.soundBps),
    linkBps: new Map(
      peers.map(({ id, linkBps }) => [
        id,
        linkBps === null
          ? Number.POSITIVE_INFINITY
          : Math.max(0, linkBps * UPLOAD.safetyShare - capture.soundBps),
      ]),
    ),
  });

  const plans = new Map<ParticipantId, PeerPlan>();
  const places = new Map<ParticipantId, Places>();
  for (const peer of peers) {
    const size = sizes.get(peer.id) ?? 0;
    const cameraBps = granted.get(keyOf(peer.id, "camera"));
    const rate =
      cameraBps === undefined || capture.cameraHeight === null
        ? (previous?.places.get(peer.id)?.rate ?? 0)
        : ratePlace(cameraBps, {
            height: capture.cameraHeight,
            frameRate,
            before: previous?.places.get(peer.id)?.rate,
          });
    places.set(peer.id, { size: sizeOnly(peer, needs), rate });
    plans.set(peer.id, {
      camera: {
        ...cameraPlan(peer, { needs, frameRate, place: Math.max(size, rate), cameraBps }),
        codec: CPU_STEPS[cpu.step]?.codec ?? "negotiated",
      },
      screen: screenPlan(peer, { needs, screenBps: granted.get(keyOf(peer.id, "screen")) }),
    });
  }
  return { peers: plans, places, cpu };
}

/**
 * Pixels of height of the tallest camera picture that is sent, where `plan` makes pictures smaller for the processor's sake:
 * then capturing more is more work for nothing. Null where it does not.
 */
export function tallestSpared(plan: UploadPlan, cameraHeight: number): number | null {
  if ((CPU_STEPS[plan.cpu.step]?.sizes ?? 0) === 0) return null;
  const scales = [...plan.peers.values()].map(({ camera }) => camera.scaleDownBy);
  return scales.length === 0 ? null : cameraHeight / Math.min(...scales);
}

// Sizes

const LAST_PLACE = SCALES.length - 1;
const scaleAt = (place: number) => SCALES[Math.min(Math.max(place, 0), LAST_PLACE)] ?? 1;

/** The smallest picture that still fills `shownHeight`. */
function placeForHeight(captured: number, shownHeight: number): number {
  const needed = shownHeight * UPLOAD.heightTolerance;
  return Math.max(
    0,
    SCALES.findLastIndex((scale) => captured / scale >= needed),
  );
}

/** `before` if it lies between what a little less and a little more would ask for; else the nearer of these. */
function steady(finer: number, coarser: number, before: number | undefined, now: number): number {
  return before === undefined ? now : Math.min(Math.max(before, finer), coarser);
}

/** The place that the shown size alone asks for. */
function sizeOnly({ id, shown }: Receiver, { capture, peers, previous }: UploadNeeds): number {
  // Nobody has said how large: as large as people are in a room of so many.
  if (shown === null) return placeOfScale(sendingParameters("camera", peers.length).scaleDownBy);
  const before = previous?.places.get(id)?.size;
  // A picture that was hidden comes back at the size it had, or at the one that is asked for now.
  if (shown.cameraHeight === 0 || capture.cameraHeight === null) return before ?? 0;
  const captured = capture.cameraHeight;
  const at = (factor: number) => placeForHeight(captured, shown.cameraHeight * factor);
  return steady(at(1 + UPLOAD.hysteresis), at(1 - UPLOAD.hysteresis), before, at(1));
}

/** Relief of the processor makes pictures smaller, but not the one that everyone looks at. */
function sizePlace(peer: Receiver, needs: UploadNeeds, cpu: CpuRelief): number {
  const smaller = peer.isActiveSpeaker ? 0 : (CPU_STEPS[cpu.step]?.sizes ?? 0);
  const place = sizeOnly(peer, needs);
  const captured = needs.capture.cameraHeight ?? 0;
  // Below that little is saved: what is left is the same for every size.
  const smallest = SCALES.findLastIndex((scale) => captured / scale >= UPLOAD.cpuFloorHeight);
  return Math.min(LAST_PLACE, Math.max(place, Math.min(place + smaller, smallest)));
}

function placeOfScale(scaleDownBy: number | null): number {
  return Math.max(
    0,
    SCALES.findLastIndex((scale) => scale <= (scaleDownBy ?? 1)),
  );
}

/** The largest picture that `bps` can fill. */
function ratePlace(
  bps: number,
  { height, frameRate, before }: { height: number; frameRate: number; before: number | undefined },
): number {
  const at = (factor: number) => {
    const place = SCALES.findIndex(
      (scale) => ratesOf(height / scale, frameRate).floorBps <= bps * factor,
    );
    return place === -1 ? LAST_PLACE : place;
  };
  return steady(at(1 + UPLOAD.hysteresis), at(1 - UPLOAD.hysteresis), before, at(1));
}

/** What a camera's picture of this height and frame rate is worth, and the least that it needs; bits a second. */
export function ratesOf(
  height: number,
  frameRate: number,
): { readonly bitrateBps: number; readonly floorBps: number } {
  const row = BITRATES.find(({ upToHeight }) => height <= upToHeight) ?? BITRATES[0];
  const factor = Math.min(1, Math.max(0, frameRate) / FULL_FRAME_RATE) ** UPLOAD.frameRateExponent;
  return {
    bitrateBps: (row?.bitrateBps ?? 0) * factor,
    floorBps: (row?.floorBps ?? 0) * factor,
  };
}

// Wishes

function keyOf(id: ParticipantId, source: Wish["source"]): string {
  return `${source} ${id}`;
}

/** The least that a camera is sent with, whatever its frame rate: the smallest size of all. */
const CAMERA_FLOOR_BPS = BITRATES[0]?.floorBps ?? 0;

function wishesOf(
  { id, shown, isActiveSpeaker }: Receiver,
  { needs, frameRate, sizePlace }: { needs: UploadNeeds; frameRate: number; sizePlace: number },
): readonly Wish[] {
  const { capture, peers, previous } = needs;
  const before = previous?.peers.get(id);
  const wishes: Wish[] = [];
  if (capture.screenHeight !== null && shown?.screenHeight !== 0)
    wishes.push({
      id,
      source: "screen",
      worth: 2,
      height: shown?.screenHeight ?? 0,
      wantedBps: UPLOAD.screenBps,
      floorBps: UPLOAD.screenFloorBps,
      wasPaused: before?.screen.sending === "paused",
    });
  if (capture.cameraHeight !== null && shown?.cameraHeight !== 0) {
    const { bitrateBps } = ratesOf(capture.cameraHeight / scaleAt(sizePlace), frameRate);
    const bound = sendingParameters("camera", peers.length).maxBitrateBps;
    wishes.push({
      id,
      source: "camera",
      worth: isActiveSpeaker ? 1 : 0,
      height: shown?.cameraHeight ?? 0,
      wantedBps: Math.max(
        CAMERA_FLOOR_BPS,
        shown === null && bound !== null ? Math.min(bitrateBps, bound) : bitrateBps,
      ),
      floorBps: CAMERA_FLOOR_BPS,
      wasPaused: before?.camera.sending === "paused",
    });
  }
  return wishes;
}

// Sharing

/**
 * Bits a second for every wish that gets some. Everyone is seen small before anyone is seen large: first each gets its
 * floor, in order of worth, then each class is filled up, in the same order, the poorest first (max-min fairness).
 */
function share(
  wishes: readonly Wish[],
  room: { readonly totalBps: number; readonly linkBps: ReadonlyMap<ParticipantId, number> },
): ReadonlyMap<string, number> {
  let leftBps = room.totalBps;
  const linkLeftBps = new Map(room.linkBps);
  const granted = new Map<string, number>();
  const give = ({ id, source }: Wish, bps: number) => {
    const key = keyOf(id, source);
    granted.set(key, (granted.get(key) ?? 0) + bps);
    leftBps -= bps;
    linkLeftBps.set(id, (linkLeftBps.get(id) ?? 0) - bps);
  };

  for (const wish of [...wishes].sort(byWorth)) {
    const neededBps = wish.floorBps * (wish.wasPaused ? UPLOAD.resumeFactor : 1);
    if (neededBps <= leftBps && neededBps <= (linkLeftBps.get(wish.id) ?? 0))
      give(wish, wish.floorBps);
  }
  for (const worth of [2, 1, 0]) {
    const open = wishes
      .filter((wish) => wish.worth === worth && granted.has(keyOf(wish.id, wish.source)))
      .map((wish) => ({
        wish,
        moreBps: Math.max(
          0,
          Math.min(wish.wantedBps - wish.floorBps, linkLeftBps.get(wish.id) ?? 0),
        ),
      }))
      .sort((a, b) => a.moreBps - b.moreBps);
    open.forEach(({ wish, moreBps }, place) => {
      give(wish, Math.max(0, Math.min(moreBps, leftBps / (open.length - place))));
    });
  }
  return granted;
}

/** What is sent already goes before what is paused: otherwise two would take turns. */
function byWorth(a: Wish, b: Wish): number {
  return (
    b.worth - a.worth ||
    Number(a.wasPaused) - Number(b.wasPaused) ||
    b.height - a.height ||
    (a.id < b.id ? -1 : 1)
  );
}

// Plans

function cameraPlan(
  { shown, isActiveSpeaker }: Receiver,
  {
    needs: { capture },
    frameRate,
    place,
    cameraBps,
  }: { needs: UploadNeeds; frameRate: number; place: number; cameraBps: number | undefined },
): Omit<PicturePlan, "codec"> {
  const sending = sendingOf(capture.cameraHeight, shown?.cameraHeight, cameraBps);
  const scaleDownBy = scaleAt(place);
  const { bitrateBps } = ratesOf((capture.cameraHeight ?? 0) / scaleDownBy, frameRate);
  return {
    sending,
    keepsSize: isActiveSpeaker,
    // What is not captured is not encoded anyway, and must not wait for a plan when it comes.
    active: sending === "sent" || sending === "off",
    scaleDownBy,
    maxBitrateBps: onGrid(Math.max(CAMERA_FLOOR_BPS, cameraBps ?? 0), bitrateBps),
    maxFrameRate: Math.round(frameRate),
  };
}

function screenPlan(
  { shown }: Receiver,
  { needs: { capture }, screenBps }: { needs: UploadNeeds; screenBps: number | undefined },
): PicturePlan {
  const sending = sendingOf(capture.screenHeight, shown?.screenHeight, screenBps);
  const maxBitrateBps = onGrid(screenBps ?? UPLOAD.screenFloorBps, UPLOAD.screenBps);
  const row = capture.screenMoves
    ? SCREEN_FRAME_RATES[0]
    : SCREEN_FRAME_RATES.find(({ fromBps }) => maxBitrateBps >= fromBps);
  return {
    sending,
    keepsSize: !capture.screenMoves,
    active: sending === "sent" || sending === "off",
    // Text that is scaled is not read.
    scaleDownBy: 1,
    maxBitrateBps,
    maxFrameRate: row?.frameRate ?? FULL_FRAME_RATE,
    // Only some encoders of the cheap ones are good at text.
    codec: "negotiated",
  };
}

function sendingOf(
  captured: number | null,
  shownHeight: number | undefined,
  granted: number | undefined,
): Sending {
  if (captured === null) return "off";
  if (shownHeight === 0) return "hidden";
  return granted === undefined ? "paused" : "sent";
}

/** At most `granted`, and the wish itself where that is granted. Never more than either. */
function onGrid(granted: number, wanted: number): number {
  if (granted >= wanted) return Math.floor(wanted);
  const steps = Math.floor(Math.log(granted / CAMERA_FLOOR_BPS) / Math.log(UPLOAD.bitrateGrid));
  return Math.floor(Math.min(granted, CAMERA_FLOOR_BPS * UPLOAD.bitrateGrid ** Math.max(0, steps)));
}

// Processor

/** One step more of relief while the processor is short, one less when it has had time enough for long. */
export function relieve(before: CpuRelief, isShort: boolean, nowMs: number): CpuRelief {
  if (isShort) {
    if (nowMs - before.changedAtMs < UPLOAD.cpuDownEveryMs) return { ...before, shortAtMs: nowMs };
    const step = Math.min(before.step + 1, CPU_STEPS.length - 1);
    // Short again soon after the last step back: that step was one too many.
    const isRelapse =
      before.shortAtMs < before.changedAtMs && nowMs - before.changedAtMs < before.upAfterMs;
    const upAfterMs = isRelapse
      ? Math.min(before.upAfterMs * 2, UPLOAD.cpuUpAfterMaxMs)
      : before.upAfterMs;
    return { step, changedAtMs: nowMs, shortAtMs: nowMs, upAfterMs };
  }
  if (before.step === 0) return before;
  if (nowMs - Math.max(before.changedAtMs, before.shortAtMs) < before.upAfterMs) return before;
  return { ...before, step: before.step - 1, changedAtMs: nowMs };
}
