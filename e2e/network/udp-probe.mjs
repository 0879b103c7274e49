/**
 * Two ends that tell what a network does to packets. `udp-probe.mjs answer` returns every datagram together with the
 * address it came from; `udp-probe.mjs ask ADDRESS COUNT EVERY_MS` sends some and prints what became of them.
 *
 * @typedef {{ sent: number, answers: { number: number, rttMs: number, from: string }[] }} Answers in order of arrival
 */

import { createSocket } from "node:dgram";

const PORT = 5_000;
const LATEST_ANSWER_MS = 800;

const [mode, address = "", count = "1", everyMs = "20"] = process.argv.slice(2);
const socket = createSocket("udp4");

if (mode === "answer") {
  socket.on("message", (datagram, from) => {
    const answer = JSON.stringify({
      ...JSON.parse(String(datagram)),
      from: `${from.address}:${from.port}`,
    });
    socket.send(answer, from.port, from.address);
  });
  socket.bind(PORT, () => console.log("ready"));
} else {
  /** @type {Answers} */
  const result = { sent: Number(count), answers: [] };
  socket.on("message", (datagram) => {
    const { number, sentMs, from } = JSON.parse(String(datagram));
    result.answers.push({ number, rttMs: performance.now() - sentMs, from });
  });
  // A network without an address refuses to send.
  socket.on("error", () => undefined);
  let number = 0;
  const timer = setInterval(() => {
    socket.send(
      JSON.stringify({ number, sentMs: performance.now() }),
      PORT,
      address,
      () => undefined,
    );
    number += 1;
    if (number < result.sent) return;
    clearInterval(timer);
    setTimeout(() => {
      console.log(JSON.stringify(result));
      process.exit();
    }, LATEST_ANSWER_MS);
  }, Number(everyMs));
}
