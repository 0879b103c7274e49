/** What the process that makes load is asked to do, and what it answers. */

import { bundlePath } from "./bundle-path.ts";
import { type MeasuredProcess, startMeasuredProcess } from "./measured-process.ts";
import type { ServerKind } from "./servers.ts";

export type LoadTask =
  /** Make so many meetings; resolves with what they are called. */
  | {
      readonly kind: "meetings";
      readonly server: ServerKind;
      readonly url: string;
      readonly count: number;
    }
  /** Fill rooms with so many people each. They stay until `close`. */
  | {
      readonly kind: "open";
      readonly server: ServerKind;
      readonly url: string;
      readonly rooms: readonly string[];
      readonly people: number;
      readonly atOnce: number;
    }
  /** Let the pairs that are open send descriptions to each other. */
  | {
      readonly kind: "relay";
      readonly server: ServerKind;
      readonly durationMs: number;
      readonly perSecond: number;
    }
  | { readonly kind: "close"; readonly server: ServerKind };

export interface OpenOutcome {
  readonly joins: number;
  readonly elapsedMs: number;
  /** Processor time of the load itself: near `elapsedMs` it, not the server, was the limit. */
  readonly ownCpuMs: number;
}

export interface RelayOutcome {
  /** Sending to arrival, milliseconds, in order of arrival. */
  readonly latenciesMs: readonly number[];
}

export interface Load {
  meetings(task: Omit<LoadTask & { kind: "meetings" }, "kind">): Promise<readonly string[]>;
  open(task: Omit<LoadTask & { kind: "open" }, "kind">): Promise<OpenOutcome>;
  relay(task: Omit<LoadTask & { kind: "relay" }, "kind">): Promise<RelayOutcome>;
  close(server: ServerKind): Promise<void>;
}

/** Runs the process while `use` does; its sockets go with it. */
export async function withLoad<T>(use: (load: Load) => Promise<T>): Promise<T> {
  const child: MeasuredProcess = startMeasuredProcess(bundlePath("load"));
  const perform = (task: LoadTask): Promise<unknown> => child.perform(task);
  try {
    // A task that comes earlier would be heard by nobody.
    await child.printed(/(ready)/);
    return await use({
      // The process answers each kind with its own outcome; IPC knows no types.
      meetings: async (task) => (await perform({ kind: "meetings", ...task })) as string[],
      open: async (task) => (await perform({ kind: "open", ...task })) as OpenOutcome,
      relay: async (task) => (await perform({ kind: "relay", ...task })) as RelayOutcome,
      close: async (server) => {
        await perform({ kind: "close", server });
      },
    });
  } finally {
    await child.stop();
  }
}
