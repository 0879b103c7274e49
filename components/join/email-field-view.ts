/** What the e-mail field shows, decided without a browser. */

import { type EmailFieldState, emailFieldState } from "#protocol/email.ts";

export interface EmailFieldInput {
  readonly value: string;
  /** True once the person left the field or pressed Join, until they type again. */
  readonly committed: boolean;
  /** True once Join was pressed, until they type again. */
  readonly submitted: boolean;
  /** The room's host asks everyone for an address. */
  readonly required: boolean;
}

export interface EmailFieldView {
  readonly state: EmailFieldState;
  /** An address was asked for and none was given: not wrong, but in the way. */
  readonly missing: boolean;
  /** Whether it keeps the person from joining. */
  readonly blocks: boolean;
  /** Key of the sentence under the field. */
  readonly message: "valid" | "invalid" | "missing" | "hintRequired" | "hintOptional";
}

export function emailFieldView(input: EmailFieldInput): EmailFieldView {
  const state = emailFieldState(input.value, { committed: input.committed || input.submitted });
  const empty = input.value.trim() === "";
  const blocks = empty
    ? input.required
    : emailFieldState(input.value, { committed: true }) !== "valid";
  const missing = empty && input.required && input.submitted;
  if (state !== "neutral") return { state, missing, blocks, message: state };
  if (missing) return { state, missing, blocks, message: "missing" };
  return { state, missing, blocks, message: input.required ? "hintRequired" : "hintOptional" };
}
