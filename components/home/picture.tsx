import type { ReactNode } from "react";

/** A head and shoulders in a tile; `shade` picks the ground, `turn` the hue of the person. */
function Person({ x, y, children }: { x: number; y: number; children: ReactNode }) {
  return <g transform={`translate(${x} ${y})`}>{children}</g>;
}

/** The one picture: four tiles of a call, and the ring that joins them. */
export function Picture({ label }: { label: string }) {
  return (
    <svg role="img" aria-label={label} viewBox="0 0 480 380" className="h-auto w-full" fill="none">
      <defs>
        <clipPath id="picture-tile">
          <rect width="200" height="140" rx="14" />
        </clipPath>
      </defs>
      <Person x={30} y={40}>
        <g clipPath="url(#picture-tile)">
          <rect width="200" height="140" className="fill-[oklch(0.86_0.05_75)]" />
          <circle cx="150" cy="28" r="46" className="fill-[oklch(0.91_0.05_85)]" />
          <path d="M38 150c4-40 28-58 62-58s58 18 62 58z" className="fill-[oklch(0.52_0.09_45)]" />
          <circle cx="100" cy="66" r="28" className="fill-[oklch(0.8_0.07_55)]" />
          <path
            d="M70 66c-2-26 12-40 31-40 20 0 32 14 30 38-8-2-14-8-17-16-8 10-26 16-44 18z"
            className="fill-[oklch(0.35_0.05_50)]"
          />
        </g>
      </Person>
      <Person x={250} y={40}>
        <g clipPath="url(#picture-tile)">
          <rect width="200" height="140" className="fill-[oklch(0.48_0.06_215)]" />
          <rect
            x="128"
            y="14"
            width="46"
            height="62"
            rx="4"
            className="fill-[oklch(0.6_0.06_210)]"
          />
          <path d="M36 150c4-42 29-60 64-60s60 18 64 60z" className="fill-[oklch(0.84_0.05_85)]" />
          <circle cx="100" cy="64" r="28" className="fill-[oklch(0.56_0.06_50)]" />
          <path
            d="M71 62c-3-24 12-38 30-38 19 0 32 13 28 36-5-8-10-13-16-15-14 4-30 6-42 17z"
            className="fill-[oklch(0.25_0.03_40)]"
          />
        </g>
      </Person>
      <Person x={30} y={200}>
        <g clipPath="url(#picture-tile)">
          <rect width="200" height="140" className="fill-[oklch(0.57_0.075_165)]" />
          <path
            d="M0 100c40-30 70 10 110-12s60-20 90-6v60H0z"
            className="fill-[oklch(0.5_0.075_168)]"
          />
          <path d="M38 150c4-40 28-58 62-58s58 18 62 58z" className="fill-[oklch(0.9_0.03_90)]" />
          <path d="M68 100c-8-52 8-76 33-76s40 22 32 76z" className="fill-[oklch(0.4_0.08_35)]" />
          <circle cx="100" cy="66" r="26" className="fill-[oklch(0.86_0.055_60)]" />
          <path
            d="M74 62c4-20 14-28 27-28s23 8 26 28c-12-2-20-8-24-15-6 9-16 14-29 15z"
            className="fill-[oklch(0.4_0.08_35)]"
          />
        </g>
      </Person>
      <Person x={250} y={200}>
        <g clipPath="url(#picture-tile)">
          <rect width="200" height="140" className="fill-[oklch(0.74_0.07_30)]" />
          <circle cx="34" cy="120" r="52" className="fill-[oklch(0.69_0.08_28)]" />
          <path d="M36 150c4-42 29-60 64-60s60 18 64 60z" className="fill-[oklch(0.38_0.05_255)]" />
          <circle cx="100" cy="64" r="28" className="fill-[oklch(0.74_0.075_55)]" />
          <path
            d="M72 58c0-22 13-33 29-33 17 0 29 11 28 33-4-6-6-9-8-14-14 5-27 5-41 0-2 5-4 8-8 14z"
            className="fill-[oklch(0.8_0.02_85)]"
          />
        </g>
      </Person>
      <rect
        x="28.500"
        y="198.500"
        width="203"
        height="143"
        rx="15.500"
        className="stroke-accent"
        strokeWidth="3"
      />
      <circle cx="240" cy="190" r="46" className="fill-surface" />
      <g transform="translate(208 158) scale(2)" strokeWidth="4" strokeLinecap="round">
        <circle
          cx="16"
          cy="16"
          r="12"
          pathLength="96"
          stroke="currentColor"
          strokeDasharray="8 8 8 8 8 8 8 8 8 24"
          transform="rotate(-24 16 16)"
        />
        <circle
          cx="16"
          cy="16"
          r="12"
          pathLength="96"
          className="stroke-accent"
          strokeDasharray="8 88"
          strokeDashoffset="-80"
          transform="rotate(-24 16 16)"
        />
      </g>
    </svg>
  );
}
