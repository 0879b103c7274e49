import { hueOf, initialsOf } from "./initials.ts";

/** Initials on a calm colour of the name; fills a tile whose camera is off. The name itself stands beside it. */
export function Avatar({ name }: { name: string }) {
  const hue = hueOf(name);
  return (
    <div
      aria-hidden="true"
      className="absolute inset-0 grid place-items-center rounded-[inherit] bg-raised [container-type:size]"
    >
      <span
        className="grid aspect-square place-items-center rounded-full font-semibold text-on-scrim"
        // One lightness and chroma for every hue: calm, and white letters keep their contrast on all of them.
        style={{
          background: `oklch(0.47 0.075 ${hue})`,
          width: "clamp(2.5rem, 42cqmin, 9rem)",
          fontSize: "clamp(1rem, 16cqmin, 3.4rem)",
        }}
      >
        {initialsOf(name)}
      </span>
    </div>
  );
}
