/**
 * JSON logs. What may be logged is an allow-list of fields, so that no name, address, e-mail, description, candidate,
 * token or key can slip in by being part of an object; room codes appear only as a hash.
 */

import { createHash } from "node:crypto";
import { type DestinationStream, pino } from "pino";

/** Fields a log line may carry. */
export interface LogFields {
  /** From `hashRoom()`. */
  readonly room?: string;
  readonly participant?: string;
  readonly event?: string;
  readonly code?: string;
  readonly count?: number;
  readonly durationMs?: number;
  readonly reason?: string;
  /** Name and message of an error; its stack stays out of production logs of refusals. */
  readonly error?: unknown;
}

export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** A room in a log: enough to follow one, useless for entering it. */
export function hashRoom(code: string): string {
  return createHash("sha256").update(`room:${code}`).digest("hex").slice(0, 12);
}

export function createLog(level: string, destination?: DestinationStream): Log {
  const logger = pino(
    {
      level,
      base: null,
      messageKey: "message",
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: describeError },
    },
    ...(destination === undefined ? [] : [destination]),
  );
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  };
}

/** An error without what callers may have put into it: its class, code and first stack frame. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = "code" in error ? String(error.code).slice(0, 40) : undefined;
  const frame = error.stack?.split("\n").find((line) => line.trimStart().startsWith("at "));
  return { name: error.name, code, at: frame?.trim().slice(0, 200) };
}
