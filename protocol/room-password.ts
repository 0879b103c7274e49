/** The password of a room, as it crosses the wire: only ever towards the server. */

import { z } from "zod/mini";
import { isUsablePassword, normalPassword, PASSWORD_MAX_LENGTH } from "./password-length.ts";

/** Bounds the work before it is counted: as many code units as so many code points of any kind can take. */
const MAX_CODE_UNITS = 8 * PASSWORD_MAX_LENGTH;
const text = z.string().check(z.maxLength(MAX_CODE_UNITS));

/** One that is to be set. */
export const RoomPassword = z
  .pipe(text, z.transform(normalPassword))
  .check(z.refine(isUsablePassword))
  .brand<"RoomPassword">();
export type RoomPassword = z.infer<typeof RoomPassword>;

/** What somebody takes for it; one that nobody could set is wrong, and not malformed. */
export const PasswordGuess = z.pipe(text, z.transform(normalPassword)).brand<"PasswordGuess">();
export type PasswordGuess = z.infer<typeof PasswordGuess>;
