/** Files of a call, of which nothing is loaded before somebody has one to send. */

import { createStore } from "../store.ts";
import { FILE_EVENT, type FilesOptions, type OwnFiles } from "./own-files.ts";
import type { Transfer } from "./transfer.ts";

export type CreateFiles = (options: FilesOptions) => OwnFiles;

/**
 * Does what `load` brings, once it is there: in order, and not at all where it cannot be loaded, in which case the next
 * thing to do loads it again.
 */
export function createLazyFiles(load: () => Promise<CreateFiles>, options: FilesOptions): OwnFiles {
  const store = createStore<readonly Transfer[]>([]);
  let made: OwnFiles | null = null;
  let making: Promise<OwnFiles> | null = null;

  const make = async () => {
    const files = (await load())(options);
    files.subscribe(() => store.update(() => files.getSnapshot()));
    made = files;
    return files;
  };
  const use = (step: (files: OwnFiles) => void) => {
    if (made !== null) return step(made);
    making ??= make();
    making.then(step).catch(() => {
      making = null;
    });
  };

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    prepare: () => use((own) => own.prepare()),
    offer: (files, to) => use((own) => own.offer(files, to)),
    accept: (id) => made?.accept(id),
    refuse: (id) => made?.refuse(id),
    cancel: (id) => made?.cancel(id),
    save: (id) => made?.save(id),
    forget: (id) => made?.forget(id),
    heard(event) {
      if (event.name === FILE_EVENT) use((own) => own.heard(event));
    },
    streamed(from, channel) {
      // Whoever has asked for a file has loaded what takes it.
      if (made === null) channel.close();
      else made.streamed(from, channel);
    },
    peopleChanged: () => made?.peopleChanged(),
    arrived: () => made?.arrived() ?? [],
    clear: () => made?.clear(),
  };
}
