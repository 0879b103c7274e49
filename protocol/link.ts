/** What is told about links: between the two ends over their data channel, and to the server for its administrator. */

import { ParticipantId } from "./ids.ts";
import "./no-eval.ts";
import { z } from "zod";

/** How media of a link travels. `relay` when either end's own selected candidate is a relay. */
export const Route = z.enum(["direct", "relay"]);
export type Route = z.infer<typeof Route>;

/** Messages over the data channel of a link. The sender is the link's other end, never a field. */
export const PeerMessage = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("route"),
    /** Whether the sender's own selected candidate is a relay; the other end cannot see that. */
    relayed: z.boolean(),
  }),
]);
export type PeerMessage = z.infer<typeof PeerMessage>;

/** What one participant says of its links; sent on change, and again after the socket returns. */
export const LinkReport = z.strictObject({
  links: z
    .array(
      z.strictObject({
        peer: ParticipantId,
        /** Null until a candidate pair is selected. */
        route: Route.nullable(),
        /** Whether anything arrived from this peer within the last seconds. */
        heard: z.boolean(),
      }),
    )
    .max(32),
});
export type LinkReport = z.infer<typeof LinkReport>;
