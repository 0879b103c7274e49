"use client";

import { ChevronLeft, ChevronRight, Move } from "lucide-react";
import {
  type MouseEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { isOn } from "#components/join/source-toggle.tsx";
import { useText } from "#components/text/use-text.ts";
import { useStage, useStageStore } from "./call-view.tsx";
import { looksAway } from "./camera-swap.ts";
import { InviteCard } from "./invite-card.tsx";
import { ScreenTile } from "./screen-tile.tsx";
import { arrangeStage, personKey, type Scene, screenKey } from "./stage-arrangement.ts";
import { type Corner, corners, layoutStage, nearestCorner } from "./stage-layout.ts";
import { Tile } from "./tile.tsx";
import { useCall, useLocalMedia, useSaving } from "./use-call.ts";
import { useElementSize } from "./use-element-size.ts";
import { useIsCompact } from "./use-is-compact.ts";
import { useScene } from "./use-scene.ts";

/** Everyone in the call. One flat list, so that a change of layout moves tiles and never restarts a picture. */
export function TileStage() {
  const peers = useCall((state) => state.peers);
  const self = useCall((state) => state.self);
  const code = useCall((state) => state.code);
  const microphone = useLocalMedia((media) => media.microphone);
  const camera = useLocalMedia((media) => media.camera);
  const audioOnly = useSaving((saving) => saving.audioOnly);
  const chosen = useStage((stage) => stage);
  const { choice, stripShown } = chosen;
  const isCompact = useIsCompact();
  const arrange = useCallback(
    (seen: Scene) => arrangeStage({ ...seen, choice, stripShown, isCompact }),
    [choice, stripShown, isCompact],
  );
  const scene = useScene(useCallback((seen) => arrange(seen).featured, [arrange]));
  const { pins, sharing, spotlight, self: selfId } = scene;
  const stageStore = useStageStore();
  useEffect(() => stageStore.sharingChanged(sharing), [stageStore, sharing]);
  const [observe, stage] = useElementSize();
  const [corner, setCorner] = useState<Corner>("bottom-right");
  const arrangement = useMemo(() => arrange(scene), [arrange, scene]);
  const layout = useMemo(
    () => layoutStage({ ...arrangement, stage, corner, page: chosen.page }),
    [arrangement, stage, corner, chosen.page],
  );
  const floats = arrangement.floating !== null;
  const drag = useDrag((point) => setCorner(nearestCorner(point, stage)), floats);
  const ownPlace = selfId === null ? undefined : layout.places.get(personKey(selfId));

  return (
    <div
      ref={observe}
      className="absolute inset-2 compact:relative compact:inset-auto compact:m-1 compact:mb-0 compact:min-h-0 compact:flex-1"
    >
      {peers.length === 0 && <InviteCard code={code} />}
      {peers.map((peer) => {
        const { id, name } = peer.participant;
        const place = layout.places.get(screenKey(id));
        if (place === undefined) return null;
        return (
          <ScreenTile
            key={screenKey(id)}
            participant={id}
            name={name}
            place={place}
            track={peer.screen}
            link={peer.link}
            isPinned={pins.includes(screenKey(id))}
          />
        );
      })}
      {peers.map((peer) => {
        const { id, name } = peer.participant;
        const place = layout.places.get(personKey(id));
        if (place === undefined) return null;
        return (
          <Tile
            key={id}
            participant={id}
            name={name}
            place={place}
            microphone={peer.participant.microphone}
            camera={peer.participant.camera}
            // Its last frame would stand there for good.
            track={audioOnly ? null : peer.camera}
            link={peer.link}
            trouble={peer.trouble}
            route={peer.route}
            hand={peer.participant.hand}
            role={peer.participant.role}
            cameraPaused={peer.cameraPaused}
            cameraDeclined={audioOnly && peer.participant.camera}
            isPinned={pins.includes(personKey(id))}
            isSpotlit={spotlight === id}
          />
        );
      })}
      {self !== null && ownPlace !== undefined && (
        <div {...drag} className={floats ? "relative z-10 cursor-grab touch-none" : ""}>
          <Tile
            participant={self.id}
            name={self.name}
            place={ownPlace}
            microphone={isOn(microphone)}
            camera={isOn(camera)}
            track={camera.track}
            link={null}
            route={null}
            hand={self.hand}
            role={self.role}
            isSelf
            isMirrored={chosen.selfMirrored && !looksAway(camera.track)}
            isWhole={!chosen.selfCropped}
            isPinned={pins.includes(personKey(self.id))}
            isSpotlit={spotlight === self.id}
            floats={floats}
          >
            {floats && (
              <MoveButton
                onMove={() => setCorner((now) => corners[(corners.indexOf(now) + 1) % 4] ?? now)}
              />
            )}
          </Tile>
        </div>
      )}
      {layout.pages > 1 && <Pages {...layout} />}
    </div>
  );
}

/** Turns the pages of a room that is too full for one. */
function Pages({ page, pages, stripHeight }: { page: number; pages: number; stripHeight: number }) {
  const text = useText("stage");
  const stage = useStageStore();
  const button =
    "pointer-events-auto grid size-11 place-items-center rounded-full bg-scrim text-on-scrim disabled:opacity-40";
  return (
    <nav
      aria-label={text("pages")}
      style={{ bottom: stripHeight + 8 }}
      className="pointer-events-none absolute inset-x-0 z-20 flex items-center justify-center gap-2"
    >
      <button
        type="button"
        aria-label={text("previousPage")}
        disabled={page === 0}
        onClick={() => stage.turnTo(page - 1)}
        className={button}
      >
        <ChevronLeft aria-hidden size={20} className="rtl:rotate-180" />
      </button>
      <span className="rounded-control bg-scrim px-2 py-1 text-small text-on-scrim tabular-nums">
        {text("page", { page: page + 1, pages })}
      </span>
      <button
        type="button"
        aria-label={text("nextPage")}
        disabled={page === pages - 1}
        onClick={() => stage.turnTo(page + 1)}
        className={button}
      >
        <ChevronRight aria-hidden size={20} className="rtl:rotate-180" />
      </button>
    </nav>
  );
}

/** The way without dragging (WCAG 2.2, 2.5.7). */
function MoveButton({ onMove }: { onMove: () => void }) {
  const text = useText("call");
  return (
    <button
      type="button"
      aria-label={text("moveSelf")}
      title={text("moveSelf")}
      onClick={onMove}
      // Where nothing hovers there is no room for a second button: there a tap on the picture moves it.
      className="absolute top-1 end-1 grid size-8 place-items-center rounded-control bg-scrim text-on-scrim opacity-0 transition-opacity focus-visible:opacity-100 group-hover/tile:opacity-100 [@media(hover:none)]:inset-0 [@media(hover:none)]:size-full [@media(hover:none)]:rounded-card [@media(hover:none)]:opacity-0"
    >
      <Move aria-hidden size={16} />
    </button>
  );
}

/** Fewer pixels than this are a press, not a drag. */
const DRAG_FROM_PX = 6;

/** Moves the floating picture with the pointer, straight on the element, and tells where it was let go. */
function useDrag(onDrop: (point: { x: number; y: number }) => void, enabled: boolean) {
  const start = useRef<{ x: number; y: number } | null>(null);
  const dragged = useRef(false);
  if (!enabled) return {};
  const offset = (event: PointerEvent<HTMLElement>) => {
    if (start.current === null) return null;
    const x = event.clientX - start.current.x;
    const y = event.clientY - start.current.y;
    return Math.hypot(x, y) < DRAG_FROM_PX ? null : { x, y };
  };
  const end = (event: PointerEvent<HTMLElement>) => {
    const moved = offset(event);
    start.current = null;
    event.currentTarget.style.removeProperty("transform");
    const stage = event.currentTarget.parentElement?.getBoundingClientRect();
    if (moved !== null && stage !== undefined && event.type === "pointerup")
      onDrop({ x: event.clientX - stage.left, y: event.clientY - stage.top });
  };
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      start.current = { x: event.clientX, y: event.clientY };
      dragged.current = false;
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const moved = offset(event);
      if (moved === null) return;
      // Only now: a captured pointer would take the click away from the button.
      dragged.current = true;
      event.currentTarget.setPointerCapture(event.pointerId);
      event.currentTarget.style.transform = `translate(${moved.x}px, ${moved.y}px)`;
    },
    onPointerUp: end,
    onClickCapture(event: MouseEvent<HTMLElement>) {
      if (dragged.current) event.stopPropagation();
      dragged.current = false;
    },
    onPointerCancel: end,
  };
}
