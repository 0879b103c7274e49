import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFileSinks, removeAbandonedFiles } from "./disk-sink.ts";
import { testSinks } from "./sink.contract.ts";
import { createMemorySinks } from "./sink.ts";

/** A folder of a disk in memory, as far as files that come use it. */
class FakeFolder {
  readonly folders = new Map<string, FakeFolder>();
  readonly files = new Map<string, FakeFile>();

  async getDirectoryHandle(name: string) {
    const folder = this.folders.get(name) ?? new FakeFolder();
    this.folders.set(name, folder);
    return folder;
  }
  async getFileHandle(name: string) {
    const file = new FakeFile();
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

/** A browser with a disk for pages. `locked` are held by other pages that live. */
function aDisk(locked: readonly string[] = []) {
  const root = new FakeFolder();
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
