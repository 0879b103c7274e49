"use client";

import { PhoneOff } from "lucide-react";
import type { KeyboardEvent } from "react";
import { SourceToggle, toggleSource } from "#components/join/source-toggle.tsx";
import { useText } from "#components/text/use-text.ts";
import { useSession } from "../call-context.tsx";
import { useSmallWindow } from "../call-view.tsx";
import { focusOf, shortcutOf } from "../shortcuts.ts";
import { singleKeys } from "../single-keys-choice.ts";
import type { TileKey } from "../stage-arrangement.ts";
import { moveFocus } from "../toolbar-focus.ts";
import { SmallTile } from "./small-tile.tsx";

/** What the small window shows: one tile, and what one needs at every moment. */
export function SmallCall({ shown }: { shown: TileKey }) {
  const text = useText("call");
  const session = useSession();
  const [, toggle] = useSmallWindow();
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const { key, code, ctrlKey, metaKey, altKey, shiftKey, target } = event;
    const { isComposing } = event.nativeEvent;
    const name = shortcutOf(
      {
        ...{ key, code, ctrlKey, metaKey, altKey, shiftKey, isComposing },
        // Of another window, whose elements are none of this one's classes.
        focus: focusOf(target as Element),
        isCovered: false,
      },
      { singleKeys: singleKeys.getSnapshot() },
    );
    if (name !== "microphone" && name !== "camera" && name !== "pictureInPicture") return;
    event.preventDefault();
    if (event.repeat) return;
    if (name === "pictureInPicture") toggle();
    else toggleSource(session.media, name);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of the call, wherever the focus is.
    <div
      onKeyDown={onKeyDown}
      className="stage flex h-dvh flex-col overflow-hidden bg-surface text-text"
    >
      <main className="relative m-1.5 mb-0 min-h-0 flex-1">
        <SmallTile key={shown} shown={shown} />
      </main>
      <div
        role="toolbar"
        aria-label={text("controls")}
        onKeyDown={moveFocus}
        className="flex shrink-0 items-center justify-center gap-3 p-2"
      >
        <SourceToggle source="microphone" className="size-11 rounded-full" />
        <SourceToggle source="camera" className="size-11 rounded-full" />
        <button
          type="button"
          aria-label={text("leave")}
          title={text("leave")}
          onClick={() => session.leave()}
          className="grid h-11 w-14 place-items-center rounded-full bg-leave text-on-leave transition-colors hover:bg-leave-strong"
        >
          <PhoneOff aria-hidden size={20} />
        </button>
      </div>
    </div>
  );
}
