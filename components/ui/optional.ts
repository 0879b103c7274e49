import { type ComponentType, type LazyExoticComponent, lazy } from "react";

const Nothing = () => null;

/**
 * A part that comes a moment after its screen, inside a `Suspense` of its own. The screen goes on without it where it cannot
 * be loaded: while the server is away, a call is not to end for want of a notice.
 */
export function optional<P extends object>(
  load: () => Promise<ComponentType<P>>,
): LazyExoticComponent<ComponentType<P>> {
  return lazy(() =>
    load().then(
      (part) => ({ default: part }),
      () => ({ default: Nothing }),
    ),
  );
}
