/** The words for what is the matter with a link, shared by the engine and by what is shown of it. */

/** `data-link` of a tile. */
export type LinkState = "connecting" | "connected" | "unstable" | "reconnecting" | "failed";

/** Why no attempt brought media: no relay is configured; the relay cannot be reached from here; neither path nor relay. */
export type LinkTrouble = "no-relay" | "relay-unreachable" | "unreachable";
