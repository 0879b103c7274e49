/** What two participants say to each other of a file: room events from one to the other, past the server. */

import { z } from "zod/mini";

/** Chosen by who sends the file. */
export const FileId = z
  .string()
  .check(z.regex(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/))
  .brand<"FileId">();
export type FileId = z.infer<typeof FileId>;

const Bytes = z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER));

/** Why a file cannot be sent or taken. */
export const FileFailure = z.enum([
  /** It was changed, moved or deleted while it was being sent. */
  "unreadable",
  /** There is no room for it. */
  "storage",
  /** What came is not what was sent, again and again. */
  "damaged",
  /** Too many offers of the same sender wait for an answer already. */
  "too-many",
  /** The host lets guests send nothing. */
  "not-permitted",
]);
export type FileFailure = z.infer<typeof FileFailure>;

export const FileWord = z.discriminatedUnion("word", [
  z.strictObject({
    word: z.literal("offer"),
    id: FileId,
    /** As it is called there; made safe by who takes it. */
    name: z.string(),
    bytes: Bytes,
  }),
  /** Wants what comes from this byte on: at first, and again after every interruption. */
  z.strictObject({ word: z.literal("accept"), id: FileId, fromByte: Bytes }),
  z.strictObject({ word: z.literal("refuse"), id: FileId }),
  /** By either end, at any time. */
  z.strictObject({ word: z.literal("cancel"), id: FileId }),
  /** Everything is there, and as it was sent. */
  z.strictObject({ word: z.literal("received"), id: FileId }),
  z.strictObject({ word: z.literal("failed"), id: FileId, failure: FileFailure }),
]);
export type FileWord = z.infer<typeof FileWord>;

/** Of the data channel that brings a file from a byte on. */
export function streamLabel(id: FileId, fromByte: number): string {
  return `${STREAM_PREFIX}${id}:${fromByte}`;
}

/** Null for what is no such label. */
export function readStreamLabel(label: string): { id: FileId; fromByte: number } | null {
  const [, id, from] = /^file:([^:]+):(\d{1,16})$/.exec(label) ?? [];
  const parsed = FileId.safeParse(id);
  return parsed.success ? { id: parsed.data, fromByte: Number(from) } : null;
}

export const STREAM_PREFIX = "file:";
