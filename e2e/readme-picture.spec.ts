/** The picture of the README. `UPDATE_PICTURE=1` keeps it; otherwise it is made and looked at like every screen. */

import type { Page } from "@playwright/test";
import { createMeeting, expect, joinMeeting, test, tileOf } from "./fixtures.ts";

interface Portrait {
  readonly wall: string;
  readonly light: string;
  readonly skin: string;
  readonly hair: string;
  readonly clothes: string;
}

/** Gives the page a camera that shows a drawn person, who moves a little. */
async function drawCamera(page: Page, portrait: Portrait): Promise<void> {
  await page.addInitScript((colours) => {
    const { mediaDevices } = navigator;
    const original = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints = {}) => {
      if (!constraints.video) return await original(constraints);
      const canvas = document.createElement("canvas");
      canvas.width = 1280;
      canvas.height = 720;
      const pen = canvas.getContext("2d");
      const ellipse = (x: number, y: number, rx: number, ry: number, colour: string): void => {
        if (pen === null) return;
        pen.fillStyle = colour;
        pen.beginPath();
        pen.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
        pen.fill();
      };
      const draw = (): void => {
        if (pen === null) return;
        const sway = 12 * Math.sin(Date.now() / 900);
        pen.fillStyle = colours.wall;
        pen.fillRect(0, 0, 1280, 720);
        ellipse(960, 160, 260, 260, colours.light);
        ellipse(640 + sway / 2, 760, 330, 270, colours.clothes);
        ellipse(640 + sway, 300, 168, 190, colours.hair);
        pen.fillStyle = colours.skin;
        pen.fillRect(592 + sway, 430, 96, 110);
        ellipse(640 + sway, 350, 132, 160, colours.skin);
      };
      draw();
      setInterval(draw, 50);
      return canvas.captureStream(20);
    };
  }, portrait);
}

const people: readonly (readonly [name: string, portrait: Portrait])[] = [
  [
    "Ann",
    { wall: "#e4cfae", light: "#efdfba", skin: "#dba883", hair: "#4b3125", clothes: "#8d5637" },
  ],
  [
    "Ben",
    { wall: "#2f6472", light: "#568b98", skin: "#8f6650", hair: "#2b1f1a", clothes: "#d7c9a4" },
  ],
  [
    "Cleo",
    { wall: "#4b8669", light: "#3a7359", skin: "#e8c4a6", hair: "#6a3524", clothes: "#e6e0cf" },
  ],
  [
    "Dan",
    { wall: "#d39b91", light: "#c8897f", skin: "#cf9f77", hair: "#b9b4ad", clothes: "#33456a" },
  ],
];

test("four people in a calm room", async ({ server, newPerson }) => {
  test.slow();
  const { url } = await createMeeting(server);
  const pages: Page[] = [];
  for (const [name, portrait] of people) {
    const page = await newPerson({ viewport: { width: 1280, height: 720 } });
    await drawCamera(page, portrait);
    await joinMeeting(page, url, name);
    pages.push(page);
  }
  const [ann] = pages;
  if (ann === undefined) throw new Error("nobody joined");
  for (const [name] of people.slice(1)) {
    await expect(tileOf(ann, name)).toHaveAttribute("data-link", "connected");
    await expect
      .poll(() =>
        tileOf(ann, name).evaluate(
          (tile) => tile.querySelector("video")?.getVideoPlaybackQuality().totalVideoFrames ?? 0,
        ),
      )
      .toBeGreaterThan(10);
  }
  await expect(ann.getByText("Dan joined")).toHaveCount(0);
  await ann.mouse.move(640, 300, { steps: 5 });
  await expect(ann.getByRole("toolbar", { name: "Call controls" })).toHaveCSS("opacity", "1");

  const path =
    process.env["UPDATE_PICTURE"] === "1"
      ? "docs/images/call.png"
      : "test-results/screens/readme.png";
  await ann.screenshot({ path });
});
