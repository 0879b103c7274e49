/** The chat of a call, which is loaded when somebody joins: the page before needs none of it. */

import { createStore } from "../store.ts";
import type { ChatState } from "./chat-state.ts";
import {
  CHAT_EVENT,
  CHAT_RECEIVED_EVENT,
  type ChatOptions,
  EMPTY_CHAT,
  type OwnChat,
} from "./own-chat.ts";

export type CreateChat = (options: ChatOptions) => OwnChat;

export interface LazyChat extends OwnChat {
  /** Loads it, if it is not there: it will be needed in a moment. */
  prepare(): void;
}

/** Until what could not be loaded is asked for again. */
const AGAIN_MS = 2_000;
/** Of what peers say past the server nobody bounds how much there is. More waits only while nothing can be loaded. */
const WAITING_EVENTS_MAX = 200;

/**
 * Does what `load` brings, once it is there, with all that was done and heard since the seat was taken, in order. Where it
 * cannot be loaded it is asked for again, as long as there is something to do.
 */
export function createLazyChat(load: () => Promise<CreateChat>, options: ChatOptions): LazyChat {
  const store = createStore<ChatState>(EMPTY_CHAT);
  let made: OwnChat | null = null;
  let isMaking = false;
  let isOpen = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** What is to be done when it is there. */
  let steps: readonly ((chat: OwnChat) => void)[] = [];
  let waitingEvents = 0;

  const make = async () => {
    if (made !== null || isMaking) return;
    clearTimeout(timer);
    isMaking = true;
    try {
      const create = await load();
      const chat = create(options);
      chat.subscribe(() => store.update(() => chat.getSnapshot()));
      // Before anything is heard: whoever looks already has read it.
      chat.setOpen(isOpen);
      made = chat;
      const due = steps;
      forgetSteps();
      for (const step of due) step(chat);
    } catch {
      if (steps.length > 0) timer = setTimeout(() => void make(), AGAIN_MS);
    } finally {
      isMaking = false;
    }
  };
  const forgetSteps = () => {
    steps = [];
    waitingEvents = 0;
  };
  const use = (step: (chat: OwnChat) => void) => {
    if (made !== null) return step(made);
    steps = [...steps, step];
    void make();
  };

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    prepare: () => void make(),
    send: (text, to) => use((chat) => chat.send(text, to)),
    react: (message, emoji, on) => use((chat) => chat.react(message, emoji, on)),
    sendAgain: (message) => use((chat) => chat.sendAgain(message)),
    remove: (message) => use((chat) => chat.remove(message)),
    setOpen(open) {
      isOpen = open;
      made?.setOpen(open);
    },
    seated: (self, epoch) => use((chat) => chat.seated(self, epoch)),
    heard: (entry) => use((chat) => chat.heard(entry)),
    told(event) {
      if (made === null) {
        const isOurs = event.name === CHAT_EVENT || event.name === CHAT_RECEIVED_EVENT;
        if (!isOurs || waitingEvents >= WAITING_EVENTS_MAX) return;
        waitingEvents += 1;
      }
      use((chat) => chat.told(event));
    },
    // Looks at the people of then, when it is there.
    peopleChanged: () => made?.peopleChanged(),
    clear() {
      clearTimeout(timer);
      forgetSteps();
      made?.clear();
    },
  };
}
