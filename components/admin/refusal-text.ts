import { useText } from "#components/text/use-text.ts";
import type { Refusal } from "./admin-api.ts";

/** Says why something other than signing in was refused. */
export function useRefusalText(): (refusal: Refusal) => string {
  const text = useText("admin");
  return (refusal) => {
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
  };
}
