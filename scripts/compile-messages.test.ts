import format from "icu-minify/format";
import { describe, expect, it } from "vitest";
import compileMessages from "./compile-messages.cjs";

const formatters = {
  getDateTimeFormat: (...of: ConstructorParameters<typeof Intl.DateTimeFormat>) =>
    new Intl.DateTimeFormat(...of),
  getNumberFormat: (...of: ConstructorParameters<typeof Intl.NumberFormat>) =>
    new Intl.NumberFormat(...of),
  getPluralRules: (...of: ConstructorParameters<typeof Intl.PluralRules>) =>
    new Intl.PluralRules(...of),
};

async function compiled(messages: object) {
  const code = await compileMessages(JSON.stringify(messages));
  return JSON.parse(code.replace(/^export default /, "").replace(/;$/, ""));
}

describe("messages that the bundler compiles", () => {
  it("keep their screens and keys, and say what they said", async () => {
    const { home } = await compiled({
      home: { people: "{count, plural, one {# person} other {# people}}", title: "Meet" },
    });

    expect(format(home.people, "en", { count: 2 }, { formatters })).toBe("2 people");
    expect(format(home.title, "en", {}, { formatters })).toBe("Meet");
  });

  it("stop the build with their place if they are no messages", async () => {
    await expect(compiled({ home: { people: "{count, plural, one {# person}" } })).rejects.toThrow(
      "home.people: ",
    );
  });
});
