/** Which page answers a request, decided before Next.js draws it: `notFound()` inside a page answers an empty body. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { parseRoomCode, type RoomCode } from "#protocol/room-code.ts";
import type { Gate } from "./gate.ts";
import { contentSecurityPolicy, newNonce } from "./security-headers.ts";

/** Draws the page at `request.url`; Next.js in production, a stand-in in tests. */
export type PageRenderer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Routes of pages that say why there is no meeting; drawn in place of the one that was asked for. */
const NO_SUCH_MEETING = "/meeting-not-found";
const TOO_MANY_ATTEMPTS = "/too-many-attempts";
const UNAVAILABLE = "/unavailable";

/** Headers by which Next.js talks to itself; from outside they are only ever an attack (CVE-2025-29927 and others). */
const internalHeader = /^(?:x-middleware-|x-invoke-|x-matched-path|x-nextjs-|x-next-)/;

export function createPages(parts: {
  gate: Gate;
  render: PageRenderer;
  roomExists: (code: RoomCode) => Promise<boolean>;
  dev: boolean;
}): (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void> {
  const { gate, render } = parts;

  return async (request, response, path) => {
    for (const name of Object.keys(request.headers)) {
      if (internalHeader.test(name)) delete request.headers[name];
    }
    if (path.startsWith("/_next/")) {
      if (path.startsWith("/_next/image")) end(response, 404);
      else await render(request, response);
      return;
    }

    const https = gate.isHttps(request);
    const host = gate.isAcceptedHost(request)
      ? (request.headers.host ?? "")
      : new URL(gate.baseUrl(request)).host;
    const policy = contentSecurityPolicy(newNonce(), { dev: parts.dev, host, https });
    // On the request for Next.js, which stamps the nonce on its scripts; on the response for the browser.
    request.headers["content-security-policy"] = policy;
    response.setHeader("content-security-policy", policy);
    response.setHeader("cache-control", "no-store");
    if (gate.deviceHash(request.headers.cookie) === null) {
      response.appendHeader("set-cookie", gate.newDeviceCookie(request));
    }

    const inLink = /^\/r\/([^/]+)$/.exec(path)?.[1];
    if (inLink !== undefined && !(await admitToRoom(request, response, inLink))) return;
    if (path === NO_SUCH_MEETING) response.statusCode = 404;
    await render(request, response);
  };

  /** True when the room's own page may be drawn as asked for; a redirect is answered here. */
  async function admitToRoom(
    request: IncomingMessage,
    response: ServerResponse,
    inLink: string,
  ): Promise<boolean> {
    const from = gate.address(request);
    if (!gate.mayLookUp(from)) {
      instead(request, response, TOO_MANY_ATTEMPTS, 429);
      response.setHeader("retry-after", "60");
      return true;
    }
    const code = parseRoomCode(inLink);
    let known = false;
    try {
      known = code !== null && (await parts.roomExists(code));
    } catch {
      instead(request, response, UNAVAILABLE, 503);
      response.setHeader("retry-after", "2");
      return true;
    }
    if (code === null || !known) {
      gate.countUnknownCode(from);
      await gate.delayGuess(gate.deviceHash(request.headers.cookie));
      instead(request, response, NO_SUCH_MEETING, 404);
      return true;
    }
    if (inLink !== code) {
      response.setHeader("location", `/r/${code}`);
      end(response, 308);
      return false;
    }
    return true;
  }
}

function instead(
  request: IncomingMessage,
  response: ServerResponse,
  url: string,
  status: number,
): void {
  request.url = url;
  response.statusCode = status;
}

function end(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.end();
}
