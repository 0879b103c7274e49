/** What hosts write to those who wait in the lobby. */

import { z } from "zod/mini";
import { ChatText } from "./chat.ts";

/** UTF-16 code units: some sentences, so that the way in stays in sight below them. */
export const LOBBY_MESSAGE_MAX_LENGTH = 300;

/** Cleaned as what is written in the chat. */
export const LobbyMessage = ChatText.check(z.maxLength(LOBBY_MESSAGE_MAX_LENGTH));
