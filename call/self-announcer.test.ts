import { describe, expect, it } from "vitest";
import { failure, type Result, success } from "#protocol/failure.ts";
import { QUIET_SELF, type SelfState } from "#protocol/room.ts";
import { createSelfAnnouncer } from "./self-announcer.ts";

const settle = async () => {
  for (let turns = 0; turns < 10; turns += 1) await Promise.resolve();
};
const speaking = { ...QUIET_SELF, microphone: true };
const asking = { ...QUIET_SELF, hand: true };

describe("what is announced", () => {
  it("is what holds by now, where the server refused what held before", async () => {
    const sent: SelfState[] = [];
    let answer = (_: Result<unknown>) => {};
    const announcer = createSelfAnnouncer((state) => {
      sent.push(state);
      return state.microphone
        ? new Promise((resolve) => (answer = resolve))
        : Promise.resolve(success({}));
    });
    announcer.known(QUIET_SELF);
    announcer.announce(speaking);
    announcer.announce(asking);

    answer(failure("not-permitted", ""));
    await settle();

    expect(sent).toEqual([speaking, asking]);
  });

  it("is not repeated where it is refused", async () => {
    const sent: SelfState[] = [];
    const announcer = createSelfAnnouncer(async (state) => {
      sent.push(state);
      return failure("not-permitted", "");
    });
    announcer.known(QUIET_SELF);

    announcer.announce(speaking);
    await settle();

    expect(sent).toEqual([speaking]);
  });
});
