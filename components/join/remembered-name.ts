import { createRemembered } from "#call/remembered.ts";

/** The name that this browser last joined with; empty where none is known. */
export const rememberedName = createRemembered({
  key: "rondo.name",
  initial: "",
  read: (kept) => kept,
  write: (name) => name,
});
