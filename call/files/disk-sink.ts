/**
 * Puts files on the disk as they come (Origin Private File System, File System Standard): however large they are, they
 * take no memory. Each page has a folder of its own and holds a lock with its name, so that whoever comes later knows
 * which folders nobody needs any more.
 */

import type { OpenFile } from "./disk-worker.ts";
import { type CreateSink, createMemorySinks } from "./sink.ts";

const FOLDER = "received-files";
/** Room that is left to the rest of the browser. */
const SPARE_BYTES = 67_108_864;

/** Where files are put, and how. The page holds it until it goes. */
interface Place {
  readonly folder: FileSystemDirectoryHandle;
  /** Opens one of its files, which is there already. */
  open(name: string): Promise<OpenFile>;
}

/** On disk; in memory in a browser that has none for pages. */
export function createFileSinks(): CreateSink {
  const inMemory = createMemorySinks();
  let place: Promise<Place | null> | null = null;
  return async (bytes) => {
    place ??= openPlace();
    const opened = await place;
    return opened === null ? await inMemory(bytes) : await createDiskSink(opened, bytes);
  };
}

async function createDiskSink({ folder, open }: Place, bytes: number): ReturnType<CreateSink> {
  await checkRoom(bytes);
  const name = crypto.randomUUID();
  const handle = await folder.getFileHandle(name, { create: true });
  const file = await open(name);
  return {
    write: (block) => file.write(block),
    async finish() {
      await file.close();
      return await handle.getFile();
    },
    async discard() {
      // Closed already, or gone: either way there is nothing left to do.
      await file.abort().catch(() => undefined);
      await folder.removeEntry(name).catch(() => undefined);
    },
  };
}

async function checkRoom(bytes: number): Promise<void> {
  // Safari before 17 tells nothing: there writing fails where the room ends.
  if (!("estimate" in navigator.storage)) return;
  const { quota, usage } = await navigator.storage.estimate();
  if (quota !== undefined && bytes + SPARE_BYTES > quota - (usage ?? 0))
    throw new RangeError("no room on the disk");
}

/** Removes what pages that are gone have left. Never rejects. */
export async function removeAbandonedFiles(): Promise<void> {
  try {
    const root = await navigator.storage.getDirectory();
    await removeAbandoned(await root.getDirectoryHandle(FOLDER), null);
  } catch {
    // There is nothing, or the browser has no disk for pages.
  }
}

/** Null where the browser cannot: an old one, or a private window of some. */
async function openPlace(): Promise<Place | null> {
  try {
    const root = await navigator.storage.getDirectory();
    const all = await root.getDirectoryHandle(FOLDER, { create: true });
    const name = crypto.randomUUID();
    await holdLock(name);
    const folder = await all.getDirectoryHandle(name, { create: true });
    const trial = await folder.getFileHandle("trial", { create: true });
    const open = await ("createWritable" in trial
      ? tried(writingIn(folder))
      : writingByWorker([FOLDER, name]));
    // Chromium lets go of what was aborted a moment later; an empty file more goes with the folder.
    await folder.removeEntry("trial").catch(() => undefined);
    void removeAbandoned(all, name);
    return { folder, open };
  } catch {
    return null;
  }
}

const writingIn =
  (folder: FileSystemDirectoryHandle): Place["open"] =>
  async (name) =>
    await (await folder.getFileHandle(name)).createWritable();

/** Loaded by the few browsers that need it. */
async function writingByWorker(path: readonly string[]): Promise<Place["open"]> {
  const { startDiskWorker } = await import("./disk-worker.ts");
  const worker = startDiskWorker(path);
  try {
    return await tried(worker.open);
  } catch (problem) {
    worker.end();
    throw problem;
  }
}

async function tried(open: Place["open"]): Promise<Place["open"]> {
  await (await open("trial")).abort();
  return open;
}

/** Resolves once it is held, which it is for as long as the page lives. */
function holdLock(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(lockOf(name), () => {
        resolve();
        return new Promise<never>(() => {});
      })
      .catch(reject);
  });
}

async function removeAbandoned(all: FileSystemDirectoryHandle, own: string | null): Promise<void> {
  try {
    for await (const name of all.keys()) {
      if (name === own) continue;
      await navigator.locks.request(lockOf(name), { ifAvailable: true }, async (lock) => {
        if (lock !== null) await all.removeEntry(name, { recursive: true });
      });
    }
  } catch {
    // The next page to receive a file tries again.
  }
}

function lockOf(name: string): string {
  return `rondo-${FOLDER}-${name}`;
}
