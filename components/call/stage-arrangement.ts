/** Who is shown large, who beside, who floats: from what is going on in the room and what the person chose. Pure. */

import type { ParticipantId } from "#protocol/ids.ts";

/** A tile: somebody, or a screen that somebody shares. */
export type TileKey = `person:${ParticipantId}` | `screen:${ParticipantId}`;

export const personKey = (id: ParticipantId): TileKey => `person:${id}`;
export const screenKey = (id: ParticipantId): TileKey => `screen:${id}`;

/**
 * What a person prefers while nothing else asks for the stage: whoever else is here alone, and all equal from three
 * people on; all equal, two people too; or whoever speaks.
 */
export type LayoutChoice = "auto" | "grid" | "speaker";
export const LAYOUT_CHOICES: readonly LayoutChoice[] = ["auto", "grid", "speaker"];

/** What is going on in the room, and whom the person wants to look at. */
export interface Scene {
  /** Those that count now, in the order of pinning; of tiles that are gone by now, too. */
  readonly pins: readonly TileKey[];
  /** The others, in order of their arrival. */
  readonly peers: readonly ParticipantId[];
  /** Of the others who share a screen. */
  readonly sharing: readonly ParticipantId[];
  readonly speaker: ParticipantId | null;
  /** Whom a host gave the stage on everybody's page. */
  readonly spotlight: ParticipantId | null;
  /** Null where the own picture is hidden. */
  readonly self: ParticipantId | null;
}

export interface StageScene extends Scene {
  readonly choice: LayoutChoice;
  /** Whether the others are shown beside what is large. */
  readonly stripShown: boolean;
  /** Whether the window has room for one tile alone. */
  readonly isCompact: boolean;
}

export interface Arrangement {
  readonly featured: readonly TileKey[];
  readonly rest: readonly TileKey[];
  readonly floating: TileKey | null;
  readonly prominent: TileKey | null;
}

/**
 * Pins come first, then shared screens, then the spotlight, then the choice. Without any of it one other person has the
 * stage alone, unless the choice is the grid, and from three people on all are equal. What took the stage gives it back when it ends: nothing of the choice is changed.
 * A compact window is one more of those things.
 */
export function arrangeStage(scene: StageScene): Arrangement {
  const { self, speaker } = scene;
  if (scene.isCompact) {
    const leading = leadingTile(scene);
    const featured = leading === null ? [] : [leading];
    return { featured, rest: [], floating: null, prominent: null };
  }
  const all = tilesOfOthers(scene);
  const own = self === null ? [] : [personKey(self)];
  const featured = featuredOf(scene, new Set([...all, ...own]));
  const rest = all.filter((key) => !featured.includes(key));
  const ownIsLarge = own.some((key) => featured.includes(key));
  const isEqual = scene.choice === "grid" && featured.length === 0;
  const floats = rest.length + featured.length <= 1 && !ownIsLarge && !(isEqual && rest.length > 0);
  const others = floats || ownIsLarge ? rest : [...rest, ...own];
  return {
    featured,
    rest: featured.length > 0 && !scene.stripShown ? [] : others,
    floating: floats ? (own[0] ?? null) : null,
    prominent: speaker === null ? null : personKey(speaker),
  };
}

function featuredOf(
  { pins, sharing, spotlight, choice, peers, speaker }: StageScene,
  present: ReadonlySet<TileKey>,
): readonly TileKey[] {
  const pinned = pins.filter((key) => present.has(key));
  if (pinned.length > 0) return pinned;
  if (sharing.length > 0) return sharing.map(screenKey);
  // Oneself too, unless one hides the own picture.
  if (spotlight !== null && present.has(personKey(spotlight))) return [personKey(spotlight)];
  if (choice !== "speaker" || peers.length < 2) return [];
  const shown = speaker !== null && peers.includes(speaker) ? speaker : peers[0];
  return shown === undefined ? [] : [personKey(shown)];
}

/**
 * Who is seen where there is room for one tile: as on the stage, pins, then shared screens, then the spotlight, of several
 * the speaker's; then whoever speaks, or came first before anybody spoke. The spotlight on oneself shows somebody else, for
 * there is nobody beside it. Null without the others, unless oneself is pinned.
 */
export function leadingTile(scene: Scene): TileKey | null {
  const { pins, sharing, spotlight, peers, speaker, self } = scene;
  const others = tilesOfOthers(scene);
  const pinned = pins.filter(
    (key) => others.includes(key) || (self !== null && key === personKey(self)),
  );
  // The one pinned last is what was wanted last.
  if (pinned.length > 0) return speakersOr(pinned.at(-1), pinned, speaker);
  if (sharing.length > 0) return speakersOr(others[0], sharing.map(screenKey), speaker);
  if (spotlight !== null && peers.includes(spotlight)) return personKey(spotlight);
  return speakersOr(others[0], peers.map(personKey), speaker);
}

/** Of some tiles the speaker's, or else a certain one. */
function speakersOr(
  otherwise: TileKey | undefined,
  keys: readonly TileKey[],
  speaker: ParticipantId | null,
): TileKey | null {
  const ofSpeaker =
    speaker === null
      ? undefined
      : keys.find((key) => key === screenKey(speaker) || key === personKey(speaker));
  return ofSpeaker ?? otherwise ?? null;
}

const tilesOfOthers = ({ sharing, peers }: Scene): readonly TileKey[] => [
  ...sharing.map(screenKey),
  ...peers.map(personKey),
];

/** What the key for the layout chooses: the speaker where all are equal, and all equal where one is large. */
export function otherLayout(choice: LayoutChoice, othersHere: number): LayoutChoice {
  const isEqual = choice === "grid" || (choice === "auto" && othersHere > 1);
  return isEqual ? "speaker" : "grid";
}
