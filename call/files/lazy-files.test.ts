import { describe, expect, it, vi } from "vitest";
import { participantId } from "../people-for-tests.ts";
import { createFiles } from "./files.ts";
import { type CreateFiles, createLazyFiles } from "./lazy-files.ts";
import type { FilesOptions } from "./own-files.ts";

const options: FilesOptions = {
  events: { send: () => {} },
  openStream: () => null,
  personOf: () => ({ name: "Ann", session: null, isReached: true, maySend: true }),
  rttMsOf: () => null,
  nowMs: () => 0,
};
const offer = () => ({
  from: participantId("ann"),
  name: "file",
  body: JSON.stringify({ word: "offer", id: crypto.randomUUID(), name: "a", bytes: 1 }),
});

describe("files that are not loaded yet", () => {
  it("are loaded when somebody offers one, and then show it", async () => {
    const load = vi.fn(async (): Promise<CreateFiles> => createFiles);
    const files = createLazyFiles(load, options);
    files.heard({ ...offer(), name: "chat" });
    expect(load).not.toHaveBeenCalled();

    files.heard(offer());
    files.heard(offer());
    await vi.waitFor(() => expect(files.getSnapshot()).toHaveLength(2));

    expect(load).toHaveBeenCalledTimes(1);
    files.clear();
  });

  it("are loaded the next time where that failed", async () => {
    const load = vi
      .fn<() => Promise<CreateFiles>>()
      .mockRejectedValueOnce(new Error("offline"))
      .mockResolvedValue(createFiles);
    const files = createLazyFiles(load, options);

    files.prepare();
    await vi.waitFor(() => expect(load).toHaveBeenCalledTimes(1));
    // Until the failure has come through.
    await new Promise((resolve) => setImmediate(resolve));
    files.heard(offer());
    await vi.waitFor(() => expect(files.getSnapshot()).toHaveLength(1));
    files.clear();
  });
});
