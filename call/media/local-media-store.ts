/** The own microphone and camera: carries out what the person wants with what the browser gives. */

import type { SelfState } from "#protocol/room.ts";
import { createStore } from "../store.ts";
import { CONTENT_HINT, captureTrack, type DeviceWish } from "./capture.ts";
import { captureObstacle, captureProblem } from "./capture-problem.ts";
import {
  newlyPluggedIn,
  type RememberedDevices,
  rememberedDevices,
  toDeviceLists,
} from "./devices.ts";
import type {
  CapturedSource,
  CaptureProblem,
  DeviceChoice,
  DeviceNotice,
  LocalMedia,
  LocalMediaState,
  SourceState,
} from "./local-media.ts";

/** What the engine needs of its own media besides what people may do with it. */
export interface OwnMedia extends LocalMedia {
  /** Recalls earlier choices, watches devices and permissions, and captures what is wanted. Until `stop()`. */
  start(choices?: Pick<RememberedDevices, CapturedSource>): void;
  /** Releases camera and microphone before it returns. What is wanted stays wanted; `start()` may follow. */
  stop(): void;
}

/** What of the page is used; replaced in tests. */
interface CaptureEnvironment {
  readonly isSecureContext: boolean;
  readonly mediaDevices: MediaDevices | undefined;
  readonly permissions: Permissions | undefined;
  readonly storage: () => Storage;
}

export interface OwnMediaOptions {
  /** Hands a changed track on; the previous one is stopped once this settles. */
  readonly publish: (source: CapturedSource, track: MediaStreamTrack | null) => Promise<void>;
  /** A source that may not be used now is not turned on. */
  readonly isPermitted?: (source: CapturedSource) => boolean;
  readonly environment?: () => CaptureEnvironment;
}

/** A browser that has not answered by then has lost the question, or hides a prompt. */
const ANSWER_WITHIN_MS = 10_000;
const NOTICES_KEPT = 8;
const SOURCES: readonly CapturedSource[] = ["microphone", "camera"];

/** What `media` lets others see and hear now. */
export function selfStateOf({
  microphone,
  camera,
}: LocalMediaState): Pick<SelfState, CapturedSource> {
  const isSent = ({ wanted, track }: SourceState) => wanted && track !== null;
  return { microphone: isSent(microphone), camera: isSent(camera) };
}

/** Has no side effect before `start()`, `setWanted()` or `chooseDevice()`. */
export function createOwnMedia(options: OwnMediaOptions): OwnMedia {
  const environment = options.environment ?? pageEnvironment;
  const devices = rememberedDevices(() => environment().storage());
  const store = createStore<LocalMediaState>({
    microphone: initialSource(),
    camera: initialSource(),
    microphones: [],
    cameras: [],
    speakers: [],
    speakerId: null,
    notices: [],
  });
  /** What the person chose, which may differ from what had to do instead. */
  const chosen: Record<CapturedSource, string | null> = { microphone: null, camera: null };
  const chosenOn: Record<CapturedSource, boolean> = { microphone: true, camera: true };
  const asking: Record<
    CapturedSource,
    { controller: AbortController; done: Promise<void> } | null
  > = { microphone: null, camera: null };
  let recalled = false;
  let watching: AbortController | null = null;

  const sourceOf = (source: CapturedSource) => store.getSnapshot()[source];
  const patch = (source: CapturedSource, change: Partial<SourceState>) =>
    store.update((state) => ({ ...state, [source]: { ...state[source], ...change } }));
  const listOf = (source: CapturedSource) =>
    source === "microphone" ? store.getSnapshot().microphones : store.getSnapshot().cameras;

  const recall = () => {
    if (recalled) return;
    recalled = true;
    const remembered = devices.recall();
    for (const source of SOURCES) {
      chosen[source] = remembered[source].deviceId;
      chosenOn[source] = remembered[source].wanted;
      patch(source, remembered[source]);
    }
    store.update((state) => ({ ...state, speakerId: remembered.speakerId }));
  };
  const remember = () => {
    devices.remember({
      microphone: { wanted: chosenOn.microphone, deviceId: chosen.microphone },
      camera: { wanted: chosenOn.camera, deviceId: chosen.camera },
      speakerId: store.getSnapshot().speakerId,
    });
  };

  const notify = (notice: Omit<DeviceNotice, "id">) =>
    store.update((state) => ({
      ...state,
      notices: [...state.notices, { id: (state.notices.at(-1)?.id ?? 0) + 1, ...notice }].slice(
        -NOTICES_KEPT,
      ),
    }));

  /** Puts `track` in the place of the previous one, without a gap for those who receive it. */
  const install = async (source: CapturedSource, track: MediaStreamTrack) => {
    const { track: previous, wanted } = sourceOf(source);
    track.contentHint = CONTENT_HINT[source];
    if (source === "microphone") track.enabled = wanted;
    track.addEventListener("ended", () => void onEnded(source, track));
    const deviceId = track.getSettings().deviceId ?? chosen[source];
    patch(source, { track, problem: null, deviceId });
    await options.publish(source, track);
    previous?.stop();
    await refreshDevices();
  };

  const drop = (source: CapturedSource, problem: CaptureProblem | null) => {
    const { track } = sourceOf(source);
    if (track === null) return patch(source, { problem });
    track.stop();
    patch(source, { track: null, problem });
    void options.publish(source, null);
  };

  const cancel = (source: CapturedSource) => {
    asking[source]?.controller.abort();
    asking[source] = null;
    if (sourceOf(source).starting) patch(source, { starting: false });
  };

  /** Asks for a track and installs it. A later question to the same source withdraws an earlier one. */
  const ask = (source: CapturedSource, wish: DeviceWish | null): Promise<void> => {
    cancel(source);
    const controller = new AbortController();
    const done = answer(source, wish, controller.signal).finally(() => {
      if (asking[source]?.controller === controller) asking[source] = null;
    });
    asking[source] = { controller, done };
    return done;
  };

  const answer = async (
    source: CapturedSource,
    wish: DeviceWish | null,
    signal: AbortSignal,
  ): Promise<void> => {
    const { mediaDevices, isSecureContext } = environment();
    const obstacle = captureObstacle({ isSecureContext, hasMediaDevices: !!mediaDevices });
    if (obstacle !== null || mediaDevices === undefined)
      return patch(source, { problem: obstacle ?? "unsupported" });

    patch(source, { starting: true });
    const stopTiming = whenLate(source, signal);
    try {
      const track = await captureTrack(mediaDevices, source, wish);
      // The answer came after the question was withdrawn: the light must not stay on.
      if (signal.aborted) return track.stop();
      patch(source, { starting: false });
      await install(source, track);
    } catch (error) {
      if (signal.aborted) return;
      patch(source, { starting: false, problem: captureProblem(error) });
      await refreshDevices();
    } finally {
      stopTiming();
    }
  };

  /** Says so when the browser does not answer, unless it is the person who is being asked. */
  const whenLate = (source: CapturedSource, signal: AbortSignal) => {
    const timer = setInterval(async () => {
      if ((await permissionOf(source)) === "prompt" || signal.aborted) return;
      if (sourceOf(source).starting && sourceOf(source).track === null)
        patch(source, { problem: "timed-out" });
    }, ANSWER_WITHIN_MS);
    return () => clearInterval(timer);
  };

  const rememberedWish = (source: CapturedSource): DeviceWish | null => {
    const deviceId = chosen[source];
    return deviceId === null ? null : { deviceId, firmly: false };
  };

  /** Starts what is wanted and not there. */
  const pursue = async (source: CapturedSource) => {
    const { wanted, track } = sourceOf(source);
    if (!wanted || track !== null) return;
    await (asking[source]?.done ?? ask(source, rememberedWish(source)));
  };

  /** The device went away under a running track, or permission was withdrawn. */
  const onEnded = async (source: CapturedSource, track: MediaStreamTrack) => {
    if (sourceOf(source).track !== track) return;
    const lostId = track.getSettings().deviceId ?? null;
    if ((await permissionOf(source)) === "denied") return drop(source, "denied");
    if (sourceOf(source).track !== track) return;
    drop(source, "lost");
    await refreshDevices();
    const others = listOf(source).filter(({ deviceId }) => deviceId !== lostId);
    if (others.length > 0 && sourceOf(source).wanted) await ask(source, null);
    const { track: next } = sourceOf(source);
    if (next !== null) {
      const { deviceId } = sourceOf(source);
      notify({ kind: "fell-back", source, deviceId, label: next.label });
    } else if (others.length === 0) {
      patch(source, { problem: "lost" });
      notify({ kind: "lost", source, deviceId: lostId, label: track.label });
    }
  };

  const refreshDevices = async () => {
    const { mediaDevices } = environment();
    if (mediaDevices === undefined) return;
    try {
      const lists = toDeviceLists(await mediaDevices.enumerateDevices());
      store.update((state) => ({
        ...state,
        microphones: reuseList(state.microphones, lists.microphones),
        cameras: reuseList(state.cameras, lists.cameras),
        speakers: reuseList(state.speakers, lists.speakers),
      }));
    } catch {
      // The lists stay as they were.
    }
  };

  const onDeviceChange = async () => {
    const before = { microphone: listOf("microphone"), camera: listOf("camera") };
    await refreshDevices();
    for (const source of SOURCES) {
      const added = newlyPluggedIn(before[source], listOf(source));
      for (const { deviceId, label } of added)
        notify({ kind: "appeared", source, deviceId, label });
      const { track, problem, deviceId } = sourceOf(source);
      const back = added.find((device) => device.deviceId === chosen[source]);
      if (track !== null && back !== undefined && back.deviceId !== deviceId)
        void ask(source, { deviceId: back.deviceId, firmly: true });
      else if (problem === "lost" || problem === "missing") void pursue(source);
    }
  };

  const watchPermission = async (source: CapturedSource, signal: AbortSignal) => {
    const status = await queryPermission(environment().permissions, source);
    if (status === null || signal.aborted) return;
    status.addEventListener(
      "change",
      () => {
        if (status.state === "granted") void pursue(source);
        if (status.state === "denied") {
          // Where the browser ends the tracks itself this comes second, and changes nothing.
          cancel(source);
          if (sourceOf(source).wanted) drop(source, "denied");
        }
      },
      { signal },
    );
  };
  const permissionOf = async (source: CapturedSource): Promise<PermissionState | null> =>
    (await queryPermission(environment().permissions, source))?.state ?? null;

  /** Takes the chosen device instead of the running one, which goes on if that fails. */
  const switchTo = async (source: CapturedSource, deviceId: string) => {
    const { track: running, deviceId: runningId } = sourceOf(source);
    await ask(source, { deviceId, firmly: true });
    if (running === null || sourceOf(source).track !== running) return;
    if (sourceOf(source).problem === "busy") {
      // Some browsers open one microphone at a time: let go of the old one, and try once more.
      running.stop();
      await ask(source, { deviceId, firmly: true });
      if (sourceOf(source).track !== running) return;
      drop(source, "busy");
      chosen[source] = runningId;
      return pursue(source);
    }
    if (sourceOf(source).problem !== null) {
      chosen[source] = runningId;
      patch(source, { problem: null });
    }
  };

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,

    start(choices) {
      recall();
      if (watching !== null) return;
      watching = new AbortController();
      const { signal } = watching;
      if (choices !== undefined)
        for (const source of SOURCES) {
          chosen[source] = choices[source].deviceId;
          patch(source, choices[source]);
        }
      environment().mediaDevices?.addEventListener("devicechange", () => void onDeviceChange(), {
        signal,
      });
      for (const source of SOURCES) {
        void watchPermission(source, signal);
        // Each asked for on its own, so that a missing camera never costs the microphone.
        void pursue(source);
      }
      void refreshDevices();
    },

    stop() {
      watching?.abort();
      watching = null;
      for (const source of SOURCES) {
        cancel(source);
        drop(source, null);
      }
    },

    async setWanted(source, wanted, given) {
      recall();
      if (wanted && options.isPermitted?.(source) === false) return;
      patch(source, { wanted });
      if (given?.forNow !== true) {
        chosenOn[source] = wanted;
        remember();
      }
      const { track } = sourceOf(source);
      if (source === "microphone" && track !== null) {
        track.enabled = wanted;
        return;
      }
      if (wanted) return pursue(source);
      cancel(source);
      drop(source, null);
    },

    async chooseDevice(kind, deviceId) {
      recall();
      if (kind === "speaker") {
        store.update((state) => ({ ...state, speakerId: deviceId }));
        return remember();
      }
      chosen[kind] = deviceId;
      remember();
      const { track, wanted } = sourceOf(kind);
      if (track === null && !wanted) return patch(kind, { deviceId });
      await switchTo(kind, deviceId);
    },

    async retry() {
      await Promise.all(
        SOURCES.filter((source) => sourceOf(source).problem !== null).map((source) =>
          sourceOf(source).track === null ? pursue(source) : patch(source, { problem: null }),
        ),
      );
    },
  };
}

function initialSource(): SourceState {
  return { wanted: true, problem: null, starting: false, track: null, deviceId: null };
}

function reuseList(
  before: readonly DeviceChoice[],
  now: readonly DeviceChoice[],
): readonly DeviceChoice[] {
  const same =
    before.length === now.length &&
    before.every(
      ({ deviceId, label }, place) =>
        now[place]?.deviceId === deviceId && now[place].label === label,
    );
  return same ? before : now;
}

async function queryPermission(
  permissions: Permissions | undefined,
  source: CapturedSource,
): Promise<PermissionStatus | null> {
  try {
    return (await permissions?.query({ name: source })) ?? null;
  } catch {
    // A browser that does not know the name: problems then show when asking.
    return null;
  }
}

function pageEnvironment(): CaptureEnvironment {
  return {
    isSecureContext: window.isSecureContext,
    mediaDevices: navigator.mediaDevices,
    permissions: navigator.permissions,
    storage: () => localStorage,
  };
}
