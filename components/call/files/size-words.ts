import { useFormatter } from "use-intl";
import { useText } from "#components/text/use-text.ts";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
/** As file managers count: SI, by thousands. */
const STEP = 1_000;
/** One that is just short of the next unit is said in that one: no "1000 kB". */
const ROUNDED_UP = 999.5;

/** The unit to say so many bytes in, and how many of them there are: to three digits at most. */
export function sizeIn(bytes: number): { readonly value: number; readonly unit: string } {
  let value = bytes;
  let place = 0;
  while (value >= ROUNDED_UP && place < UNITS.length - 1) {
    value /= STEP;
    place += 1;
  }
  // `place` never leaves the list.
  return { value, unit: UNITS[place] as (typeof UNITS)[number] };
}

/** Says a number of bytes in the language of the page: "3.4 MB". */
export function useSizeWords(): (bytes: number) => string {
  const format = useFormatter();
  return (bytes) => {
    const { value, unit } = sizeIn(bytes);
    const maximumFractionDigits = unit !== "byte" && value < 10 ? 1 : 0;
    return format.number(value, {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits,
    });
  };
}

/** Says roughly how long something takes that is so many seconds away. */
export function useTimeLeft(): (seconds: number) => string {
  const text = useText("files");
  const common = useText("common");
  return (seconds) => {
    const time =
      seconds < 55
        ? common("seconds", { seconds: Math.max(1, Math.round(seconds)) })
        : common("minutes", { minutes: Math.max(1, Math.round(seconds / 60)) });
    return text("left", { time });
  };
}
