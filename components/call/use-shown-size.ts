"use client";

import { type RefCallback, useCallback } from "react";
import type { ShownPlace } from "#call/shown-places.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import { useSession } from "./call-context.tsx";
import { coveringHeight, createHeightTeller } from "./shown-height.ts";

/**
 * Tells a participant at which size the element shows their picture, so that they send no more than that: nothing while
 * it is out of sight or its window is hidden, unless the browser shows it in a window of its own. It counts whether or
 * not the camera is on, which its sender knows better. Null for one's own picture, which nobody sends.
 */
export function useShownSize(
  participant: ParticipantId | null,
  source: "camera" | "screen" = "camera",
  place: ShownPlace = "stage",
): RefCallback<HTMLElement> {
  const session = useSession();
  return useCallback(
    (element: HTMLElement | null) => {
      if (element === null || participant === null) return;
      const teller = createHeightTeller((height) =>
        session.shown(
          participant,
          place,
          source === "camera" ? { cameraHeight: height } : { screenHeight: height },
        ),
      );
      const { ownerDocument } = element;
      // Sight and size are measured by the window that the element is in: that of the page may be hidden, and asleep.
      const view = ownerDocument.defaultView ?? window;
      let isInView = true;
      const measure = () => {
        const { clientWidth: width, clientHeight: height } = element;
        const video = element.querySelector("video");
        const isSeen =
          (isInView && ownerDocument.visibilityState === "visible") ||
          (video !== null && video === ownerDocument.pictureInPictureElement);
        const picture = video && { width: video.videoWidth, height: video.videoHeight };
        teller.set(isSeen ? coveringHeight({ width, height }, picture, view.devicePixelRatio) : 0);
      };
      const sizes = new view.ResizeObserver(measure);
      sizes.observe(element);
      const views = new view.IntersectionObserver((entries) => {
        isInView = entries.at(-1)?.isIntersecting ?? true;
        measure();
      });
      views.observe(element);
      const ended = new AbortController();
      const { signal } = ended;
      ownerDocument.addEventListener("visibilitychange", measure, { signal });
      // The picture's own shape became known or changed; the event does not bubble. The browser's own small window too.
      for (const event of ["resize", "enterpictureinpicture", "leavepictureinpicture"])
        element.addEventListener(event, measure, { signal, capture: true });
      return () => {
        sizes.disconnect();
        views.disconnect();
        ended.abort();
        teller.close();
      };
    },
    [session, participant, source, place],
  );
}
