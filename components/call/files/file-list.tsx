"use client";

import { Check, Download, X } from "lucide-react";
import { useRef } from "react";
import { useFormatter } from "use-intl";
import { FileFailure } from "#call/files/file-words.ts";
import { isUnderWay, type Transfer } from "#call/files/transfer.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { useSession } from "../call-context.tsx";
import { isolated } from "../isolated-name.ts";
import { useFiles } from "../use-call.ts";
import { FileLine } from "./file-line.tsx";
import { useSizeWords, useTimeLeft } from "./size-words.ts";

/** Files that go and come, the latest last: what becomes of each, and what can be done about it. */
export function FileList() {
  const text = useText("files");
  const transfers = useFiles(whole);
  const list = useRef<HTMLUListElement>(null);
  if (transfers.length === 0) return null;
  return (
    <section aria-label={text("heading")} className="border-line border-t px-4 pt-2">
      <h3 className="text-small font-semibold">{text("heading")}</h3>
      <ul
        ref={list}
        // Where the focus goes when the button that had it is gone.
        tabIndex={-1}
        className="max-h-56 space-y-2 overflow-y-auto py-2 outline-none"
      >
        {transfers.map((transfer) => (
          <Row
            key={transfer.id}
            transfer={transfer}
            onGone={() => {
              // The list goes with its last row.
              const isLast = transfers.length === 1 && !isUnderWay(transfer);
              (isLast ? document.getElementById("panel-heading") : list.current)?.focus();
            }}
          />
        ))}
      </ul>
    </section>
  );
}

const whole = (all: readonly Transfer[]) => all;

function Row({ transfer, onGone }: { transfer: Transfer; onGone: () => void }) {
  const text = useText("files");
  const { files } = useSession();
  const { id, name, direction, bytes, status } = transfer;
  const size = useSizeWords()(bytes);
  const waits = direction === "incoming" && status === "offered";
  const act = (step: () => void) => () => {
    step();
    onGone();
  };
  return (
    <li
      aria-label={text("fileOf", { file: isolated(name), size })}
      className="rounded-control bg-sunken px-3 py-2"
    >
      <div className="flex items-center gap-2">
        <FileLine file={transfer} />
        {status === "received" && direction === "incoming" && (
          <IconButton label={text("saveAgain")} onClick={() => files.save(id)}>
            <Download aria-hidden size={17} />
          </IconButton>
        )}
        {isUnderWay(transfer) ? (
          !waits && (
            <IconButton label={text("cancel")} onClick={act(() => files.cancel(id))}>
              <X aria-hidden size={17} />
            </IconButton>
          )
        ) : (
          <IconButton label={text("forget")} onClick={act(() => files.forget(id))}>
            <X aria-hidden size={17} />
          </IconButton>
        )}
      </div>
      {waits ? (
        <div className="flex gap-2 pt-2">
          <Button look="primary" size="small" onClick={act(() => files.accept(id))}>
            <Check aria-hidden size={16} />
            {text("accept")}
          </Button>
          <Button look="quiet" size="small" onClick={act(() => files.refuse(id))}>
            {text("refuse")}
          </Button>
        </div>
      ) : (
        <Progress transfer={transfer} />
      )}
    </li>
  );
}

/** What becomes of it, in a bar where it moves and in words. */
function Progress({ transfer }: { transfer: Transfer }) {
  const text = useText("files");
  const format = useFormatter();
  const sizeWords = useSizeWords();
  const timeLeft = useTimeLeft();
  const { direction, bytes, storedBytes, bytesPerSecond, status, peerName } = transfer;
  const name = isolated(peerName);
  if (status !== "running" && status !== "waiting") {
    const isBad = FileFailure.safeParse(status).success;
    const key = direction === "incoming" && status === "received" ? "saved" : status;
    return (
      <p role={isBad ? "alert" : "status"} className={`text-small ${isBad ? "text-danger" : ""}`}>
        {text(`statusOf.${key}`, { name })}
      </p>
    );
  }
  const share = bytes === 0 ? 1 : storedBytes / bytes;
  const left =
    bytesPerSecond !== null && bytesPerSecond > 0 ? (bytes - storedBytes) / bytesPerSecond : null;
  return (
    <>
      <div
        role="progressbar"
        aria-label={text("progress")}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(share * 100)}
        className="mt-2 h-1.5 overflow-hidden rounded-full bg-line"
      >
        <div className="h-full rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
      </div>
      <p className="pt-1 text-small text-muted tabular-nums">
        {status === "waiting"
          ? text("statusOf.waiting", { name })
          : [
              format.number(share, { style: "percent", maximumFractionDigits: 0 }),
              bytesPerSecond !== null && text("speed", { size: sizeWords(bytesPerSecond) }),
              left !== null && timeLeft(left),
            ]
              .filter((words) => words !== false && words !== null)
              .join(" · ")}
      </p>
    </>
  );
}

function IconButton({
  label,
  onClick,
  children,
}: {
  label: string;
  onClick: () => void;
  children: React.ReactNode;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      className="grid size-11 shrink-0 place-items-center rounded-control text-muted hover:bg-raised hover:text-text sm:size-9"
    >
      {children}
    </button>
  );
}
