/** Errors on their way between threads: copying alone would make a plain `Error` of each class that callers know. */

import {
  DatabaseStartError,
  type DatabaseStartProblem,
  EventsRefusedError,
  RoomCodeTakenError,
} from "./errors.ts";

/** An error as values that can be copied. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | null;
  readonly code: string | null;
  readonly problem: DatabaseStartProblem | null;
  readonly cause: SentError | null;
}

/** Errors may be each other's causes in a circle. */
const MAX_CAUSES = 5;

/** Takes anything that was thrown apart. */
export function sendError(thrown: unknown, causes = MAX_CAUSES): SentError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code: unknown = Reflect.get(error, "code");
  return {
    name: error.name,
    message: error.message,
    stack: error.stack ?? null,
    code: typeof code === "string" ? code : null,
    problem: error instanceof DatabaseStartError ? error.problem : null,
    cause: error.cause instanceof Error && causes > 0 ? sendError(error.cause, causes - 1) : null,
  };
}

/** Puts an error together again, of the class it had where callers know it; otherwise with its name and code. */
export function receiveError(sent: SentError): Error {
  const error = ofItsClass(sent);
  if (sent.stack !== null) error.stack = sent.stack;
  return error;
}

function ofItsClass({ name, message, code, problem, cause }: SentError): Error {
  const options = cause === null ? {} : { cause: receiveError(cause) };
  switch (name) {
    case "DatabaseStartError":
      return new DatabaseStartError(problem ?? "other", message, options);
    case "RoomCodeTakenError":
      return new RoomCodeTakenError();
    case "EventsRefusedError":
      return new EventsRefusedError(options.cause);
    default:
      return Object.assign(new Error(message, options), { name }, code === null ? {} : { code });
  }
}
