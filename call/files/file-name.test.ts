import { describe, expect, it } from "vitest";
import { safeFileName } from "./file-name.ts";

describe("the name of a file from somebody else", () => {
  it.each([
    ["report.pdf", "report.pdf"],
    ["Überblick 2026.odt", "Überblick 2026.odt"],
    ["议程.docx", "议程.docx"],
    ["../../etc/passwd", "_.._etc_passwd"],
    ["..\\..\\x", "_.._x"],
    ["../../x", "_.._x"],
    ["C:\\Windows\\x.dll", "C__Windows_x.dll"],
    [".bashrc", "bashrc"],
    ["name. . ", "name"],
    ["photo\u202egpj.exe", "photogpj.exe"],
    ["a\u200bb\u0000c.txt", "abc.txt"],
    ["two\r\nlines.txt", "two lines.txt"],
    ["CON", "_CON"],
    ["nul.txt", "_nul.txt"],
    ["console.txt", "console.txt"],
    ["", "file"],
    ["...", "file"],
    ["\u202e", "file"],
  ])("%j is saved as %j", (given, saved) => {
    expect(safeFileName(given)).toBe(saved);
  });

  it("is cut where it is too long, and keeps what it ends with", () => {
    const saved = safeFileName(`${"a".repeat(500)}.pdf`);

    expect(saved).toMatch(/^a+\.pdf$/);
    expect(saved).toHaveLength(120);
  });

  it("is cut between characters", () => {
    expect(safeFileName("😀".repeat(400))).toBe("😀".repeat(60));
    expect(safeFileName(`x${"😀".repeat(400)}`)).toBe(`x${"😀".repeat(59)}`);
  });

  it("of any length is cleaned at once", () => {
    expect(safeFileName(`${"a/".repeat(1_000_000)}.pdf`)).toMatch(/^[a_]+$/);
  });
});
