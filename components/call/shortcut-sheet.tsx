"use client";

import { useText } from "#components/text/use-text.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { CHAT_EMOJIS } from "#protocol/chat.ts";
import { REACTION_LETTERS, SHORTCUT_GROUPS, SHORTCUTS, type Shortcut } from "./shortcuts.ts";
import { singleKeys } from "./single-keys-choice.ts";
import { SingleKeysSwitch } from "./single-keys-switch.tsx";
import { useSelected } from "./use-call.ts";

/** What the keys do now, and the way to have those off that act by themselves. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const text = useText("shortcuts");
  const stage = useText("stage");
  const isOn = useSelected(singleKeys, same);
  const keysOf = ({ labels, withControl }: Shortcut) => [
    ...(isOn ? labels.map((label) => (label === "Space" ? text("space") : label)) : []),
    ...(withControl === undefined ? [] : [`${text("control")} + ${withControl.toUpperCase()}`]),
  ];
  return (
    <Dialog heading={text("title")} onClose={onClose}>
      <SingleKeysSwitch />
      {SHORTCUT_GROUPS.map((group) => (
        <Group
          key={group}
          heading={text(`groups.${group}`)}
          rows={SHORTCUTS.filter((shortcut) => shortcut.group === group).map((shortcut) => ({
            keys: keysOf(shortcut),
            does: text(shortcut.name),
          }))}
        />
      ))}
      <Group
        heading={stage("reactions")}
        rows={CHAT_EMOJIS.map((emoji) => ({
          keys: [`Alt + ${REACTION_LETTERS[emoji].toUpperCase()}`],
          does: stage("sendReaction", { emoji }),
        }))}
      />
      <p className="text-small text-muted">{text("note")}</p>
    </Dialog>
  );
}

const same = (isOn: boolean) => isOn;

/** Keys that belong together; nothing where none of them acts. */
function Group({
  heading,
  rows,
}: {
  heading: string;
  rows: readonly { readonly keys: readonly string[]; readonly does: string }[];
}) {
  const acting = rows.filter(({ keys }) => keys.length > 0);
  if (acting.length === 0) return null;
  return (
    <section aria-label={heading} className="flex flex-col gap-2">
      <h3 className="text-small font-semibold text-muted">{heading}</h3>
      <dl className="grid grid-cols-[8.5rem_1fr] items-center gap-x-4 gap-y-2">
        {acting.map(({ keys, does }) => (
          <div key={does} className="contents">
            <dt className="flex flex-wrap gap-1">
              {keys.map((key) => (
                <kbd
                  key={key}
                  dir="ltr"
                  className="inline-grid min-w-8 place-items-center rounded-control bg-sunken px-2 py-0.5 font-sans text-small font-medium"
                >
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
