/** Lets a browser look for candidates of one kind, without connecting to anybody. */

import { deadline } from "./deadline.ts";

export type CreateConnection = (configuration: RTCConfiguration) => RTCPeerConnection;

export interface Gathered {
  /** `none`: the browser is done and there is no such candidate. `silent`: it still waits for an answer. */
  readonly result: "found" | "none" | "silent";
  readonly tookMs: number;
  /** Whether any candidate for UDP came, be it the device's own address: policies can forbid UDP altogether. */
  readonly hasUdp: boolean;
  /** `errorCode` of each `icecandidateerror` (webrtc-pc §4.8.2); empty in browsers without that event. */
  readonly errorCodes: readonly number[];
}

export interface GatherOptions {
  readonly createConnection: CreateConnection;
  readonly configuration: RTCConfiguration;
  readonly type: "srflx" | "relay";
  readonly withinMs: number;
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
}

/** Resolves with the first candidate of the type, or when there will be none. Closes its connection; never rejects. */
export async function gather(options: GatherOptions): Promise<Gathered> {
  const startedMs = options.nowMs();
  const errorCodes: number[] = [];
  let hasUdp = false;
  const finish = (result: Gathered["result"]): Gathered => ({
    result,
    tookMs: options.nowMs() - startedMs,
    hasUdp,
    errorCodes,
  });
  if (options.signal.aborted) return finish("silent");
  let connection: RTCPeerConnection;
  try {
    connection = options.createConnection(options.configuration);
  } catch {
    // A URL that this browser does not take.
    return finish("none");
  }
  const end = deadline(options.signal, options.withinMs);
  try {
    return finish(await firstOf(connection));
  } catch {
    return finish("none");
  } finally {
    end.clear();
    connection.close();
  }

  function firstOf(gathering: RTCPeerConnection): Promise<Gathered["result"]> {
    return new Promise((resolve, reject) => {
      end.signal.addEventListener("abort", () => resolve("silent"));
      gathering.addEventListener("icecandidateerror", ({ errorCode }) => {
        errorCodes.push(errorCode);
      });
      gathering.addEventListener("icecandidate", ({ candidate }) => {
        const { transport, type } = read(candidate?.candidate ?? "");
        hasUdp ||= transport === "udp";
        if (type === options.type) resolve("found");
      });
      gathering.addEventListener("icegatheringstatechange", () => {
        if (gathering.iceGatheringState === "complete") resolve("none");
      });
      gathering.createDataChannel("check");
      gathering.setLocalDescription().catch(reject);
    });
  }
}

/** The fields of a candidate line (RFC 8839 §5.1) that matter here; not every browser takes it apart itself. */
function read(line: string): { transport?: string | undefined; type?: string | undefined } {
  const [, transport, type] = /^candidate:\S+ \d+ (\S+) .* typ ([a-z]+)/i.exec(line) ?? [];
  return { transport: transport?.toLowerCase(), type };
}
