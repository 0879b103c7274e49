/** What people write to each other in a room, and what becomes of it. */

import { z } from "zod/mini";
import { ParticipantId } from "./ids.ts";

/** UTF-16 code units of one message: a screen full of text. */
export const CHAT_TEXT_MAX_LENGTH = 2_000;
/** Bounds the work of cleaning; what is longer is not read. */
const CHAT_TEXT_MAX_RAW_LENGTH = 4 * CHAT_TEXT_MAX_LENGTH;
/** As in names: more stacked marks than any orthography uses cover the lines around. */
const MAX_MARKS_PER_GRAPHEME = 4;

// As in names, but with line breaks: formats (bidi overrides, zero-width characters, tags) and controls say nothing.
const invisible = /(?![\n\u200c\u200d])\p{C}/gu;
const markStack = new RegExp(`(\\p{M}{${MAX_MARKS_PER_GRAPHEME}})\\p{M}+`, "gu");

/** Cleans a message: NFC, plain line breaks, nothing invisible or direction-changing, no towers of marks. */
export function cleanChatText(input: string): string {
  return input
    .normalize("NFC")
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/\t/g, "    ")
    .replace(invisible, "")
    .replace(markStack, "$1")
    .replace(/\n{4,}/g, "\n\n\n")
    .trim();
}

/** A cleaned message. */
export const ChatText = z
  .pipe(z.string().check(z.maxLength(CHAT_TEXT_MAX_RAW_LENGTH)), z.transform(cleanChatText))
  .check(z.minLength(1), z.maxLength(CHAT_TEXT_MAX_LENGTH));

/** What one can say to a message without words; few, so that all are known at a glance. */
export const CHAT_EMOJIS = ["👍", "❤️", "😂", "😮", "🎉", "👏"] as const;
export const ChatEmoji = z.enum(CHAT_EMOJIS);
export type ChatEmoji = z.infer<typeof ChatEmoji>;

/** Chosen by the sender, so that what comes twice, by two ways, is known to be one. */
export const ChatId = z
  .string()
  .check(z.regex(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/))
  .brand<"ChatId">();
export type ChatId = z.infer<typeof ChatId>;

/** One thing that somebody did in the chat. */
export const ChatBody = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("text"), text: ChatText }),
  z.strictObject({
    kind: z.literal("reaction"),
    to: ChatId,
    emoji: ChatEmoji,
    /** False takes it back. */
    on: z.boolean(),
  }),
  /** Takes an own message back, for all. */
  z.strictObject({ kind: z.literal("deletion"), of: ChatId }),
]);
export type ChatBody = z.infer<typeof ChatBody>;

export const ChatPost = z.strictObject({ id: ChatId, body: ChatBody });
export type ChatPost = z.infer<typeof ChatPost>;

/** As everyone has it: in one order, by `seq`, without a gap. */
export const ChatEntry = z.object({
  seq: z.int().check(z.minimum(1)),
  id: ChatId,
  /** Server clock, Unix milliseconds. */
  atMs: z.number(),
  from: ParticipantId,
  /** As shown when it was said. */
  name: z.string(),
  body: z.discriminatedUnion("kind", [
    ...ChatBody.def.options,
    /** A text that was taken back. */
    z.object({ kind: z.literal("deleted") }),
  ]),
});
export type ChatEntry = z.infer<typeof ChatEntry>;

export const ChatRead = z.strictObject({
  /** Entries after this one are asked for; 0 asks for all that is kept. */
  afterSeq: z.int().check(z.minimum(0)),
});

export const ChatPage = z.object({
  entries: z.readonly(z.array(ChatEntry)),
  /** Whether there is more after the last of them. */
  more: z.boolean(),
  /** Of the latest entry, 0 where there is none. */
  lastSeq: z.int(),
});
export type ChatPage = z.infer<typeof ChatPage>;
