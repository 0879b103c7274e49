import { DisplayName } from "#protocol/display-name.ts";

export type NameProblem = "missing" | "tooLong";

/** Why a name cannot be used, by the schema that the server uses; null when it can. */
export function nameProblem(name: string): NameProblem | null {
  const parsed = DisplayName.safeParse(name);
  if (parsed.success) return null;
  return parsed.error.issues.some(({ message }) => message === "name.tooLong")
    ? "tooLong"
    : "missing";
}
