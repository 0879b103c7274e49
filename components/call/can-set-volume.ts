/** Whether this browser lets pages say how loud something plays: on iPhones and iPads the buttons of the device do alone. */
export function canSetVolume(): boolean {
  answer ??= tryVolume();
  return answer;
}

let answer: boolean | null = null;

/** Asks an element that is in no page, and plays nothing. */
export function tryVolume(): boolean {
  const element = document.createElement("audio");
  element.volume = TRIED_VOLUME;
  return element.volume === TRIED_VOLUME;
}

/** Neither of its bounds, which an element may have by itself. */
const TRIED_VOLUME = 0.5;
