"use client";

import { PictureInPicture2 } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useLocale } from "use-intl";
import { directionOf } from "#components/text/languages.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { useSmallWindow, useSmallWindowWish } from "../call-view.tsx";
import { leadingTile, personKey, type Scene, type TileKey } from "../stage-arrangement.ts";
import { useCall, useSelected } from "../use-call.ts";
import { useScene } from "../use-scene.ts";
import { automaticChoice, setOnTabChange } from "./automatic.ts";
import { useBrowserControls } from "./browser-controls.ts";
import { keepSmallWindow, type SmallWindowKeeping } from "./keep-small-window.ts";
import { SmallCall } from "./small-call.tsx";

/** Keeps the small window open while it is wanted, draws in it, and says in the page that it is there. */
export function SmallWindowKeeper() {
  const wanted = useSmallWindowWish();
  const [view, setView] = useState<Window | null>(null);
  const shown = useShown();
  const isAutomatic = useSelected(automaticChoice, same);
  useBrowserControls();

  const keeping = useRef<SmallWindowKeeping>(null);
  const findVideo = useEffectEvent((which: { readonly exactly: boolean }) => {
    const video = videoOf(shown);
    return which.exactly ? video : (video ?? anyVideo());
  });
  useEffect(() => {
    const kept = keepSmallWindow({ wanted, findVideo: (which) => findVideo(which), show: setView });
    keeping.current = kept;
    return () => kept.stop();
  }, [wanted]);
  useEffect(() => {
    const follow = () => keeping.current?.follow();
    if (shown !== null) follow();
    // Its picture may come later: a screen that was only announced, a camera that is on again. The event does not bubble.
    document.addEventListener("loadeddata", follow, true);
    return () => document.removeEventListener("loadeddata", follow, true);
  }, [shown]);
  useEffect(() => {
    if (!isAutomatic) return;
    setOnTabChange(() => wanted.update(() => true));
    return () => setOnTabChange(null);
  }, [isAutomatic, wanted]);

  const language = useLocale();
  useEffect(() => {
    if (view === null) return;
    const { documentElement: root } = view.document;
    Object.assign(root, { lang: language, dir: directionOf(language) });
  }, [view, language]);

  if (view === null || shown === null) return null;
  return (
    <>
      <InSmallWindow />
      {createPortal(<SmallCall shown={shown} />, view.document.body)}
    </>
  );
}

const same = (isOn: boolean) => isOn;

/** One tile alone: oneself when nobody else is here. Null outside of a call. */
function useShown(): TileKey | null {
  const scene = useScene(large);
  const self = useCall((state) => state.self?.id ?? null);
  return leadingTile(scene) ?? (self === null ? null : personKey(self));
}

/** Pictures on the stage that the browser can show by themselves. */
const MAY_BE_SHOWN = "video:not([disablepictureinpicture])";

/** That of a tile; null while it has none. */
function videoOf(key: TileKey | null): HTMLVideoElement | null {
  const [kind, id = ""] = key?.split(/:(.*)/s) ?? [];
  const tile = kind === "screen" ? "data-screen-of" : "data-participant";
  return document.querySelector(`[${tile}="${CSS.escape(id)}"] ${MAY_BE_SHOWN}`);
}

function anyVideo(): HTMLVideoElement | null {
  return document.querySelector(`[data-participant] ${MAY_BE_SHOWN}`);
}

/** One quiet line in the page, which goes on as it is. */
function InSmallWindow() {
  const text = useText("stage");
  const [, toggle] = useSmallWindow();
  return (
    <section
      aria-label={text("pictureInPicture")}
      className="flex flex-wrap items-center justify-center gap-x-4 gap-y-1 bg-sunken px-4 py-1.5 text-small"
    >
      <p className="flex items-center gap-2">
        <PictureInPicture2 aria-hidden size={16} className="shrink-0 text-muted" />
        {text("inSmallWindow")}
      </p>
      <Button look="bare" size="small" onClick={toggle}>
        {text("bringBack")}
      </Button>
    </section>
  );
}

function large(scene: Scene): readonly TileKey[] {
  const leading = leadingTile(scene);
  return leading === null ? [] : [leading];
}
