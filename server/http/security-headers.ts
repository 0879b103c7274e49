/** The headers that every answer carries, and the policy that pages carry. */

import { randomBytes } from "node:crypto";

/** A fresh nonce for one page. */
export function newNonce(): string {
  return randomBytes(16).toString("base64");
}

/**
 * Content-Security-Policy of a page. Scripts run by nonce and by what those load (`strict-dynamic`); style attributes
 * are allowed because server-rendered React writes them, style elements are not.
 */
export function contentSecurityPolicy(
  nonce: string,
  options: { dev: boolean; host: string; https: boolean },
): string {
  const socket = `${options.https ? "wss" : "ws"}://${options.host}`;
  // The development server's refresh evaluates code and injects styles; what people run never does.
  const script = options.dev
    ? `'nonce-${nonce}' 'strict-dynamic' 'unsafe-eval'`
    : `'nonce-${nonce}' 'strict-dynamic'`;
  const style = options.dev ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`;
  return [
    "default-src 'self'",
    `script-src ${script}`,
    `style-src ${style}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    `connect-src 'self' ${socket}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** For every answer, page or not. */
export function commonHeaders(options: { https: boolean }): Readonly<Record<string, string>> {
  return {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy":
      "camera=(self), microphone=(self), display-capture=(self), geolocation=()",
    ...(options.https ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
}
