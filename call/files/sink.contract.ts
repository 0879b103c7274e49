import { describe, expect, it } from "vitest";
import type { CreateSink } from "./sink.ts";

const bytesOf = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer;

/** What every place for files that come must do. */
export function testSinks(name: string, makeCreate: () => CreateSink): void {
  describe(name, () => {
    it("keeps what is written, in order", async () => {
      const sink = await makeCreate()(9);
      await sink.write(bytesOf("one"));
      await sink.write(bytesOf("two"));
      await sink.write(bytesOf("six"));

      expect(await (await sink.finish()).text()).toBe("onetwosix");
    });

    it("has an empty file of nothing", async () => {
      const sink = await makeCreate()(0);

      expect((await sink.finish()).size).toBe(0);
    });

    it("keeps two files apart", async () => {
      const create = makeCreate();
      const [one, other] = [await create(3), await create(3)];
      await one.write(bytesOf("one"));
      await other.write(bytesOf("two"));

      expect(await (await one.finish()).text()).toBe("one");
      expect(await (await other.finish()).text()).toBe("two");
    });

    it("can be given up at any time, and twice", async () => {
      const create = makeCreate();
      const begun = await create(3);
      await begun.write(bytesOf("on"));
      await begun.discard();
      await begun.discard();
      const finished = await create(3);
      await finished.write(bytesOf("one"));
      await finished.finish();
      await finished.discard();
    });

    it("takes no file for which there is no room", async () => {
      await expect(makeCreate()(Number.MAX_SAFE_INTEGER)).rejects.toThrow(RangeError);
    });
  });
}
