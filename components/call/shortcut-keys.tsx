"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { canShareScreen } from "#call/media/screen-share.ts";
import { isOn, toggleSource } from "#components/join/source-toggle.tsx";
import { openedWindow } from "#components/ui/opened-part.tsx";
import { useSession } from "./call-context.tsx";
import {
  useKeyHintStore,
  usePanel,
  useSmallWindow,
  useStageStore,
  useTogglePin,
} from "./call-view.tsx";
import { toggleFullScreen } from "./full-screen.ts";
import { useOpenCallQuality } from "./health/call-quality.tsx";
import {
  focusOf,
  isCovered,
  keyHints,
  reactionOf,
  type ShortcutName,
  shortcutOf,
} from "./shortcuts.ts";
import { singleKeys } from "./single-keys-choice.ts";
import { otherLayout, personKey } from "./stage-arrangement.ts";
import { useSelected } from "./use-call.ts";

const ShortcutSheet = openedWindow(
  async () => (await import("./shortcut-sheet.tsx")).ShortcutSheet,
);

/** The keys of a call, and the sheet that explains them. */
export function ShortcutKeys() {
  const session = useSession();
  const stage = useStageStore();
  const togglePin = useTogglePin();
  const [, togglePanel] = usePanel();
  const openQuality = useOpenCallQuality();
  const [, toggleSmallWindow] = useSmallWindow();
  const [explained, setExplained] = useState(false);
  /** True while the space bar holds the microphone open. */
  const [talking, setTalking] = useState(false);

  const hints = useKeyHintStore();
  const singleOn = useSelected(singleKeys, same);
  useEffect(() => hints.update(() => keyHints(singleOn)), [hints, singleOn]);

  const act = (name: Exclude<ShortcutName, "react">, key: string) => {
    switch (name) {
      case "microphone":
      case "camera":
        return toggleSource(session.media, name);
      case "talk":
        if (isOn(session.media.getSnapshot().microphone)) return;
        setTalking(true);
        return void session.media.setWanted("microphone", true);
      case "share":
        if (session.screen.getSnapshot().track !== null) return session.screen.stop();
        if (!session.getSnapshot().may.screen) return;
        return canShareScreen() ? void session.screen.start() : undefined;
      case "hand":
        return session.setHand(!session.self.getSnapshot().hand);
      case "chat":
      case "people":
        return togglePanel(name);
      case "layout": {
        const { peers } = session.getSnapshot();
        return stage.choose(otherLayout(stage.getSnapshot().choice, peers.length));
      }
      case "fullScreen":
        return toggleFullScreen();
      case "pictureInPicture":
        // Where the browser has none, what is loaded then finds out, and nothing happens.
        return toggleSmallWindow();
      case "quality":
        return openQuality(null);
      case "self":
        return stage.toggleSelf("selfShown");
      case "strip":
        return stage.toggleStrip();
      case "pin": {
        const peer = session.getSnapshot().peers[Number(key) - 1];
        return peer === undefined ? undefined : togglePin(personKey(peer.participant.id));
      }
      case "help":
        return setExplained(true);
    }
  };
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const { key, code, ctrlKey, metaKey, altKey, shiftKey, isComposing } = event;
    const target = event.target instanceof Element ? event.target : null;
    const press = {
      ...{ key, code, ctrlKey, metaKey, altKey, shiftKey, isComposing },
      focus: focusOf(target),
      isCovered: isCovered(document),
    };
    // Read now: what was chosen counts before it is drawn.
    const name = shortcutOf(press, { singleKeys: singleKeys.getSnapshot() });
    if (talking && key === " ") return event.preventDefault();
    if (name === null) return;
    // While it is held too: the browser has its own use for some of them.
    event.preventDefault();
    if (event.repeat) return;
    const reaction = name === "react" ? reactionOf(press) : null;
    if (reaction !== null) session.reactions.send(reaction);
    else if (name !== "react") act(name, key);
  });
  const endTalk = useEffectEvent((event: Event) => {
    if (!talking || (event instanceof KeyboardEvent && event.key !== " ")) return;
    setTalking(false);
    void session.media.setWanted("microphone", false);
  });
  useEffect(() => {
    const ended = new AbortController();
    const { signal } = ended;
    window.addEventListener("keydown", (event) => onKeyDown(event), { signal });
    window.addEventListener("keyup", (event) => endTalk(event), { signal });
    // Who lets the key go in another window is not seen to: the microphone must not stay open.
    window.addEventListener("blur", (event) => endTalk(event), { signal });
    return () => ended.abort();
  }, []);

  return explained ? <ShortcutSheet onClose={() => setExplained(false)} /> : null;
}

const same = (isOn: boolean) => isOn;
