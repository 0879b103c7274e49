import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { createCallSession } from "#call/call-session.ts";
import type { SignalingState } from "#call/call-state.ts";
import { catalogues } from "#components/text/catalogue.ts";
import { TextProvider } from "#components/text/text-provider.tsx";
import { RoomCode } from "#protocol/room-code.ts";
import { CallProvider } from "./call-context.tsx";
import { CallScreen } from "./call-screen.tsx";

function shown(signaling: SignalingState): string {
  const session = createCallSession({ code: RoomCode.parse("k7mq-4xwd-h2pn"), hostKey: null });
  const state = { ...session.getSnapshot(), signaling };
  return renderToStaticMarkup(
    <TextProvider language="en" messages={catalogues.en}>
      <CallProvider session={{ ...session, getSnapshot: () => state }}>
        <CallScreen />
      </CallProvider>
    </TextProvider>,
  );
}

describe("the call screen", () => {
  it("says that the page is older than the server, and offers to reload", () => {
    const html = shown("reload-required");

    expect(html).toContain("Rondo has been updated.");
    expect(html).toMatch(/<button[^>]*>Reload<\/button>/);
  });

  it("says nothing of the server while it is there", () => {
    const html = shown("online");

    expect(html).toContain("Meeting k7mq-4xwd-h2pn");
    expect(html).not.toContain("Rondo has been updated.");
    expect(html).not.toContain("Reconnecting to the server");
  });
});
