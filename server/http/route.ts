/** What an HTTP endpoint of ours is: a pure-looking function from a checked request to a response. */

import type { IncomingHttpHeaders } from "node:http";
import type { Failure } from "#protocol/failure.ts";

/** A request after the checks that every request passes: Host, Origin, size, method. */
export interface HttpRequest {
  readonly method: string;
  /** Pathname, percent-decoded once, without a trailing slash. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  /** The true address of the caller, after `TRUSTED_PROXIES`. */
  readonly address: string;
  /** Scheme and host under which people reach this server, for links: `https://meet.example`. */
  readonly baseUrl: string;
  /** Whether the browser that sent this sees a secure context: https, or a loopback host. */
  readonly secureContext: boolean;
  /** Whether the page was reached over https (so that `Secure` cookies are kept everywhere). */
  readonly https: boolean;
  /** `same`: an accepted Origin was sent. `none`: no Origin header. Anything else was refused before. */
  readonly origin: "same" | "none";
  /** Reads the JSON body; rejects with `BodyError` when it is too large or not JSON. An empty body is `undefined`. */
  json(): Promise<unknown>;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as JSON; absent for an empty body. */
  readonly json?: unknown;
  /** Sent as it is, with the content type from `headers`. */
  readonly text?: string;
}

export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** `/api/rooms/:code`; a `:name` matches one segment. */
  readonly path: string;
  handle(request: HttpRequest, params: Readonly<Record<string, string>>): Promise<HttpResponse>;
}

export class BodyError extends Error {
  readonly status: 400 | 413;
  constructor(status: 400 | 413, message: string) {
    super(message);
    this.name = "BodyError";
    this.status = status;
  }
}

/** An error of the API: the failure as JSON, with `Retry-After` where the server knows when. */
export function refusal(status: number, failure: Failure): HttpResponse {
  const retryAfter =
    failure.retryAfterMs === undefined
      ? {}
      : { "retry-after": String(Math.ceil(failure.retryAfterMs / 1000)) };
  return { status, json: failure, headers: retryAfter };
}
