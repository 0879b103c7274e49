"use client";

import { type RefCallback, useCallback } from "react";
import type { ParticipantId } from "#protocol/ids.ts";
import { useSession } from "./call-context.tsx";
import { coveringHeight, createHeightTeller } from "./shown-height.ts";

/**
 * Tells a participant at which size the element shows their picture, so that they send no more than that: nothing while
 * it is out of sight or its tab is hidden. It counts whether or not the camera is on, which its sender knows better.
 * Null for one's own picture, which nobody sends.
 */
export function useShownSize(
  participant: ParticipantId | null,
  source: "camera" | "screen" = "camera",
): RefCallback<HTMLElement> {
  const session = useSession();
  return useCallback(
    (element: HTMLElement | null) => {
      if (element === null || participant === null) return;
      const teller = createHeightTeller((height) =>
        session.shown(
          participant,
          source === "camera" ? { cameraHeight: height } : { screenHeight: height },
        ),
      );
      let isInView = true;
      const measure = () => {
        const isSeen = isInView && document.visibilityState === "visible";
        const { clientWidth: width, clientHeight: height } = element;
        const video = element.querySelector("video");
        const picture = video && { width: video.videoWidth, height: video.videoHeight };
        teller.set(isSeen ? coveringHeight({ width, height }, picture, devicePixelRatio) : 0);
      };
      const sizes = new ResizeObserver(measure);
      sizes.observe(element);
      const views = new IntersectionObserver((entries) => {
        isInView = entries.at(-1)?.isIntersecting ?? true;
        measure();
      });
      views.observe(element);
      const ended = new AbortController();
      const { signal } = ended;
      document.addEventListener("visibilitychange", measure, { signal });
      // The picture's own shape became known or changed; the event does not bubble.
      element.addEventListener("resize", measure, { signal, capture: true });
      return () => {
        sizes.disconnect();
        views.disconnect();
        ended.abort();
        teller.close();
      };
    },
    [session, participant, source],
  );
}
