import type { Refusal } from "./admin-api.ts";
import { text } from "./admin-text.ts";

/** What a person is told when something other than signing in was refused. */
export function refusalText(refusal: Refusal): string {
  switch (refusal.kind) {
    case "unreachable":
      return text("failed.unreachable");
    case "unavailable":
      return text("failed.unavailable");
    case "gone":
      return text("failed.gone");
    case "signed-out":
      return text("signIn.ended");
    case "throttled":
    case "refused":
      return text("failed.refused");
  }
}
