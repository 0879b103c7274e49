import { describe, expect, it } from "vitest";
import type { Quality } from "#call/stats/qualities.ts";
import { aHealth, aLinkHealth, aPeer, drawn } from "./health/health-for-tests.tsx";
import { Tile } from "./tile.tsx";

const ben = aPeer("Ben");
const place = { x: 0, y: 0, width: 320, height: 180 };

/** Ben's tile, where we receive each other so. */
function tile(receives: Quality | null, received: Quality | null): string {
  return drawn(
    <Tile
      participant={ben.participant.id}
      name="Ben"
      place={place}
      microphone
      camera
      track={null}
      link="connected"
      route="direct"
    />,
    aHealth([[ben, aLinkHealth({ receives, received })]]),
  );
}

const badge = (html: string) => /<button[^>]*aria-label="(Quality[^"]*)"/.exec(html)?.[1] ?? null;
const litBars = (html: string) => html.match(/<rect[^>]*opacity="1"/g)?.length ?? 0;

describe("the quality badge of a tile", () => {
  it.each<[Quality | null, Quality | null, string, number, string]>([
    ["good", "good", "good", 3, "Quality: Good in both directions"],
    ["poor", "poor", "poor", 1, "Quality: Poor in both directions"],
    ["lost", "lost", "lost", 0, "Quality: No connection right now"],
    ["good", "poor", "poor", 1, "Quality: You receive Ben well. Ben receives you poorly."],
    ["fair", "good", "fair", 2, "Quality: You receive Ben fairly well. Ben receives you well."],
    ["good", null, "good", 3, "Quality: You receive Ben well"],
    ["poor", null, "poor", 1, "Quality: You receive Ben poorly"],
  ])("says of %s inwards and %s outwards: %s", (receives, received, quality, bars, words) => {
    const html = tile(receives, received);

    expect(html).toContain(`data-quality="${quality}"`);
    expect(badge(html)).toBe(words);
    expect(litBars(html)).toBe(bars);
    // The same words for those who see, on hover and on focus.
    expect(html).toContain(`>${words.replace("Quality: ", "")}</span>`);
  });

  it("is not there while nothing is known", () => {
    const html = tile(null, null);

    expect(html).not.toContain("data-quality");
    expect(badge(html)).toBeNull();
  });

  it("is not on the own tile", () => {
    const html = drawn(
      <Tile
        participant={ben.participant.id}
        name="Ben"
        place={place}
        microphone
        camera
        track={null}
        link={null}
        route={null}
        isSelf
      />,
      aHealth([]),
    );

    expect(html).not.toContain("data-quality");
    expect(badge(html)).toBeNull();
  });
});
