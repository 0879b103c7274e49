import { describe, expect, test } from "vitest";
import { DatabaseStartError, EventsRefusedError, RoomCodeTakenError } from "./errors.ts";
import { receiveError, sendError } from "./sent-error.ts";

/** As a port does it. */
const overThere = (thrown: unknown): Error => receiveError(structuredClone(sendError(thrown)));

describe("an error between threads", () => {
  test("stays one that could not open the database, with its problem and its words", () => {
    const error = overThere(new DatabaseStartError("busy", "It is locked. Stop the other one."));

    expect(error).toBeInstanceOf(DatabaseStartError);
    expect(error).toMatchObject({ problem: "busy", message: "It is locked. Stop the other one." });
  });

  test("stays one of a code that is taken", () => {
    expect(overThere(new RoomCodeTakenError())).toBeInstanceOf(RoomCodeTakenError);
  });

  test("stays one of events that are refused, with the database's code", () => {
    const refused = new EventsRefusedError(
      Object.assign(new Error("broken"), { name: "PrismaError", code: "P2003" }),
    );

    const error = overThere(refused);

    expect(error).toBeInstanceOf(EventsRefusedError);
    expect(error).toMatchObject({
      code: "P2003",
      cause: { name: "PrismaError", message: "broken" },
    });
  });

  test("keeps what a log shows of any other: name, code and stack", () => {
    const thrown = Object.assign(new TypeError("no such thing"), { code: "ERR_THING" });

    expect(overThere(thrown)).toMatchObject({
      name: "TypeError",
      message: "no such thing",
      code: "ERR_THING",
      stack: thrown.stack,
    });
  });

  test("ends also where errors are each other's causes", () => {
    const ann = new Error("Ann", { cause: null });
    ann.cause = new Error("Ben", { cause: ann });

    expect(overThere(ann).cause).toMatchObject({ message: "Ben" });
  });

  test("is an error also where something else was thrown", () => {
    expect(overThere("a bare text").message).toBe("a bare text");
  });
});
