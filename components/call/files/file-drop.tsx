"use client";

import { useEffect } from "react";
import { isMoving } from "#call/files/transfer.ts";
import { ParticipantId } from "#protocol/ids.ts";
import { useSession } from "../call-context.tsx";
import { usePanel } from "../call-view.tsx";
import { useFiles, useMay } from "../use-call.ts";

/** Where files may fall: whoever is asked answers the element and whom they are for. */
interface Target {
  readonly element: Element;
  readonly to: readonly ParticipantId[];
}

/**
 * Takes files that are dropped: on a tile for that person, on the chat for those to whom it is written. Elsewhere nothing
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

  useEffect(() => {
    const reached = () =>
      getSnapshot()
        .peers.filter(({ link }) => link === "connected" || link === "unstable")
        .map(({ participant }) => participant.id);
    const targetOf = ({ target }: DragEvent): Target | null => {
      if (!may || !(target instanceof Element)) return null;
      const tile = target.closest("[data-participant]:not([data-self])");
      if (tile !== null) return aimed(tile, tile.getAttribute("data-participant"), reached());
      const chat = target.closest("[data-files-for]");
      return chat === null ? null : aimed(chat, chat.getAttribute("data-files-for"), reached());
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
      files.offer(filesOf(event.dataTransfer), target.to);
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

/** Everyone where no name is given; nobody where they cannot be reached. */
function aimed(element: Element, name: string | null, reached: readonly ParticipantId[]) {
  const one = ParticipantId.safeParse(name);
  const to = one.success ? reached.filter((id) => id === one.data) : name === "" ? reached : [];
  return to.length === 0 ? null : { element, to };
}

/** Folders are left out: browsers hand them over as files that cannot be read. */
function filesOf(data: DataTransfer): readonly File[] {
  return [...data.items].flatMap((item) => {
    if (item.kind !== "file" || item.webkitGetAsEntry()?.isDirectory === true) return [];
    const file = item.getAsFile();
    return file === null ? [] : [file];
  });
}
