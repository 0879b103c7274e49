/** What is shown of a link. */

import type { LinkView } from "../topology.ts";

/** Of a link that was opened just now, or is still to be. */
export const NEW_LINK: LinkView = {
  link: "connecting",
  route: null,
  trouble: null,
  microphone: null,
  camera: null,
  screen: null,
  screenSound: null,
  cameraPaused: false,
};

/** Whether nothing of it is to be shown anew. */
export function isSameView(a: LinkView, b: LinkView): boolean {
  return (
    a.link === b.link &&
    a.route === b.route &&
    a.trouble === b.trouble &&
    a.microphone === b.microphone &&
    a.camera === b.camera &&
    a.screen === b.screen &&
    a.screenSound === b.screenSound &&
    a.cameraPaused === b.cameraPaused
  );
}
