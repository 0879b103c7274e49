import { describe, expect, it } from "vitest";
import type { LinkState, LinkTrouble } from "#call/link-words.ts";
import { aHealth, aPeer, drawn } from "./health/health-for-tests.tsx";
import { LinkNote } from "./link-note.tsx";

const ben = aPeer("Ben").participant;

const shown = (link: LinkState, trouble: LinkTrouble | null = null) =>
  drawn(
    <LinkNote participant={ben.id} link={link} trouble={trouble} name={ben.name} />,
    aHealth([]),
  );

describe("the note on a tile", () => {
  it.each<[LinkTrouble | null]>([["no-relay"], ["relay-unreachable"], ["unreachable"], [null]])(
    "leads to the check of the connection where none comes about: %s",
    (trouble) => {
      const html = shown("failed", trouble);

      expect(html).toContain("Ben");
      expect(html).toMatch(/<a href="\/check" target="_blank"[^>]*>Check my connection<\/a>/);
    },
  );

  it.each<[LinkState]>([["connecting"], ["reconnecting"], ["connected"]])(
    "does not while there is hope: %s",
    (link) => {
      expect(shown(link)).not.toContain("/check");
    },
  );
});
