"use client";

import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import { createStore, type Store } from "#call/store.ts";
import { useText } from "#components/text/use-text.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { KeyHint, ShortcutName } from "./shortcuts.ts";
import type { TileKey } from "./stage-arrangement.ts";
import { createStageStore, type StageState, type StageStore } from "./stage-store.ts";
import { useSelected } from "./use-call.ts";
import { createVolumes, type HeardSource, type Volumes, volumeOf, withVolume } from "./volumes.ts";

/** What can stand beside the stage. */
export type Panel = "chat" | "people";

/** Whom a host wants to send out, before they say that they mean it. */
export interface Removing {
  readonly who: ParticipantId;
  readonly name: string;
}

interface CallView {
  readonly stage: StageStore;
  readonly panel: Store<Panel | null>;
  /** What the focus returns to from the panel, where that is not what has it when the panel opens. */
  readonly panelOpener: { current: HTMLElement | null };
  readonly volumes: Store<Volumes>;
  /** Null while nobody is asked about. */
  readonly removing: Store<Removing | null>;
  /** Whether the call is wanted in a small window beside other work. */
  readonly smallWindow: Store<boolean>;
  /** Empty until what acts on keys is loaded. */
  readonly keyHints: Store<ReadonlyMap<ShortcutName, KeyHint>>;
}

const ViewContext = createContext<CallView | null>(null);

/** Holds what the person has open and how the stage is laid out, for as long as the call is on the screen. */
export function CallViewProvider({ children }: { children: ReactNode }) {
  const [view] = useState<CallView>(() => ({
    stage: createStageStore(),
    panel: createStore<Panel | null>(null),
    panelOpener: { current: null },
    volumes: createVolumes(),
    removing: createStore<Removing | null>(null),
    smallWindow: createStore(false),
    keyHints: createStore<ReadonlyMap<ShortcutName, KeyHint>>(new Map()),
  }));
  return <ViewContext value={view}>{children}</ViewContext>;
}

/** The view of the surrounding `CallViewProvider`. */
function useView(): CallView {
  const view = useContext(ViewContext);
  if (view === null) throw new Error("a component of the call is outside of CallViewProvider");
  return view;
}

export function useStageStore(): StageStore {
  return useView().stage;
}

/** A part of what was chosen about the stage; `select` as in `useCall`. */
export function useStage<S>(select: (state: StageState) => S): S {
  return useSelected(useView().stage, select);
}

/** Pins a tile, or takes its pin away. */
export function useTogglePin(): (tile: TileKey) => void {
  return useView().stage.togglePin;
}

/**
 * What stands beside the stage, and how to change it: the same again closes it. What is pressed in a menu is gone with it,
 * so `opener` is what opened the menu.
 */
export function usePanel(): readonly [
  Panel | null,
  (panel: Panel, opener?: HTMLElement | null) => void,
] {
  const { panel, panelOpener } = useView();
  const open = useSelected(panel, same);
  const [toggle] = useState(() => (which: Panel, opener: HTMLElement | null = null) => {
    panelOpener.current = opener;
    panel.update((now) => (now === which ? null : which));
  });
  return [open, toggle];
}

/** What the focus returns to from the panel that opens now. */
export function usePanelOpener(): () => Element | null {
  const { panelOpener } = useView();
  return () => panelOpener.current ?? document.activeElement;
}

const same = <T,>(value: T): T => value;

/** Who is asked about before they are sent out, and how to ask, or with null not to. */
export function useRemoving(): readonly [Removing | null, (removing: Removing | null) => void] {
  const { removing } = useView();
  const now = useSelected(removing, same);
  const [set] = useState(() => (next: Removing | null) => removing.update(() => next));
  return [now, set];
}

/** Whether the call is wanted in a small window; for what opens it. */
export function useSmallWindowWish(): Store<boolean> {
  return useView().smallWindow;
}

/** Whether the call is in a small window too, and how to change it. */
export function useSmallWindow(): readonly [boolean, () => void] {
  const { smallWindow } = useView();
  const isOpen = useSelected(smallWindow, same);
  const [toggle] = useState(() => () => smallWindow.update((now) => !now));
  return [isOpen, toggle];
}

/** How loud somebody is to be, from 0 to 1, and how to change it. */
export function useVolume(
  id: ParticipantId,
  source: HeardSource,
): readonly [number, (volume: number) => void] {
  const { volumes } = useView();
  const volume = volumeOf(useSelected(volumes, same), id, source);
  const set = useCallback(
    (to: number) => volumes.update((now) => withVolume(now, { id, source, volume: to })),
    [volumes, id, source],
  );
  return [volume, set];
}

/** What controls say of their keys; for what acts on these. */
export function useKeyHintStore(): Store<ReadonlyMap<ShortcutName, KeyHint>> {
  return useView().keyHints;
}

/** How a control with a name tells its key: its short label, and what screen readers are told. */
export function useKeyHint(
  name: ShortcutName,
  label: string,
): { readonly "data-tip": string; readonly "aria-keyshortcuts": string | undefined } {
  const hint = useSelected(useView().keyHints, (hints) => hints.get(name));
  const text = useText("call");
  const key = hint?.shown ?? null;
  return {
    "data-tip": key === null ? label : text("withKey", { label, key }),
    "aria-keyshortcuts": hint?.spoken,
  };
}
