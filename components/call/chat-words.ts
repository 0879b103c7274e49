/** A message as it is drawn, and as it is saved. Pure. */

import type { ChatMessage } from "#call/chat/chat-state.ts";

/** A piece of a message: plain text, or an address that can be followed. */
export type ChatPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string };

/** Web addresses alone; what closes a sentence or a bracket around one is not of it. */
const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/giu;
const TRAILING = /[.,;:!?…)\]}»”’]+$/u;

/** Finds the web addresses in a text. Nothing else becomes a link: neither `javascript:` nor bare names. */
export function partsOf(text: string): readonly ChatPart[] {
  const parts: ChatPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const written = match[0].replace(TRAILING, (tail) =>
      // A bracket that the address opened itself is of it.
      tail.startsWith(")") && match[0].includes("(") ? ")" : "",
    );
    const href = hrefOf(written);
    if (href === null) continue;
    if (match.index > end) parts.push({ kind: "text", text: text.slice(end, match.index) });
    parts.push({ kind: "link", text: written, href });
    end = match.index + written.length;
  }
  if (end < text.length) parts.push({ kind: "text", text: text.slice(end) });
  return parts;
}

function hrefOf(written: string): string | null {
  try {
    const url = new URL(written);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/** All that was said to read later: a line of who and when before each message. */
export function asText(
  messages: readonly ChatMessage[],
  words: {
    readonly when: (atMs: number) => string;
    readonly privately: (message: ChatMessage) => string;
    readonly deleted: string;
  },
): string {
  return messages
    .map((message) => {
      const head = [words.when(message.atMs), message.name];
      if (message.privateWith !== null) head.push(words.privately(message));
      return `${head.join(" · ")}\n${message.text ?? words.deleted}\n`;
    })
    .join("\n");
}

/** Whether a message begins a new day, or is by somebody else or much later than the one before. */
export function breaksBefore(
  message: ChatMessage,
  before: ChatMessage | undefined,
): { readonly day: boolean; readonly head: boolean } {
  if (before === undefined) return { day: true, head: true };
  const day = new Date(message.atMs).toDateString() !== new Date(before.atMs).toDateString();
  const isOther =
    before.from !== message.from || before.privateWith?.id !== message.privateWith?.id;
  return { day, head: day || isOther || message.atMs - before.atMs > HEAD_AGAIN_AFTER_MS };
}

const HEAD_AGAIN_AFTER_MS = 5 * 60_000;
