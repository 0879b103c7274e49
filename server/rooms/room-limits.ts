import type { PasswordLimits } from "./room-passwords.ts";

export interface RoomLimits {
  readonly capacity: number;
  /** People with whom a room is still at its best; who comes beyond is told. */
  readonly comfortable: number;
  /** How long a seat waits for a lost network. */
  readonly seatGraceMs: number;
  /** How long the seat of a closed tab waits: a reload comes back within it. */
  readonly seatCloseGraceMs: number;
  /** How long a seat found after a restart waits for its owner, if nobody hears them. */
  readonly seatClaimMs: number;
  /** Most entries of a chat that are kept; the oldest go first. */
  readonly chatMaxEntries: number;
  /** How long a removed person is refused. */
  readonly removalBanMs: number;
  /** People who wait at once; more would only fill the screens of those inside. */
  readonly lobbyMaxPeople: number;
  /** Whoever was sent away from the lobby does not knock again sooner. */
  readonly lobbyDenialMs: number;
  readonly passwords: PasswordLimits;
}
