/** Whether microphone and camera give something. What they give goes nowhere, and both are let go of at once. */

import { captureObstacle, captureProblem } from "../media/capture-problem.ts";
import type { CapturedSource, CaptureProblem } from "../media/local-media.ts";
import type { Finding } from "./findings.ts";

export interface DeviceParts {
  /** Absent where the browser hides devices. */
  readonly devices: Pick<MediaDevices, "getUserMedia"> | undefined;
  readonly isSecureContext: boolean;
  /** What the browser was told about a device before; null where it does not say. */
  readonly permission: (source: CapturedSource) => Promise<PermissionState | null>;
  /** Whether the track carries anything but zeros within some seconds; true where that cannot be told. */
  readonly isHeard: (track: MediaStreamTrack, signal: AbortSignal) => Promise<boolean>;
}

export interface DeviceFindings {
  readonly microphone: Finding;
  readonly camera: Finding;
}

const skipped: DeviceFindings = {
  microphone: { code: "skipped.wanted" },
  camera: { code: "skipped.wanted" },
};

/**
 * Asks for both in one question, and waits for the answer as long as the person takes; `signal` ends the waiting, and
 * both are then skipped. A device that comes too late is stopped. Never rejects.
 */
export async function probeDevices(
  parts: DeviceParts,
  signal: AbortSignal,
): Promise<DeviceFindings> {
  const { devices } = parts;
  const obstacle = captureObstacle({
    isSecureContext: parts.isSecureContext,
    hasMediaDevices: devices !== undefined,
  });
  if (devices === undefined || obstacle !== null) {
    const problem = obstacle ?? "unsupported";
    return {
      microphone: problemFinding("microphone", problem),
      camera: problemFinding("camera", problem),
    };
  }
  if (signal.aborted) return skipped;
  const onSkip = new Promise<DeviceFindings>((resolve) => {
    signal.addEventListener("abort", () => resolve(skipped), { once: true });
  });
  return await Promise.race([askForBoth(devices, parts, signal), onSkip]);
}

async function askForBoth(
  devices: Pick<MediaDevices, "getUserMedia">,
  parts: DeviceParts,
  signal: AbortSignal,
): Promise<DeviceFindings> {
  const both = await capture(devices, { audio: true, video: true }, signal);
  if ("stream" in both) {
    try {
      return {
        microphone: await judgeMicrophone(both.stream, parts, signal),
        camera: judgeCamera(both.stream),
      };
    } finally {
      release(both.stream);
    }
  }
  // One of the two may still work.
  return {
    microphone: await tryAlone("microphone", both.problem),
    camera: await tryAlone("camera", both.problem),
  };

  async function tryAlone(source: CapturedSource, whenBoth: CaptureProblem): Promise<Finding> {
    // After a "no", only what was allowed before: a second question would be pestering.
    const mayTry = whenBoth !== "denied" || (await parts.permission(source)) === "granted";
    if (!mayTry || signal.aborted) return problemFinding(source, whenBoth);
    const alone = await capture(
      devices,
      source === "microphone" ? { audio: true } : { video: true },
      signal,
    );
    if ("problem" in alone) return problemFinding(source, alone.problem);
    try {
      return source === "microphone"
        ? await judgeMicrophone(alone.stream, parts, signal)
        : judgeCamera(alone.stream);
    } finally {
      release(alone.stream);
    }
  }
}

async function capture(
  devices: Pick<MediaDevices, "getUserMedia">,
  constraints: MediaStreamConstraints,
  signal: AbortSignal,
): Promise<{ stream: MediaStream } | { problem: CaptureProblem }> {
  try {
    const stream = await devices.getUserMedia(constraints);
    if (!signal.aborted) return { stream };
    release(stream);
    return { problem: "timed-out" };
  } catch (error) {
    return { problem: captureProblem(error) };
  }
}

async function judgeMicrophone(
  stream: MediaStream,
  parts: DeviceParts,
  signal: AbortSignal,
): Promise<Finding> {
  const [track] = stream.getAudioTracks();
  if (track === undefined) return { code: "microphone.missing" };
  const heard = !track.muted && (await parts.isHeard(track, signal));
  return { code: heard ? "microphone.good" : "microphone.silent" };
}

function judgeCamera(stream: MediaStream): Finding {
  const [track] = stream.getVideoTracks();
  if (track === undefined) return { code: "camera.missing" };
  const { width = 0, height = 0 } = track.getSettings();
  return { code: "camera.good", values: { width, height } };
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function problemFinding(source: CapturedSource, problem: CaptureProblem): Finding {
  // Neither can come from a first request: they belong to devices in use.
  if (problem === "timed-out" || problem === "lost") return { code: `${source}.busy` };
  return { code: `${source}.${problem}` };
}

/** How long a microphone may be silent before it is called so: breathing is heard sooner. */
const LISTEN_MS = 1_500;
const LISTEN_STEP_MS = 100;

/** `isHeard` of a browser. Digital silence is a switch or a driver; the quietest room is louder. */
export async function isHeard(track: MediaStreamTrack, signal: AbortSignal): Promise<boolean> {
  if (typeof AudioContext === "undefined") return true;
  const context = new AudioContext();
  try {
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    for (let waitedMs = 0; waitedMs < LISTEN_MS && !signal.aborted; waitedMs += LISTEN_STEP_MS) {
      await new Promise((resolve) => setTimeout(resolve, LISTEN_STEP_MS));
      analyser.getFloatTimeDomainData(samples);
      if (samples.some((sample) => sample !== 0)) return true;
    }
    // A context that the browser holds back hears nothing from anybody.
    return context.state !== "running";
  } catch {
    // Firefox refuses a context whose rate differs from the microphone's.
    return true;
  } finally {
    await context.close();
  }
}

/** `permission` of a browser. Not every one knows these names, and some know the names and not the answer. */
export async function permissionOf(source: CapturedSource): Promise<PermissionState | null> {
  try {
    return (await navigator.permissions.query({ name: source })).state;
  } catch {
    return null;
  }
}
