/** Proof of a seat, in the browser's hands: signed, for one room, one browser, and a limited time. */

import { z } from "zod/mini";
import { ParticipantId } from "#protocol/ids.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { Seal } from "../secrets.ts";

/** Longer than any call that somebody would come back to. */
const TOKEN_LIFE_MS = 24 * 60 * 60 * 1000;

const Claims = z.strictObject({
  room: z.string(),
  participant: ParticipantId,
  device: z.nullable(z.string()),
  expiresAtMs: z.number(),
  /** Whether the seat's owner showed the host key: a restarted server does not know it. */
  host: z._default(z.boolean(), false),
});

export interface ResumeTokens {
  issue(seat: {
    code: RoomCode;
    participant: ParticipantId;
    deviceHash: string | null;
    host: boolean;
  }): string;
  /** What it proves, or null: not ours, for another room, of another browser, or too old. */
  read(token: string, presented: { code: RoomCode; deviceHash: string | null }): ResumedSeat | null;
}

export interface ResumedSeat {
  readonly participant: ParticipantId;
  readonly host: boolean;
}

export function createResumeTokens(seal: Seal, nowMs: () => number): ResumeTokens {
  return {
    issue({ code, participant, deviceHash, host }) {
      const claims: z.infer<typeof Claims> = {
        room: code,
        participant,
        device: deviceHash,
        expiresAtMs: nowMs() + TOKEN_LIFE_MS,
        host,
      };
      return seal.sign(claims);
    },
    read(token, { code, deviceHash }) {
      const claims = Claims.safeParse(seal.open(token));
      if (!claims.success) return null;
      const { room, participant, device, expiresAtMs, host } = claims.data;
      const isGood = room === code && device === deviceHash && expiresAtMs > nowMs();
      return isGood ? { participant, host } : null;
    },
  };
}
