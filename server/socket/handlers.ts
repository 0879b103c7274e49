/** Name → handler. A request without a handler does not compile. */

import { postChat, readChat } from "./chat.ts";
import type { Handlers } from "./handler.ts";
import { refreshIce } from "./ice.ts";
import { join } from "./join.ts";
import { leave } from "./leave.ts";
import { reportLinks } from "./link-report.ts";
import { look } from "./look.ts";
import { measure } from "./measure.ts";
import { moderate } from "./moderate.ts";
import { setName } from "./name.ts";
import { readRemovals } from "./removals.ts";
import { setSelf } from "./self.ts";
import { sendSignal } from "./signal.ts";

export const handlers = {
  "room:look": look,
  "room:join": join,
  "room:leave": leave,
  "self:set": setSelf,
  "name:set": setName,
  "signal:send": sendSignal,
  "ice:refresh": refreshIce,
  "link:report": reportLinks,
  "call:measure": measure,
  "chat:post": postChat,
  "chat:read": readChat,
  "room:moderate": moderate,
  "removals:read": readRemovals,
} satisfies Handlers;
