import type { ChildProcess } from "node:child_process";

/** One machine of the network, without a server or browser on it yet. */
export interface Host {
  readonly name: string;
  /**
   * Where others find it: its own address, or that of the router it stands behind. Another one after it was plugged in
   * again.
   */
  readonly address: string;
  /** Name of its network namespace, for `ip netns exec`. */
  readonly namespace: string;
  /** Starts a program on this host. Ended by whoever started it, else by `close()` of the network. */
  spawn(command: string, words: readonly string[]): ChildProcess;
  /**
   * Path of a script that runs the given program on this host, for what takes a path and starts it itself
   * (`executablePath`). Pipes, arguments and signals pass through.
   */
  executable(program: string): Promise<string>;
}
