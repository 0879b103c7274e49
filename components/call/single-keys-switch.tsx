"use client";

import { useText } from "#components/text/use-text.ts";
import { Switch } from "#components/ui/switch.tsx";
import { singleKeys } from "./single-keys-choice.ts";
import { useSelected } from "./use-call.ts";

/** Turns the keys that act by themselves off and on; in the sheet of keys and among the settings. */
export function SingleKeysSwitch() {
  const text = useText("shortcuts");
  const isOn = useSelected(singleKeys, same);
  return (
    <Switch
      label={text("singleKeys")}
      hint={text("singleKeysHint")}
      checked={isOn}
      onChange={(on) => singleKeys.update(() => on)}
    />
  );
}

const same = (isOn: boolean) => isOn;
