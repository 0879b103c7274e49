/**
 * Listens on a port of every address of its host, by UDP and TCP, and prints a line for each thing that arrives: what a
 * relay must never reach. A line "ADDRESS TEXT" on its input makes it send to itself there, which shows that it hears.
 */

import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

const port = Number(process.argv[2]);
const datagrams = createSocket({ type: "udp6", ipv6Only: false });
datagrams.on("message", (bytes, from) => {
  console.log(`udp ${bytes.toString()} ${from.address}`);
});
datagrams.bind(port, "::", () => {
  const streams = createServer((socket) => {
    console.log("tcp connection");
    socket.on("error", () => undefined);
  });
  streams.listen(port, "::", () => console.log("listening"));
});
createInterface({ input: process.stdin }).on("line", (line) => {
  const [address = "", ...text] = line.split(" ");
  const local = createSocket("udp4");
  local.send(text.join(" "), port, address, () => local.close());
});
