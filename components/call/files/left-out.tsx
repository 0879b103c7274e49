"use client";

import { X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useFormatter } from "use-intl";
import { createStore } from "#call/store.ts";
import { useText } from "#components/text/use-text.ts";
import { isolated } from "../isolated-name.ts";

/** What did not come along when files were offered last. */
interface Rest {
  readonly folders: number;
  /** Of people whom nothing reached in that moment. */
  readonly names: readonly string[];
}

const NOTHING: Rest = { folders: 0, names: [] };
const rest = createStore<Rest>(NOTHING);

/** Says it in the chat, until it is dismissed or something else is offered. */
export function leaveOut(next: Rest = NOTHING): void {
  rest.update(() => next);
}

export function LeftOut() {
  const text = useText("files");
  const common = useText("common");
  const format = useFormatter();
  const { folders, names } = useSyncExternalStore(rest.subscribe, rest.getSnapshot, () => NOTHING);
  const isAnything = folders > 0 || names.length > 0;
  return (
    <div role="status" className={isAnything ? "flex items-start gap-2 px-4 pt-2" : "sr-only"}>
      {isAnything && (
        <>
          <div className="min-w-0 flex-1 text-small">
            {folders > 0 && <p>{text("foldersLeftOut", { count: folders })}</p>}
            {names.length > 0 && (
              <p>{text("peopleLeftOut", { names: format.list(names.map(isolated)) })}</p>
            )}
          </div>
          <button
            type="button"
            aria-label={common("dismiss")}
            onClick={() => {
              leaveOut();
              document.getElementById("panel-heading")?.focus();
            }}
            className="-me-2 grid size-11 shrink-0 place-items-center rounded-control text-muted hover:text-text sm:size-9"
          >
            <X aria-hidden size={16} />
          </button>
        </>
      )}
    </div>
  );
}
