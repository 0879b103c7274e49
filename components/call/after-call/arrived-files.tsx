"use client";

import { Download } from "lucide-react";
import { download } from "#call/download.ts";
import type { ArrivedFile } from "#call/files/transfer.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { FileLine } from "../files/file-line.tsx";

/** Files that went and came, and those that came to be saved once more while the page still has them. */
export function ArrivedFiles({ files }: { files: readonly ArrivedFile[] }) {
  const text = useText("files");
  if (files.length === 0) return null;
  return (
    <div>
      <h3 className="text-small font-medium text-muted">{text("heading")}</h3>
      <ul aria-label={text("heading")} className="mt-1 flex flex-col gap-2">
        {files.map(({ content, ...file }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat, and nothing here has a state to lose.
          <li key={place} className="flex items-center gap-3">
            <FileLine file={file} />
            {content !== null && (
              <Button
                size="small"
                title={text("save")}
                aria-label={`${text("save")}: ${file.name}`}
                onClick={() => download(content, file.name)}
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
