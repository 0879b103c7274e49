/** Errors of the database layer that callers tell apart; everything else is Prisma's own and means a broken database. */

/** Why a database could not be opened. */
export type DatabaseStartProblem =
  | "read-only"
  | "corrupt"
  | "newer-version"
  | "failed-migration"
  | "foreign-tables"
  | "busy"
  | "unreachable"
  | "wrong-password"
  | "no-such-database"
  | "other";

/**
 * The database could not be opened at start. The message is for people: what happened, that nothing was changed, and
 * what to do. It never holds a password.
 */
export class DatabaseStartError extends Error {
  override readonly name = "DatabaseStartError";
  readonly problem: DatabaseStartProblem;

  constructor(problem: DatabaseStartProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/** `rooms.create` was given a code that a room already has. */
export class RoomCodeTakenError extends Error {
  override readonly name = "RoomCodeTakenError";

  constructor() {
    super("a room with this code exists already");
  }
}

/** `journal.flush` ran out of time with events still waiting; they are kept and written later. */
export class JournalTimeoutError extends Error {
  override readonly name = "JournalTimeoutError";
  readonly waiting: number;

  constructor(waiting: number) {
    super(`${waiting} journal events are not written yet`);
    this.waiting = waiting;
  }
}

/** The database refuses a batch of events for good; written one by one, the others of it may be taken. */
export class EventsRefusedError extends Error {
  override readonly name = "EventsRefusedError";
  /** What the database or Prisma calls the reason; for the log. */
  readonly code: string;

  constructor(cause: unknown) {
    super("the database refuses these events", { cause });
    const code: unknown =
      typeof cause === "object" && cause !== null ? Reflect.get(cause, "code") : undefined;
    this.code = typeof code === "string" ? code : "";
  }
}
