/** People who speak when a test says so. */

import type { Page } from "@playwright/test";

/** The microphone of a page hums or is silent as `hums` says, in place of the browser's fake one. */
export async function withVoice(page: Page): Promise<{ hums: (on: boolean) => Promise<void> }> {
  await page.addInitScript(() => {
    const context = new AudioContext();
    const gain = new GainNode(context, { gain: 0 });
    const voice = new OscillatorNode(context, { frequency: 220 });
    const destination = new MediaStreamAudioDestinationNode(context);
    voice.connect(gain).connect(destination);
    voice.start();
    const hum = async (on: boolean) => {
      await context.resume();
      gain.gain.value = on ? 0.5 : 0;
    };
    Object.assign(window, { hum });
    const { mediaDevices } = navigator;
    const original = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await original(constraints);
      for (const track of stream.getAudioTracks()) {
        track.stop();
        stream.removeTrack(track);
        for (const own of destination.stream.getAudioTracks()) stream.addTrack(own.clone());
      }
      return stream;
    };
  });
  return {
    hums: (on) =>
      page.evaluate(
        (isOn) => (window as unknown as { hum: (on: boolean) => Promise<void> }).hum(isOn),
        on,
      ),
  };
}
