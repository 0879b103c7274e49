/** Files from one browser to another: what people see of it, what arrives, and that the call beside it stays whole. */

import { open, readFile, rm } from "node:fs/promises";
import { chromium, type Download, type Page, type TestInfo } from "@playwright/test";
import { memoryOf } from "./browser-memory.ts";
import { chromiumOptions } from "./chromium.ts";
import { digestOf } from "./file-digest.ts";
import {
  annAndBen,
  controlOf,
  createMeeting,
  expect,
  joinMeeting,
  joinToo,
  test,
  tileOf,
} from "./fixtures.ts";
import { chat, openChat } from "./in-the-call.ts";
import { watchConnections } from "./media-probe.ts";
import { axeFindings, shot } from "./page-checks.ts";
import { expectToSeeAndHear } from "./see-and-hear.ts";

interface GivenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const aFile = (name: string, bytes: number): GivenFile => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from(Uint8Array.from({ length: bytes }, (_, place) => (place * 7) % 256)),
});

/** A file on the disk: a browser is handed no other one that is large. */
async function onDisk(testInfo: TestInfo, name: string, bytes: number): Promise<string> {
  const path = testInfo.outputPath(name);
  const file = await open(path, "w");
  const step = 10_000_000;
  for (let at = 0; at < bytes; at += step)
    await file.write(Buffer.alloc(Math.min(step, bytes - at), `${at} `));
  await file.close();
  return path;
}

const files = (page: Page) => page.getByRole("region", { name: "Files" });
const row = (page: Page, name: string) =>
  files(page).getByRole("listitem").filter({ hasText: name });

async function send(page: Page, given: GivenFile | GivenFile[] | string | string[]): Promise<void> {
  await expect(chat(page).getByRole("button", { name: "Attach files" })).toBeEnabled();
  const choosing = page.waitForEvent("filechooser");
  await chat(page).getByRole("button", { name: "Attach files" }).click();
  await (await choosing).setFiles(given);
}

/** Takes a file that was offered, and hands out what the browser saves. */
async function accept(page: Page, name: string): Promise<Download> {
  const saving = page.waitForEvent("download", { timeout: 50_000 });
  await row(page, name).getByRole("button", { name: "Accept" }).click();
  return await saving;
}

async function contentOf(download: Download): Promise<Buffer> {
  return await readFile(await download.path());
}

/** Lets a file fall on an element, once somebody takes it: what does is loaded a moment after the call has begun. */
async function drop(page: Page, selector: string, name: string): Promise<void> {
  await expect
    .poll(() =>
      page.locator(selector).evaluate((element, fileName) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(["dropped"], fileName));
        const event = (type: string) =>
          new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
        const isTaken = !element.dispatchEvent(event("dragover"));
        if (isTaken) element.dispatchEvent(event("drop"));
        return isTaken;
      }, name),
    )
    .toBe(true);
}

/** Lets a folder and a file fall on somebody's tile together. No script can make a folder; the browser's own events can. */
async function dropWithFolder(page: Page, participant: string, name: string): Promise<void> {
  await page.evaluate(
    ([id, fileName]) => {
      const dataTransfer = new DataTransfer();
      for (const file of [new File([], "holidays"), new File(["dropped"], fileName)])
        dataTransfer.items.add(file);
      const { webkitGetAsEntry } = DataTransferItem.prototype;
      DataTransferItem.prototype.webkitGetAsEntry = function () {
        if (this.getAsFile()?.name !== "holidays") return webkitGetAsEntry.call(this);
        return { isDirectory: true, isFile: false } as FileSystemEntry;
      };
      const tile = document.querySelector(`[data-participant="${id}"]`);
      tile?.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
      DataTransferItem.prototype.webkitGetAsEntry = webkitGetAsEntry;
    },
    [participant, name] as const,
  );
}

test.describe("a file", () => {
  test("goes to everyone who takes it, and to nobody who does not", async ({
    server,
    newPerson,
  }) => {
    const { ann, ben, url } = await annAndBen(server, newPerson);
    const cem = await joinToo(newPerson, url, "Cem");
    await openChat(ann);
    const plan = aFile("plan.pdf", 3_000_000);

    await send(ann, plan);
    await expect(row(ann, "To Ben")).toContainText("Waiting for Ben to accept");
    await ben.getByText("Ann wants to send you plan.pdf").waitFor();
    await ben.getByRole("button", { name: "Show" }).click();
    await openChat(cem);
    await expect(row(cem, "plan.pdf")).toContainText("From Ann · 3 MB");
    await row(cem, "plan.pdf").getByRole("button", { name: "Decline" }).click();
    const saved = await accept(ben, "plan.pdf");

    expect(saved.suggestedFilename()).toBe("plan.pdf");
    expect((await contentOf(saved)).equals(plan.buffer)).toBe(true);
    await expect(row(ann, "To Ben")).toContainText("Received by Ben");
    await expect(row(ann, "To Cem")).toContainText("Declined");
    await expect(row(ben, "plan.pdf")).toContainText("Saved to your downloads");
    expect(await axeFindings(ben)).toEqual([]);

    const again = ben.waitForEvent("download");
    await row(ben, "plan.pdf").getByRole("button", { name: "Save again" }).click();
    expect((await contentOf(await again)).equals(plan.buffer)).toBe(true);
  });

  test("of any name and size is saved safely, two of one name as two", async ({
    server,
    newPerson,
  }) => {
    const { ann, ben } = await annAndBen(server, newPerson);
    await openChat(ann);
    await openChat(ben);

    await send(ann, [aFile("empty.txt", 0), aFile("notes.txt", 10)]);
    expect((await contentOf(await accept(ben, "empty.txt"))).byteLength).toBe(0);
    expect((await contentOf(await accept(ben, "notes.txt"))).byteLength).toBe(10);
    await send(ann, aFile("notes.txt", 20));
    await expect(row(ben, "notes.txt")).toHaveCount(2);
    const saving = ben.waitForEvent("download");
    await row(ben, "notes.txt").last().getByRole("button", { name: "Accept" }).click();
    expect((await contentOf(await saving)).byteLength).toBe(20);

    await drop(ann, "#panel-heading", "../../x\u202egpj.<b>exe</b>");
    const strange = await accept(ben, "_.._xgpj._b_exe__b_");
    expect(strange.suggestedFilename()).toBe("_.._xgpj._b_exe__b_");
  });

  test("is stopped by either end, and one may go on while another is stopped", async ({
    server,
    newPerson,
  }, testInfo) => {
    const { ann, ben } = await annAndBen(server, newPerson);
    await openChat(ann);
    await openChat(ben);
    const [one, two] = [
      await onDisk(testInfo, "one.bin", 60_000_000),
      await onDisk(testInfo, "two.bin", 10_000_000),
    ];
    await send(ann, [one, two]);
    const saving = ben.waitForEvent("download", { timeout: 50_000 });
    for (const name of ["two.bin", "one.bin"])
      await row(ben, name).getByRole("button", { name: "Accept" }).click();
    await expect(row(ben, "one.bin").getByRole("progressbar")).not.toHaveAttribute(
      "aria-valuenow",
      "0",
    );
    await expect(row(ann, "one.bin")).toContainText(/\d+% · .+\/s/);
    await shot(ben, "files");

    await row(ben, "one.bin").getByRole("button", { name: "Cancel" }).click();

    await expect(row(ann, "one.bin")).toContainText("Cancelled");
    await expect(row(ben, "one.bin")).toContainText("Cancelled");
    expect(await digestOf(await (await saving).path())).toBe(await digestOf(two));
  });

  test("goes on where it was after the connection was lost", async ({
    server,
    newPerson,
  }, testInfo) => {
    const { ann, ben } = await annAndBen(server, newPerson);
    await openChat(ann);
    await openChat(ben);
    const film = await onDisk(testInfo, "film.bin", 40_000_000);
    await send(ann, film);
    const saving = accept(ben, "film.bin");
    await expect
      .poll(async () =>
        Number(await row(ben, "film.bin").getByRole("progressbar").getAttribute("aria-valuenow")),
      )
      .toBeGreaterThan(10);

    // As when a network goes: this end notices, the other one hears nothing any more.
    await ben.evaluate(() => {
      for (const connection of window.rondoConnections ?? []) connection.close();
    });

    expect(await digestOf(await (await saving).path())).toBe(await digestOf(film));
    await expect(row(ann, "film.bin")).toContainText("Received by Ben");
    await expectToSeeAndHear(ben, 1);
  });

  test("falls on a tile for that person alone, and is not shown in the place of the call elsewhere", async ({
    server,
    newPerson,
  }) => {
    const { ann, ben, url } = await annAndBen(server, newPerson);
    const cem = await joinToo(newPerson, url, "Cem");
    await expect(tileOf(ann, "Cem")).toHaveAttribute("data-link", "connected");
    const id = await tileOf(ann, "Cem").getAttribute("data-participant");
    await drop(ann, `[data-participant="${id}"]:not([data-self])`, "for-cem.txt");

    await expect(cem.getByText(/Ann wants to send you .*for-cem\.txt/)).toBeVisible();
    await expect(ben.getByText(/for-cem/)).toHaveCount(0);
    await expect(files(ann).getByRole("listitem").first()).toContainText("To Cem");

    // A folder cannot be sent, which is said in the chat; a file that falls with it is.
    await dropWithFolder(ann, id ?? "", "beside.txt");
    const said = chat(ann).getByRole("status").filter({ hasText: "A folder was left out." });
    await expect(said).toContainText("pack it into one file first");
    await expect(cem.getByText(/Ann wants to send you .*beside\.txt/)).toBeVisible();
    await expect(files(ann).getByRole("listitem")).toHaveCount(2);
    expect(await axeFindings(ann)).toEqual([]);
    await said.getByRole("button", { name: "Dismiss" }).click();
    await expect(said).toHaveCount(0);
    await expect(ann.getByRole("heading", { name: "Chat" })).toBeFocused();

    const asks = await ann.locator("body").evaluate((body) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["x"], "x.txt"));
      const event = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
      return body.dispatchEvent(event);
    });
    expect(asks).toBe(false);
  });

  test("ends when the other one leaves, and nobody leaves by accident while it moves", async ({
    server,
    newPerson,
  }, testInfo) => {
    const { ann, ben } = await annAndBen(server, newPerson);
    await openChat(ann);
    await openChat(ben);
    await send(ann, await onDisk(testInfo, "long.bin", 200_000_000));
    await row(ben, "long.bin").getByRole("button", { name: "Accept" }).click();
    await expect(row(ann, "long.bin").getByRole("progressbar")).toBeVisible();

    const asks = () => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
    await expect.poll(() => ann.evaluate(asks)).toBe(true);
    const asked = ann.waitForEvent("dialog");
    await ann.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe("beforeunload");
    await dialog.dismiss();
    await expect(row(ann, "long.bin")).toBeVisible();

    await controlOf(ben, "Leave").click();
    const question = ben.getByRole("dialog", { name: "A file is still on its way" });
    await expect(question).toBeVisible();
    expect(await axeFindings(ben)).toEqual([]);
    await question.getByRole("button", { name: "Stay" }).click();
    await expect(question).toHaveCount(0);
    await expect(controlOf(ben, "Leave")).toBeFocused();
    await controlOf(ben, "Leave").click();
    await question.getByRole("button", { name: "Leave anyway" }).click();
    await expect(ben.getByRole("heading", { name: "You left the meeting" })).toBeVisible();
    await expect(row(ann, "long.bin")).toContainText("Ben has left");
  });
});

const LARGE_BYTES = 300_000_000;
const GROWTH_MAX_BYTES = 100_000_000;

test("a file of 300 MB goes straight to the disk, and the call beside it goes on", async ({
  server,
}, testInfo) => {
  test.skip(process.platform !== "linux", "memory is read as Linux tells it");
  test.setTimeout(180_000);
  const large = await onDisk(testInfo, "large.bin", LARGE_BYTES);
  // What Chromium keeps for private windows, which other tests use, is kept in memory: so profiles of their own.
  const profiles = ["ann", "ben"].map((name) => testInfo.outputPath(`profile-${name}`));
  const contexts = await Promise.all(
    profiles.map((profile) =>
      chromium.launchPersistentContext(profile, {
        ...chromiumOptions(),
        baseURL: server.url,
        locale: "en-US",
        permissions: ["camera", "microphone"],
      }),
    ),
  );
  for (const context of contexts) await context.addInitScript(watchConnections);
  const [ann, ben] = await Promise.all(contexts.map((context) => context.newPage()));
  if (ann === undefined || ben === undefined) throw new Error("two people are needed");
  const { url } = await createMeeting(server);
  await joinMeeting(ann, url, "Ann");
  await joinMeeting(ben, url, "Ben");
  await openChat(ann);
  await openChat(ben);
  await expectToSeeAndHear(ben, 1);

  await send(ann, large);
  await expect(row(ben, "large.bin")).toBeVisible();
  const memory = () => Promise.all(profiles.map(memoryOf));
  const before = await memory();
  let growth = [0, 0];
  const saving = ben.waitForEvent("download", { timeout: 150_000 });
  await row(ben, "large.bin").getByRole("button", { name: "Accept" }).click();
  let isOver = false;
  const over = saving.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const now = await memory();
    growth = growth.map((most, which) => Math.max(most, (now[which] ?? 0) - (before[which] ?? 0)));
    await ben.waitForTimeout(500);
  }

  expect(await digestOf(await (await over).path())).toBe(await digestOf(large));
  for (const bytes of growth) expect(bytes).toBeLessThan(GROWTH_MAX_BYTES);
  await expectToSeeAndHear(ben, 1);
  for (const context of contexts) await context.close();
  for (const path of [large, ...profiles]) await rm(path, { recursive: true });
});
