import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFileSinks, removeAbandonedFiles } from "./disk-sink.ts";
import { testSinks } from "./sink.contract.ts";
import { createMemorySinks } from "./sink.ts";

/** A folder of a disk in memory, as far as files that come use it. */
class FakeFolder {
  readonly folders = new Map<string, FakeFolder>();
  readonly files = new Map<string, FakeFile | FakeFileOfWorkers>();

  private readonly makeFile: () => FakeFile | FakeFileOfWorkers;

  constructor(makeFile: () => FakeFile | FakeFileOfWorkers) {
    this.makeFile = makeFile;
  }

  async getDirectoryHandle(name: string) {
    const folder = this.folders.get(name) ?? new FakeFolder(this.makeFile);
    this.folders.set(name, folder);
    return folder;
  }
  async getFileHandle(name: string, { create = false } = {}) {
    const file = this.files.get(name) ?? (create ? this.makeFile() : null);
    if (file === null) throw new DOMException("not there", "NotFoundError");
    this.files.set(name, file);
    return file;
  }
  async removeEntry(name: string) {
    if (!this.folders.delete(name) && !this.files.delete(name))
      throw new DOMException("not there", "NotFoundError");
  }
  async *keys() {
    yield* [...this.folders.keys(), ...this.files.keys()];
  }
}

class FakeFile {
  private saved = new Blob();

  async createWritable() {
    let blocks: ArrayBuffer[] | null = [];
    return {
      async write(block: ArrayBuffer) {
        blocks?.push(block);
      },
      close: async () => {
        this.saved = new Blob(blocks ?? []);
        blocks = null;
      },
      async abort() {
        if (blocks === null) throw new TypeError("closed already");
        blocks = null;
      },
    };
  }
  async getFile() {
    return this.saved;
  }
}

/** As in a browser in which only workers write, with one handle at a time. */
class FakeFileOfWorkers {
  private bytes: Uint8Array[] = [];
  private isOpen = false;

  async createSyncAccessHandle() {
    if (this.isOpen) throw new DOMException("open already", "NoModificationAllowedError");
    this.isOpen = true;
    this.bytes = [];
    return {
      write: (bytes: Uint8Array, { at }: { at: number }) => {
        const written = this.bytes.reduce((sum, { byteLength }) => sum + byteLength, 0);
        if (at !== written) throw new TypeError("a gap, or written over");
        const fitting = bytes.slice(0, Math.max(0, DISK_BYTES - written));
        this.bytes.push(fitting);
        return fitting.byteLength;
      },
      flush() {},
      close: () => {
        this.isOpen = false;
      },
    };
  }
  async getFile() {
    if (this.isOpen) throw new DOMException("still being written", "NotReadableError");
    return new Blob(this.bytes.map((bytes) => new Uint8Array(bytes)));
  }
}

/** Bytes of one file that a worker writes before its disk is full. */
const DISK_BYTES = 1_000;

/** Runs the real script of the worker, where it sees what a worker sees. */
class FakeWorker extends EventTarget {
  private readonly scope: { onmessage?: (event: object) => void; postMessage(data: object): void };

  constructor(path: string) {
    super();
    this.scope = {
      postMessage: (data) => this.dispatchEvent(new MessageEvent("message", { data })),
    };
    const script = readFileSync(join("public", path), "utf8");
    new Function("self", script)(this.scope);
  }
  postMessage(data: object) {
    this.scope.onmessage?.({ data: structuredClone(data) });
  }
  terminate() {}
}

/** A browser with a disk for pages. `locked` are held by other pages that live. */
function aDisk(
  locked: readonly string[] = [],
  makeFile: () => FakeFile | FakeFileOfWorkers = () => new FakeFile(),
) {
  const root = new FakeFolder(makeFile);
  vi.stubGlobal("Worker", FakeWorker);
  vi.stubGlobal("navigator", {
    storage: {
      getDirectory: async () => root,
      estimate: async () => ({ quota: 1_000_000_000, usage: 1_000 }),
    },
    locks: {
      async request(
        name: string,
        optionsOrStep: object | ((lock: object) => unknown),
        step?: (lock: object | null) => Promise<void>,
      ) {
        if (typeof optionsOrStep === "function") return optionsOrStep({ name });
        return await step?.(locked.some((each) => name.endsWith(each)) ? null : { name });
      },
    },
  });
  return root;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

testSinks("memory", createMemorySinks);

describe("a disk", () => {
  beforeEach(() => {
    aDisk();
  });
  testSinks("of the browser", createFileSinks);
});

describe("a disk for workers alone", () => {
  beforeEach(() => {
    aDisk([], () => new FakeFileOfWorkers());
  });
  testSinks("of the browser", createFileSinks);

  it("rejects what does not fit any more, and can be given up then", async () => {
    const sink = await createFileSinks()(DISK_BYTES + 1);
    await sink.write(new ArrayBuffer(DISK_BYTES));

    await expect(sink.write(new ArrayBuffer(1))).rejects.toThrow("no room");
    await sink.discard();
  });

  it("is used, not memory, which has no room for a large file", async () => {
    await expect(createFileSinks()(400_000_000)).resolves.toBeDefined();
  });

  it("is left for memory where workers cannot write either", async () => {
    vi.stubGlobal(
      "Worker",
      class extends FakeWorker {
        override postMessage() {
          queueMicrotask(() => this.dispatchEvent(new Event("error")));
        }
      },
    );
    const sink = await createFileSinks()(3);
    await sink.write(new TextEncoder().encode("one").buffer);

    expect(await (await sink.finish()).text()).toBe("one");
    await expect(createFileSinks()(400_000_000)).rejects.toThrow("memory");
  });
});

describe("files that come", () => {
  it("take the place of those of pages that are gone, and leave the others", async () => {
    const root = aDisk(["alive"]);
    const all = await root.getDirectoryHandle("received-files");
    await all.getDirectoryHandle("gone");
    await all.getDirectoryHandle("alive");

    await createFileSinks()(1);
    await vi.waitFor(() => expect(all.folders.has("gone")).toBe(false));

    expect(all.folders.has("alive")).toBe(true);
  });

  it("of pages that are gone go also where nobody sends anything", async () => {
    const root = aDisk();
    const all = await root.getDirectoryHandle("received-files");
    await all.getDirectoryHandle("gone");

    await removeAbandonedFiles();

    expect(all.folders.size).toBe(0);
  });

  it("share the memory of a page", async () => {
    const create = createMemorySinks();
    const first = await create(200_000_000);
    await expect(create(200_000_000)).rejects.toThrow(RangeError);

    await first.discard();
    await first.discard();
    await expect(create(200_000_000)).resolves.toBeDefined();
    await expect(create(200_000_000)).rejects.toThrow(RangeError);
  });

  it("leave nothing on the disk when they are given up", async () => {
    const root = aDisk();
    const sink = await createFileSinks()(3);
    const all = await root.getDirectoryHandle("received-files");
    const [own] = [...all.folders.values()];
    expect(own?.files.size).toBe(1);

    await sink.discard();

    expect(own?.files.size).toBe(0);
  });

  it("stay in memory where pages have no disk", async () => {
    vi.stubGlobal("navigator", {});
    const sink = await createFileSinks()(3);
    await sink.write(new TextEncoder().encode("one").buffer);

    expect(await (await sink.finish()).text()).toBe("one");
  });
});
