/** How people call a room, cleaned as their own names are. */

import { z } from "zod/mini";
import { cleanName, countGraphemes } from "./display-name.ts";

export const ROOM_TITLE_MAX_GRAPHEMES = 100;
/** Bounds the work before graphemes are counted. */
const ROOM_TITLE_MAX_CODE_UNITS = 4_096;

/** A cleaned title; null, and what nothing is left of, is none. */
export const RoomTitle = z
  .pipe(
    z.nullable(z.string().check(z.maxLength(ROOM_TITLE_MAX_CODE_UNITS))),
    z.transform((input): string | null => (input === null ? null : cleanName(input) || null)),
  )
  .check(
    z.refine(
      (title) => title === null || countGraphemes(title) <= ROOM_TITLE_MAX_GRAPHEMES,
      `longer than ${ROOM_TITLE_MAX_GRAPHEMES} characters`,
    ),
  );
