"use client";

import { type RefCallback, useCallback, useState } from "react";

export interface ElementSize {
  readonly width: number;
  readonly height: number;
}

/** The inner size of an element in CSS pixels, as it changes; zero until it is laid out. */
export function useElementSize(): [RefCallback<HTMLElement>, ElementSize] {
  const [size, setSize] = useState<ElementSize>({ width: 0, height: 0 });
  const observe = useCallback((element: HTMLElement | null) => {
    if (element === null) return;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element;
      setSize((now) => (now.width === width && now.height === height ? now : { width, height }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  return [observe, size];
}
