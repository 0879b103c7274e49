import { describe, expect, it } from "vitest";
import { RoomCode } from "#protocol/room-code.ts";
import { PasswordGuess, RoomPassword } from "#protocol/room-password.ts";
import { createRoomPasswords } from "./room-passwords.ts";

const code = RoomCode.parse("k7mq-4xwd-h2pn");
const elsewhere = RoomCode.parse("h2pn-4xwd-k7mq");
const limits = {
  guessesPerRoom: 4,
  guessesPerAddress: 12,
  checksPerAddress: 20,
  windowMs: 60_000,
};
const right = RoomPassword.parse("open sesame");

async function aRoom() {
  const clock = { nowMs: 0 };
  const passwords = createRoomPasswords({ limits, nowMs: () => clock.nowMs });
  const stored = await passwords.hash(right);
  const guess = (
    password: string,
    from: { address?: string; code?: RoomCode; stored?: string } = {},
  ) =>
    passwords.judge({
      password: PasswordGuess.parse(password),
      stored,
      address: "192.0.2.1",
      code,
      ...from,
    });
  /** Cheap, so that a test can guess often. */
  const unreadable = { stored: "unreadable" };
  return { clock, passwords, stored, guess, unreadable };
}

describe("a room's password", () => {
  it("is stored as a slow hash that says nothing of it, with a salt of its own", async () => {
    const { passwords, stored } = await aRoom();

    expect(stored).toMatch(/^scrypt\$32768\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
    expect(stored).not.toContain("sesame");
    expect(await passwords.hash(right)).not.toBe(stored);
  });

  it("is known again, whatever wrote it, and no other is", async () => {
    const { guess } = await aRoom();

    expect(await guess("open sesame")).toEqual({ kind: "right" });
    for (const wrong of ["open sesam", "Open sesame", "open sesame ", ""])
      expect(await guess(wrong), wrong).toEqual({ kind: "wrong" });
  });

  it("is nobody's where the stored text cannot be read", async () => {
    const { guess, stored } = await aRoom();

    for (const damaged of ["", "scrypt", stored.slice(0, -4), stored.replace("scrypt", "bcrypt")])
      expect(await guess("open sesame", { stored: damaged }), damaged).toEqual({ kind: "wrong" });
  });
});

describe("[G4] guesses", () => {
  it("are not looked at beyond a number by address and room, until time has passed", async () => {
    const { guess, unreadable, clock } = await aRoom();
    for (let tries = 0; tries < limits.guessesPerRoom; tries += 1)
      expect(await guess("wrong", unreadable)).toEqual({ kind: "wrong" });

    // Not even the right one, or the answer would tell.
    const verdict = await guess("open sesame");
    expect(verdict).toMatchObject({ kind: "too-often" });
    expect(await guess("open sesame", { address: "192.0.2.2" })).toEqual({ kind: "right" });
    expect(await guess("open sesame", { code: elsewhere })).toEqual({ kind: "right" });

    expect(verdict).toMatchObject({ retryAfterMs: limits.windowMs / limits.guessesPerRoom });
    clock.nowMs += verdict.kind === "too-often" ? verdict.retryAfterMs : 0;
    expect(await guess("open sesame")).toEqual({ kind: "right" });
  });

  it("that are sent together count like one after the other", async () => {
    const { guess, unreadable } = await aRoom();

    const verdicts = await Promise.all(
      Array.from({ length: limits.guessesPerRoom + 5 }, () => guess("wrong", unreadable)),
    );

    expect(verdicts.filter(({ kind }) => kind === "too-often")).toHaveLength(5);
  });

  it("that are right count for nothing", async () => {
    const { guess, unreadable } = await aRoom();
    for (let tries = 0; tries < limits.guessesPerRoom - 1; tries += 1)
      await guess("wrong", unreadable);

    for (let times = 0; times < 3; times += 1)
      expect(await guess("open sesame")).toEqual({ kind: "right" });
  });

  it("are bounded over all rooms together", async () => {
    const { guess, unreadable } = await aRoom();
    const codes = Array.from({ length: limits.guessesPerAddress }, (_, number) =>
      RoomCode.parse(`k7mq-4xwd-${String(number).padStart(4, "0")}`),
    );
    for (const each of codes) await guess("wrong", { ...unreadable, code: each });

    expect(await guess("open sesame")).toMatchObject({ kind: "too-often" });
  });

  it("are bounded as work too, also where all of them are right", async () => {
    const { guess } = await aRoom();
    for (let checks = 0; checks < limits.checksPerAddress; checks += 1)
      expect(await guess("open sesame")).toEqual({ kind: "right" });

    expect(await guess("open sesame")).toMatchObject({ kind: "too-often" });
    expect(await guess("open sesame", { address: "192.0.2.2" })).toEqual({ kind: "right" });
  });
});
