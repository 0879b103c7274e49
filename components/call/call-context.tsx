"use client";

import { createContext, type ReactNode, useContext, useEffect } from "react";
import type { CallSession } from "#call/call-state.ts";

const CallContext = createContext<CallSession | null>(null);

/**
 * Holds this tab's call for everything below. Mounting retains the session, unmounting releases it; the session ends
 * itself only when nobody retains it again, so StrictMode's second mount joins nothing twice.
 */
export function CallProvider({ session, children }: { session: CallSession; children: ReactNode }) {
  useEffect(() => session.retain(), [session]);
  return <CallContext value={session}>{children}</CallContext>;
}

/** The session of the surrounding `CallProvider`. */
export function useSession(): CallSession {
  const session = useContext(CallContext);
  if (session === null) throw new Error("a component of the call is outside of CallProvider");
  return session;
}
