"use client";

import { File as FileIcon } from "lucide-react";
import type { Transfer } from "#call/files/transfer.ts";
import { useText } from "#components/text/use-text.ts";
import { isolated } from "../isolated-name.ts";
import { useSizeWords } from "./size-words.ts";

/** What a file is called, to or from whom it goes, and how large it is; for a row, whose first part it is. */
export function FileLine({
  file: { name, direction, peerName, bytes },
}: {
  file: Pick<Transfer, "name" | "direction" | "peerName" | "bytes">;
}) {
  const text = useText("files");
  const sizeWords = useSizeWords();
  return (
    <>
      <FileIcon aria-hidden size={18} className="shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p dir="auto" title={name} className="truncate font-medium">
          {name}
        </p>
        <p className="truncate text-small text-muted">
          {text(direction === "outgoing" ? "to" : "from", { name: isolated(peerName) })}
          {" · "}
          {sizeWords(bytes)}
        </p>
      </div>
    </>
  );
}
