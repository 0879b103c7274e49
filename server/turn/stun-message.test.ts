import { describe, expect, test } from "vitest";
import {
  attributeOf,
  decodeStun,
  decodeXorAddress,
  encodeStun,
  encodeXorAddress,
  errorCodeOf,
  longTermKey,
  StunAttribute,
  StunMethod,
} from "./stun-message.ts";

const TRANSACTION = Buffer.from("b7e7a701bc34d686fa87dfae", "hex");

/** RFC 5769 §2.2: a Binding answer with SOFTWARE, XOR-MAPPED-ADDRESS, MESSAGE-INTEGRITY and FINGERPRINT. */
const PUBLISHED_ANSWER = Buffer.from(
  "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112a643" +
    "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96",
  "hex",
);

describe("STUN messages", () => {
  test("the published answer is read", () => {
    const answer = decodeStun(PUBLISHED_ANSWER);
    if (answer === undefined) throw new Error("not read");

    expect([answer.class, answer.method]).toEqual(["success", StunMethod.Binding]);
    expect(attributeOf(answer, StunAttribute.Software)?.toString()).toBe("test vector");
    expect(
      decodeXorAddress(
        attributeOf(answer, StunAttribute.XorMappedAddress) ?? Buffer.alloc(0),
        answer.transaction,
      ),
    ).toEqual({ host: "192.0.2.1", port: 32853 });
  });

  test("the published answer is written as published, up to the padding", () => {
    const written = encodeStun(
      {
        class: "success",
        method: StunMethod.Binding,
        transaction: TRANSACTION,
        attributes: [
          [StunAttribute.Software, Buffer.from("test vector")],
          [
            StunAttribute.XorMappedAddress,
            encodeXorAddress({ host: "192.0.2.1", port: 32853 }, TRANSACTION),
          ],
        ],
      },
      Buffer.from("VOkJxbRl1RmTxUk/WvJxBt"),
    );

    // The vector pads SOFTWARE with a space, we with zero: both are allowed, and both checks differ by it.
    expect(written.subarray(0, 35)).toEqual(PUBLISHED_ANSWER.subarray(0, 35));
    expect(written.subarray(36, 52)).toEqual(PUBLISHED_ANSWER.subarray(36, 52));
    expect(written.length).toBe(PUBLISHED_ANSWER.length);
  });

  // RFC 5769 §2.3: the IPv6 address of the same answer.
  test("an IPv6 address is masked by cookie and transaction", () => {
    const value = encodeXorAddress(
      { host: "2001:db8:1234:5678:11:2233:4455:6677", port: 32853 },
      TRANSACTION,
    );

    expect(value.toString("hex")).toBe("0002a1470113a9faa5d3f179bc25f4b5bed2b9d9");
  });

  test("an IPv4 address in IPv6 form keeps its sixteen bytes", () => {
    const value = encodeXorAddress({ host: "::ffff:127.0.0.1", port: 9 }, Buffer.alloc(12));

    expect(value.subarray(8).toString("hex")).toBe("000000000000ffff7f000001");
  });

  test("a signature is the one of the long-term mechanism", () => {
    expect(longTermKey("user", "realm", "pass").toString("hex")).toBe(
      "8493fbc53ba582fb4c044c456bdc40eb",
    );
  });

  test("every method and class survives writing and reading", () => {
    for (const method of Object.values(StunMethod)) {
      for (const kind of ["request", "indication", "success", "error"] as const) {
        const error = Buffer.from([0, 0, 4, 86]);
        const read = decodeStun(
          encodeStun({
            class: kind,
            method,
            transaction: TRANSACTION,
            attributes: [[StunAttribute.ErrorCode, error]],
          }),
        );
        if (read === undefined) throw new Error("not read");

        expect([read.class, read.method, errorCodeOf(read)]).toEqual([kind, method, 486]);
      }
    }
  });

  test("bytes that are no STUN message are none", () => {
    expect(decodeStun(Buffer.alloc(0))).toBeUndefined();
    expect(decodeStun(Buffer.alloc(40))).toBeUndefined();
    expect(decodeStun(PUBLISHED_ANSWER.subarray(0, 50))).toBeUndefined();
    const overlong = Buffer.from(PUBLISHED_ANSWER);
    overlong.writeUInt16BE(0xffff, 22);
    expect(decodeStun(overlong)).toBeUndefined();
  });
});
