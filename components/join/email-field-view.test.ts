import { describe, expect, it } from "vitest";
import { type EmailFieldInput, emailFieldView } from "./email-field-view.ts";

const typing = (value: string, more: Partial<EmailFieldInput> = {}) =>
  emailFieldView({ value, committed: false, submitted: false, required: false, ...more });

describe("the e-mail field", () => {
  it("shows nothing but its hint while it is empty", () => {
    expect(typing("")).toEqual({
      state: "neutral",
      missing: false,
      blocks: false,
      message: "hintOptional",
    });
    expect(typing("  ", { committed: true }).state).toBe("neutral");
  });

  it("stays neutral through every prefix of a valid address and turns valid with it", () => {
    const address = "ann@example.org";
    const states = [...address].map((_, index) => typing(address.slice(0, index + 1)).state);

    expect(states.slice(0, "ann@example.o".length)).toEqual(
      Array.from({ length: "ann@example.o".length }, () => "neutral"),
    );
    expect(states.slice("ann@example.o".length)).toEqual(["valid", "valid"]);
  });

  it("calls a prefix wrong once the person leaves the field or presses Join", () => {
    expect(typing("ann@", { committed: true })).toMatchObject({
      state: "invalid",
      message: "invalid",
    });
    expect(typing("ann@", { submitted: true }).state).toBe("invalid");
  });

  it("calls at once what typing on cannot mend", () => {
    expect(typing("ann@@").state).toBe("invalid");
    expect(typing("ann smith@").state).toBe("invalid");
  });

  it("accepts pasted spaces around an address", () => {
    expect(typing("  ann@example.org ")).toMatchObject({ state: "valid", blocks: false });
  });

  it("lets people join without an address unless the host asks for one", () => {
    expect(typing("").blocks).toBe(false);
    expect(typing("", { required: true })).toMatchObject({
      blocks: true,
      message: "hintRequired",
    });
    expect(typing("", { required: true, submitted: true })).toEqual({
      state: "neutral",
      missing: true,
      blocks: true,
      message: "missing",
    });
  });

  it("keeps from joining with half an address, even where none is asked for", () => {
    expect(typing("ann@").blocks).toBe(true);
  });
});
