"use client";

import { useId, useSyncExternalStore } from "react";
import { CAPS_BPS, type SavingChoice } from "#call/saving-store.ts";
import { useSession } from "#components/call/call-context.tsx";
import { SingleKeysSwitch } from "#components/call/single-keys-switch.tsx";
import { automaticChoice, isAutomaticOffered } from "#components/call/small-window/automatic.ts";
import { spokenReactions } from "#components/call/spoken-reactions-choice.ts";
import { TONES, type ToneChoices, toneChoices } from "#components/call/tones/tone-choices.ts";
import { useCall, useSaving, useSelected } from "#components/call/use-call.ts";
import { useText } from "#components/text/use-text.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Select } from "#components/ui/select.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { hidingWords } from "./hiding-words.ts";
import { LanguageChoice } from "./language-choice.tsx";

/** What one can give up for bandwidth, and who learns one's address. Each choice counts at once. */
export function SettingsPanel({ onClose }: { onClose: () => void }) {
  const text = useText("saving");
  return (
    <Dialog heading={text("title")} onClose={onClose}>
      <Choices />
    </Dialog>
  );
}

/** The choices without the window around them. */
export function Choices() {
  const text = useText("saving");
  const { saving } = useSession();
  const chosen = useSaving((state) => state);
  const inCall = useCall(({ phase }) => phase.kind === "joined");
  const hiding = hidingWords(chosen);
  const tones = useSelected(toneChoices, whole);
  const saysReactions = useSelected(spokenReactions, same);
  const isAutomatic = useSelected(automaticChoice, same);
  const canBeAutomatic = useSyncExternalStore(never, isAutomaticOffered, () => false);
  return (
    <div className="flex flex-col gap-6">
      {/* Before the call it can be chosen on top of the page. */}
      {inCall && <LanguageChoice />}
      <section aria-label={text("data")} className="flex flex-col gap-4">
        <h3 className="text-small font-semibold text-muted">{text("data")}</h3>
        <Switch
          label={text("dataSaver")}
          hint={text("dataSaverHint")}
          checked={chosen.dataSaver}
          onChange={(dataSaver) => saving.set({ dataSaver })}
        />
        <Switch
          label={text("audioOnly")}
          hint={text("audioOnlyHint")}
          checked={chosen.audioOnly}
          onChange={(audioOnly) => saving.set({ audioOnly })}
        />
        <div className="flex flex-col gap-2">
          <div className="grid grid-cols-2 gap-3">
            <CapSelect cap="sendCapBps" />
            <CapSelect cap="receiveCapBps" />
          </div>
          <p className="text-small text-muted">{text("capHint")}</p>
        </div>
      </section>
      <section aria-label={text("privacy")} className="flex flex-col gap-4">
        <h3 className="text-small font-semibold text-muted">{text("privacy")}</h3>
        <Switch
          label={text("hideAddress")}
          hint={
            <>
              <p>{text("hideAddressHint")}</p>
              {hiding.problem !== null && (
                <p className="mt-1 font-medium text-text">{text(hiding.problem)}</p>
              )}
              {inCall && hiding.canChange && <p className="mt-1">{text("hideAddressInCall")}</p>}
            </>
          }
          checked={chosen.hideAddress}
          disabled={!hiding.canChange}
          onChange={(hideAddress) => saving.set({ hideAddress })}
        />
      </section>
      <section aria-label={text("tones")} className="flex flex-col gap-3">
        <h3 className="text-small font-semibold text-muted">{text("tones")}</h3>
        {TONES.map((tone) => (
          <Switch
            key={tone}
            label={text(`toneOf.${tone}`)}
            checked={tones[tone]}
            onChange={() => toneChoices.toggle(tone)}
          />
        ))}
        <Switch
          label={text("spokenReactions")}
          hint={text("spokenReactionsHint")}
          checked={saysReactions}
          onChange={(isOn) => spokenReactions.update(() => isOn)}
        />
      </section>
      {canBeAutomatic && (
        <Switch
          label={text("smallWindow")}
          hint={text("smallWindowHint")}
          checked={isAutomatic}
          onChange={automaticChoice.set}
        />
      )}
      <SingleKeysSwitch />
      <p className="text-small text-muted">{text("kept")}</p>
    </div>
  );
}

const whole = (choices: ToneChoices) => choices;
const same = (isOn: boolean) => isOn;
const never = () => () => {};

const capLabels = { sendCapBps: "sendCap", receiveCapBps: "receiveCap" } as const;

function CapSelect({ cap }: { cap: keyof Pick<SavingChoice, "sendCapBps" | "receiveCapBps"> }) {
  const text = useText("saving");
  const id = useId();
  const { saving } = useSession();
  const chosen = useSaving((state) => state[cap]);
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-small font-medium">
        {text(capLabels[cap])}
      </label>
      <Select
        id={id}
        value={chosen ?? ""}
        onChange={({ target }) =>
          saving.set({ [cap]: CAPS_BPS.find((bps) => String(bps) === target.value) ?? null })
        }
      >
        <option value="">{text("noCap")}</option>
        {CAPS_BPS.map((bps) => (
          <option key={bps} value={bps}>
            {text("capMegabits", { value: bps / 1_000_000 })}
          </option>
        ))}
      </Select>
    </div>
  );
}
