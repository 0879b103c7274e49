/** Writing to the disk where only workers can (public/disk.js). */

/** A file that is open for writing. Ends with `close()` or `abort()`. */
export interface OpenFile {
  write(block: ArrayBuffer): Promise<void>;
  close(): Promise<void>;
  /** What is in the file counts no more. May reject where it was closed already. */
  abort(): Promise<void>;
}

export interface DiskWorker {
  /** Opens a file of the folder, made if it is not there. Rejects where the browser cannot. */
  open(name: string): Promise<OpenFile>;
  /** Gives up all that is open. */
  end(): void;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (problem: Error) => void;
}

/** Starts a worker for the folder at this path from the root of the page's disk. Lives until `end()`, or with the page. */
export function startDiskWorker(path: readonly string[]): DiskWorker {
  const worker = new Worker("/disk.js");
  const waiting = new Map<number, Waiting>();
  let requests = 0;
  let isBroken = false;
  worker.addEventListener("message", ({ data }) => {
    const { request, problem } = data;
    const asked = waiting.get(request);
    waiting.delete(request);
    if (problem === undefined) asked?.resolve();
    else asked?.reject(new Error(problem));
  });
  worker.addEventListener("error", () => {
    isBroken = true;
    for (const { reject } of waiting.values()) reject(new Error("no worker for the disk"));
    waiting.clear();
  });
  const ask = (act: "open" | "write" | "close", details: object) =>
    new Promise<void>((resolve, reject) => {
      if (isBroken) return reject(new Error("no worker for the disk"));
      requests += 1;
      waiting.set(requests, { resolve, reject });
      worker.postMessage({ request: requests, act, ...details });
    });
  return {
    async open(name) {
      await ask("open", { path, name });
      const close = () => ask("close", { name });
      // Copied, not handed over: whoever brought the block still counts its bytes.
      return { write: (block) => ask("write", { name, block }), close, abort: close };
    },
    end: () => worker.terminate(),
  };
}
