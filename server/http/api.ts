/** Finds the endpoint of a request, applies what holds for all of them, and writes the response. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { failure } from "#protocol/failure.ts";
import type { Log } from "../log.ts";
import type { Gate } from "./gate.ts";
import { BodyError, type HttpRequest, type HttpResponse, type Route, refusal } from "./route.ts";

/** Bytes of a JSON body; the longest of ours is a password. */
const MAX_BODY_BYTES = 16_384;

export type ApiHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: URLSearchParams,
) => Promise<void>;

export function createApi(parts: { routes: readonly Route[]; gate: Gate; log: Log }): ApiHandler {
  const { gate, log } = parts;
  const table = parts.routes.map((route) => ({ route, segments: route.path.split("/") }));

  return async (request, response, path, query) => {
    const found = table.flatMap(({ route, segments }) => {
      const params = matchSegments(segments, path.split("/"));
      return params === null ? [] : [{ route, params }];
    });
    const method = request.method ?? "";
    const match = found.find(({ route }) => route.method === method);
    if (match === undefined) {
      const status = found.length > 0 ? 405 : 404;
      write(response, {
        ...refusal(
          status,
          failure("invalid", found.length > 0 ? "method not allowed" : "no such endpoint"),
        ),
        ...(found.length > 0
          ? { headers: { allow: found.map(({ route }) => route.method).join(", ") } }
          : {}),
      });
      return;
    }

    const refused = method === "GET" ? null : refuseWrite(request);
    if (refused !== null) {
      write(response, refusal(403, failure("forbidden", refused)));
      return;
    }
    const origin = gate.originVerdict(request);
    const checked: HttpRequest = {
      method,
      path,
      query,
      headers: request.headers,
      cookies: gate.cookies(request.headers.cookie),
      address: gate.address(request),
      baseUrl: gate.baseUrl(request),
      secureContext: gate.isSecureContext(request),
      https: gate.isHttps(request),
      origin: origin === "same" ? "same" : "none",
      json: () => readJson(request),
    };
    try {
      write(response, await match.route.handle(checked, match.params));
    } catch (error) {
      if (error instanceof BodyError) {
        write(response, refusal(error.status, failure("invalid", error.message)));
        return;
      }
      log.error({ error, event: match.route.path }, "an endpoint failed");
      write(response, refusal(500, failure("unavailable", "the server could not do this")));
    }
  };

  /** Why a write is refused, or null. Programs without cookies need no Origin; browsers always send one with a write. */
  function refuseWrite(request: IncomingMessage): string | null {
    if (!gate.isAcceptedHost(request)) return "this host name is not served here";
    const verdict = gate.originVerdict(request);
    if (verdict === "foreign") return "another site may not do this";
    if (verdict === "none" && request.headers.cookie !== undefined) {
      return "a request with cookies must say its origin";
    }
    return null;
  }
}

function matchSegments(
  pattern: readonly string[],
  path: readonly string[],
): Record<string, string> | null {
  if (pattern.length !== path.length) return null;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const given = path[index] ?? "";
    if (expected.startsWith(":")) params[expected.slice(1)] = given;
    else if (expected !== given) return null;
  }
  return params;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > MAX_BODY_BYTES) throw new BodyError(413, "the request is too large");
    chunks.push(buffer);
  }
  if (bytes === 0) return undefined;
  try {
    // JSON.parse makes `__proto__` an own property; the strict schemas behind refuse it.
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new BodyError(400, "the request is not JSON");
  }
}

function write(response: ServerResponse, answer: HttpResponse): void {
  response.statusCode = answer.status;
  response.setHeader("cache-control", "no-store");
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    response.setHeader(name, typeof value === "string" ? value : [...value]);
  }
  if (answer.json !== undefined) {
    response.setHeader("content-type", "application/json; charset=utf-8");
    response.end(JSON.stringify(answer.json));
  } else {
    response.end(answer.text);
  }
}
