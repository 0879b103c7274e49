"use client";

import { encode } from "uqr";
import { useText } from "#components/text/use-text.ts";
import { Dialog } from "#components/ui/dialog.tsx";

/** Modules of quiet around the code (ISO/IEC 18004 §6.3.8). */
const QUIET_ZONE = 4;

/** The link as a QR code, large enough to be read from across a desk. */
export function QrDialog({ link, onClose }: { link: string; onClose: () => void }) {
  const text = useText("share");
  const { data, size } = encode(link, { ecc: "M", border: QUIET_ZONE });
  const dark = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")))
    .join("");
  return (
    <Dialog heading={text("qrHeading")} onClose={onClose}>
      {/* Always dark on light: many readers do not know the inverse. */}
      <svg
        role="img"
        aria-label={text("qrAlt")}
        viewBox={`0 0 ${size} ${size}`}
        shapeRendering="crispEdges"
        className="mx-auto w-full max-w-72 rounded-control bg-[white] text-[black]"
      >
        <path d={dark} fill="currentColor" />
      </svg>
      <p className="text-center text-muted">{text("qrBody")}</p>
      <p className="break-all text-center text-small tabular-nums">{link}</p>
    </Dialog>
  );
}
