"use client";

import { useEffect } from "react";
import type { PeerView } from "#call/call-state.ts";
import { isMoving } from "#call/files/transfer.ts";
import { useSession } from "../call-context.tsx";
import { usePanel } from "../call-view.tsx";
import { useFiles, useMay } from "../use-call.ts";
import { leaveOut } from "./left-out.tsx";

/** Where files may fall: whoever is asked answers the element and whom they are for. */
interface Target {
  readonly element: Element;
  readonly to: readonly PeerView[];
}

/**
 * Takes files that are dropped: on a tile for that person, anywhere on the chat for those to whom it is written. Elsewhere nothing
 * happens, where the browser would show the file in the place of the call. Asks before the page goes while files do.
 */
export function FileDrop() {
  const { files, getSnapshot } = useSession();
  const [panel, togglePanel] = usePanel();
  const moves = useFiles((all) => all.some(isMoving));
  const may = useMay("chat");

  useEffect(() => {
    if (!moves) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [moves]);

  // It is of this call, and not of the next.
  useEffect(() => () => leaveOut(), []);

  useEffect(() => {
    const aimed = (element: Element, id: string | null): Target | null => {
      const { peers } = getSnapshot();
      const to = id === "" ? peers : peers.filter(({ participant }) => participant.id === id);
      return to.length === 0 ? null : { element, to };
    };
    const targetOf = ({ target }: DragEvent): Target | null => {
      if (!may || !(target instanceof Element)) return null;
      const tile = target.closest("[data-participant]:not([data-self])");
      if (tile !== null) return aimed(tile, tile.getAttribute("data-participant"));
      // The whole panel is meant, and where one writes in it says for whom.
      const panelUnder = target.closest("aside");
      const writing = panelUnder?.querySelector("[data-files-for]") ?? null;
      return panelUnder === null || writing === null
        ? null
        : aimed(panelUnder, writing.getAttribute("data-files-for"));
    };
    let marked: Element | null = null;
    const mark = (element: Element | null) => {
      if (element === marked) return;
      marked?.removeAttribute("data-dropping");
      element?.setAttribute("data-dropping", "");
      marked = element;
    };
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      event.preventDefault();
      const target = targetOf(event);
      event.dataTransfer.dropEffect = target === null ? "none" : "copy";
      mark(target?.element ?? null);
    };
    const leave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) mark(null);
    };
    const drop = (event: DragEvent) => {
      mark(null);
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      event.preventDefault();
      const target = targetOf(event);
      if (target === null) return;
      const { given, folders } = filesOf(event.dataTransfer);
      const isReached = ({ link }: PeerView) => link === "connected" || link === "unstable";
      if (given.length > 0)
        files.offer(
          given,
          target.to.filter(isReached).map(({ participant }) => participant.id),
        );
      leaveOut({
        folders,
        names:
          given.length === 0
            ? []
            : target.to.flatMap((peer) => (isReached(peer) ? [] : [peer.participant.name])),
      });
      // There it can be seen what becomes of them.
      if (panel !== "chat") togglePanel("chat");
    };
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      mark(null);
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
  }, [files, getSnapshot, may, panel, togglePanel]);
  return null;
}

/** Folders are left out: browsers hand them over as files that cannot be read. */
function filesOf(data: DataTransfer): { given: readonly File[]; folders: number } {
  const items = [...data.items].filter(({ kind }) => kind === "file");
  const isFolder = (item: DataTransferItem) => item.webkitGetAsEntry()?.isDirectory === true;
  const given = items.flatMap((item) => (isFolder(item) ? [] : (item.getAsFile() ?? [])));
  return { given, folders: items.filter(isFolder).length };
}
