/** The own microphone, camera and speaker: choices, permissions, devices, tracks. */

import type { ReadableStore } from "../store.ts";

export type CapturedSource = "microphone" | "camera";

/** Why a device gives nothing; each has its own sentence and help. */
export type CaptureProblem =
  /** The person or a policy said no. */
  | "denied"
  /** No such device is plugged in. */
  | "missing"
  /** Another program holds it. */
  | "busy"
  /** The browser did not answer in time; it may still do so. */
  | "timed-out"
  /** This browser cannot capture. */
  | "unsupported"
  /** The page is not a secure context, so browsers hide the devices. */
  | "insecure"
  /** It was unplugged while in use, and there is no other. */
  | "lost";

export interface SourceState {
  /** What the person chose; kept while a problem stands in the way, and carried out when it goes. */
  readonly wanted: boolean;
  readonly problem: CaptureProblem | null;
  /** True from asking the browser until it answers. */
  readonly starting: boolean;
  /** The live local track; a muted microphone keeps it (disabled), a camera that is off has none. */
  readonly track: MediaStreamTrack | null;
  /** Device in use or chosen; null for the browser's default. */
  readonly deviceId: string | null;
}

export interface DeviceChoice {
  readonly deviceId: string;
  /** As the browser names it; empty until permission was given. */
  readonly label: string;
}

/** A device change worth telling the person about. Ids only grow. */
export interface DeviceNotice {
  readonly id: number;
  /** `fell-back`: the device in use went away, `label` took over. `appeared`: a new one can be used. `lost`: none is left. */
  readonly kind: "fell-back" | "appeared" | "lost";
  readonly source: CapturedSource;
  readonly deviceId: string | null;
  readonly label: string;
}

export interface LocalMediaState {
  readonly microphone: SourceState;
  readonly camera: SourceState;
  readonly microphones: readonly DeviceChoice[];
  readonly cameras: readonly DeviceChoice[];
  /** Empty where the browser cannot choose an output. */
  readonly speakers: readonly DeviceChoice[];
  readonly speakerId: string | null;
  readonly notices: readonly DeviceNotice[];
}

export interface LocalMedia extends ReadableStore<LocalMediaState> {
  /**
   * Turns a source on or off. Camera off stops capture; microphone off keeps it and sends silence. Never rejects:
   * what went wrong is in the state. What somebody else decided is `forNow`: the person's own choice stays remembered.
   */
  setWanted(
    source: CapturedSource,
    wanted: boolean,
    options?: { readonly forNow: boolean },
  ): Promise<void>;
  /** Chooses a device, remembers it, and switches a running source to it without a gap for others. */
  chooseDevice(kind: CapturedSource | "speaker", deviceId: string): Promise<void>;
  /** Asks again for everything wanted that has a problem. */
  retry(): Promise<void>;
}
