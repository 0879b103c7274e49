import { describe, expect, it } from "vitest";
import type { LocalMedia, LocalMediaState } from "./media/local-media.ts";
import { createOwnSaving } from "./own-saving.ts";
import { createSavingStore, NO_SAVING } from "./saving-store.ts";
import { aStorage } from "./storage-for-tests.ts";
import { createStore } from "./store.ts";

function aTab({ content, cameraWanted = true }: { content?: string; cameraWanted?: boolean } = {}) {
  const source = { wanted: true, problem: null, starting: false, track: null, deviceId: null };
  const store = createStore<Pick<LocalMediaState, "microphone" | "camera">>({
    microphone: source,
    camera: source,
  });
  const want = (wanted: boolean) =>
    store.update((state) => ({ ...state, camera: { ...state.camera, wanted } }));
  const media = {
    ...store,
    setWanted: async (_: string, wanted: boolean) => want(wanted),
  };
  const { storage, items } = aStorage(content === undefined ? {} : { "rondo.saving": content });
  const saved = () => JSON.parse(items.get("rondo.saving") ?? "null");
  // Of the own devices only the camera's switch is used.
  const saving = createOwnSaving(media as unknown as LocalMedia, createSavingStore(storage));
  want(cameraWanted);
  return { saving, saved, items, want, isCameraWanted: () => store.getSnapshot().camera.wanted };
}

describe("choices of saving", () => {
  it("touch nothing before they are recalled or made", () => {
    const { saving, items, isCameraWanted } = aTab({ content: '{"audioOnly":true}' });

    expect(saving.getSnapshot()).toEqual({ ...NO_SAVING, relay: null });
    expect(isCameraWanted()).toBe(true);
    expect([...items.values()]).toEqual(['{"audioOnly":true}']);
  });

  it("are remembered in this browser, and what the server says is not", () => {
    const { saving, saved } = aTab();

    saving.set({ hideAddress: true, sendCapBps: 700_000 });
    saving.relayKnown(true);

    expect(saved()).toEqual({ ...NO_SAVING, hideAddress: true, sendCapBps: 700_000 });
    expect(saving.getSnapshot().relay).toBe(true);
    const next = aTab({ content: JSON.stringify(saved()) });
    next.saving.recall();
    expect(next.saving.getSnapshot()).toMatchObject({ hideAddress: true, sendCapBps: 700_000 });
  });

  it.each(["", "null", "[]", '{"hideAddress":1,"sendCapBps":"much","dataSaver":true}', "{"])(
    "that cannot be read are as if they were never made: %s",
    (content) => {
      const { saving } = aTab({ content });

      saving.recall();

      const dataSaver = content.includes("dataSaver");
      expect(saving.getSnapshot()).toEqual({ ...NO_SAVING, dataSaver, relay: null });
    },
  );

  it("last as long as the page where nothing can be remembered", () => {
    const { saving, items } = aTab();
    saving.recall();
    saving.set({ hideAddress: true });
    items.clear();

    saving.recall();

    expect(saving.getSnapshot().hideAddress).toBe(true);
  });

  it("tell of a change once, and of none not at all", () => {
    const { saving } = aTab();
    let told = 0;
    saving.subscribe(() => {
      told += 1;
    });

    saving.set({ dataSaver: true });
    saving.set({ dataSaver: true });

    expect(told).toBe(1);
  });
});

describe("audio only", () => {
  it("turns the camera off, and its end brings it back", () => {
    const { saving, isCameraWanted } = aTab();

    saving.set({ audioOnly: true });
    expect(isCameraWanted()).toBe(false);
    saving.set({ audioOnly: false });

    expect(isCameraWanted()).toBe(true);
  });

  it("leaves a camera off that was off before", () => {
    const { saving, isCameraWanted } = aTab({ cameraWanted: false });

    saving.set({ audioOnly: true });
    saving.set({ audioOnly: false });

    expect(isCameraWanted()).toBe(false);
  });

  it("ends when the person turns the camera on", () => {
    const { saving, want, isCameraWanted } = aTab();
    saving.set({ audioOnly: true });

    want(true);

    expect(saving.getSnapshot()).toMatchObject({ audioOnly: false, cameraBefore: false });
    expect(isCameraWanted()).toBe(true);
  });

  it("of an earlier page keeps the camera off from the first moment, and still brings it back", () => {
    const { saving, isCameraWanted } = aTab({ content: '{"audioOnly":true,"cameraBefore":true}' });

    saving.recall();
    expect(isCameraWanted()).toBe(false);
    expect(saving.getSnapshot().audioOnly).toBe(true);
    saving.set({ audioOnly: false });

    expect(isCameraWanted()).toBe(true);
  });
});
