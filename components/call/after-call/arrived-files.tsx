"use client";

import { Download, File as FileIcon } from "lucide-react";
import { download } from "#call/download.ts";
import type { ArrivedFile } from "#call/files/transfer.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { useSizeWords } from "../files/size-words.ts";
import { isolated } from "../isolated-name.ts";

/** Files that went and came, and those that came to be saved once more while the page still has them. */
export function ArrivedFiles({ files }: { files: readonly ArrivedFile[] }) {
  const text = useText("files");
  const sizeWords = useSizeWords();
  if (files.length === 0) return null;
  return (
    <div>
      <h3 className="text-small font-medium text-muted">{text("heading")}</h3>
      <ul aria-label={text("heading")} className="mt-1 flex flex-col gap-2">
        {files.map(({ direction, peerName, name, bytes, content }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat, and nothing here has a state to lose.
          <li key={place} className="flex items-center gap-3">
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
            {content !== null && (
              <Button
                size="small"
                title={text("save")}
                aria-label={`${text("save")}: ${name}`}
                onClick={() => download(content, name)}
              >
                <Download aria-hidden size={16} />
                {text("save")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
