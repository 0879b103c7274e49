/** Tells a row that the database will never take from a database that is in trouble. */

/**
 * Prisma's codes for bad values and broken constraints (prisma.io/docs/orm/reference/error-reference); the rest (no
 * connection, time-outs, a full pool, …) may pass by waiting.
 */
const refusalCodes = new Set(
  "P2000 P2002 P2003 P2004 P2005 P2006 P2007 P2011 P2012 P2013 P2014 P2019 P2020 P2023 P2025 P2033".split(
    " ",
  ),
);

/** What driver adapters call broken constraints; Prisma turns them into codes for its own statements only, not for SQL. */
const refusalKinds = new Set([
  "UniqueConstraintViolation",
  "ForeignKeyConstraintViolation",
  "NullConstraintViolation",
]);

/** SQLite's primary result codes SQLITE_TOOBIG, SQLITE_CONSTRAINT and SQLITE_MISMATCH. */
const sqliteRefusals = new Set([18, 19, 20]);

/** True where the database refuses what was written, and would again. */
export function isRefused(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  if (Reflect.get(error, "name") === "PrismaClientValidationError") return true;
  const code: unknown = Reflect.get(error, "code");
  if (typeof code === "string" && refusalCodes.has(code)) return true;
  const cause = driverCause(error);
  if (cause === null) return false;
  const kind: unknown = Reflect.get(cause, "kind");
  if (typeof kind === "string" && refusalKinds.has(kind)) return true;
  const driverCode: unknown = Reflect.get(cause, "originalCode") ?? Reflect.get(cause, "code");
  // Classes 22 (data exception) and 23 (integrity constraint violation) of SQLSTATE.
  if (kind !== "sqlite") return typeof driverCode === "string" && /^2[23]\w{3}$/.test(driverCode);
  const extendedCode: unknown = Reflect.get(cause, "extendedCode");
  return typeof extendedCode === "number" && sqliteRefusals.has(extendedCode & 0xff);
}

/** True where a row with the same unique value exists. */
export function isUniqueViolation(error: unknown): boolean {
  return typeof error === "object" && error !== null && Reflect.get(error, "code") === "P2002";
}

/** What the driver adapter said, which Prisma's errors carry in `cause` or in `meta`. */
function driverCause(error: object): object | null {
  const meta: unknown = Reflect.get(error, "meta");
  const inMeta: unknown =
    typeof meta === "object" && meta !== null ? Reflect.get(meta, "driverAdapterError") : undefined;
  const adapterError = inMeta ?? error;
  if (typeof adapterError !== "object" || adapterError === null) return null;
  const cause: unknown = Reflect.get(adapterError, "cause");
  return typeof cause === "object" ? cause : null;
}
