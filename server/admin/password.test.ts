import { timingSafeEqual } from "node:crypto";
import { describe, expect, it } from "vitest";
import { adminPasswordProblem, createPasswordCheck } from "./password.ts";

const PASSWORD = "a lamp, a door, a ladder";

describe("the check of a password (row 39)", () => {
  it("takes the right one and no other", async () => {
    const isRight = createPasswordCheck(PASSWORD);

    expect(await isRight(PASSWORD)).toBe(true);
    for (const typed of [PASSWORD.slice(0, -1), `${PASSWORD} `, PASSWORD.toUpperCase(), "x"]) {
      expect(await isRight(typed)).toBe(false);
    }
  });

  it("compares hashes of one length for every guess, however much of it is right", async () => {
    const lengths: [number, number][] = [];
    const isRight = createPasswordCheck(PASSWORD, (left, right) => {
      lengths.push([left.length, right.length]);
      return timingSafeEqual(left, right);
    });
    const guesses = ["", "x", PASSWORD.slice(0, 5), PASSWORD, "x".repeat(1024)];

    for (const guess of guesses) await isRight(guess);

    expect(lengths).toEqual(guesses.map(() => [32, 32]));
  });

  it("takes both ways of writing an accented letter", async () => {
    const isRight = createPasswordCheck("une lampe éclairée".normalize("NFC"));

    expect(await isRight("une lampe éclairée".normalize("NFD"))).toBe(true);
  });

  it("answers guesses that come together, each with its own answer", async () => {
    const isRight = createPasswordCheck(PASSWORD);

    const answers = await Promise.all(["a", PASSWORD, "b", PASSWORD].map(isRight));

    expect(answers).toEqual([false, true, false, true]);
  });
});

describe("the strength of a password (row 38)", () => {
  it.each(["", "admin", "1234567", "short words", "aaaaaaaaaaaaaaaa", "ababababababab"])(
    "%j is refused with a reason",
    (password) => {
      expect(adminPasswordProblem(password)).toMatch(/^must have/);
    },
  );

  it.each(["administrator", "ChangeMe123456!", "admin-password-1", "Password12345"])(
    "%j is refused because everyone tries it",
    (password) => {
      expect(adminPasswordProblem(password)).toMatch(/tries/);
    },
  );

  it.each([PASSWORD, "Vt9-qm2x-Lw77", "长梯子和灯和门和窗和路和桥"])(
    "%j is accepted",
    (password) => {
      expect(adminPasswordProblem(password)).toBeNull();
    },
  );
});
