/**
 * Runs in a browser: the least that shows and lets hear one other person, over bare peer connections. The same capture
 * as Rondo, camera and microphone ready before Join is pressed. Whoever presses second makes the offer, as in Rondo.
 */

import { io } from "socket.io-client";
import { captureTrack } from "#call/media/capture.ts";
import { receiveBytes, sendBytes } from "./bare-bytes.ts";

interface Bare {
  from: string;
  description?: RTCSessionDescriptionInit;
  candidate?: RTCIceCandidateInit;
}

const socket = io({ transports: ["websocket"] });
const links = new Map<string, RTCPeerConnection>();
const own = new MediaStream([
  await captureTrack(navigator.mediaDevices, "microphone", null),
  await captureTrack(navigator.mediaDevices, "camera", null),
]);

function link(peer: string): RTCPeerConnection {
  const known = links.get(peer);
  if (known !== undefined) return known;
  const connection = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  links.set(peer, connection);
  for (const track of own.getTracks()) connection.addTrack(track, own);
  connection.onicecandidate = ({ candidate }) => {
    if (candidate !== null) send(peer, { candidate: candidate.toJSON() });
  };
  connection.ontrack = ({ track }) => {
    const element = document.createElement(track.kind === "video" ? "video" : "audio");
    element.autoplay = true;
    element.muted = track.kind === "video";
    element.style.width = "100%";
    element.srcObject = new MediaStream([track]);
    document.body.append(element);
  };
  connection.ondatachannel = ({ channel }) => receiveBytes(channel);
  return connection;
}

function send(to: string, signal: Omit<Bare, "from">): void {
  void socket.emitWithAck("signal", { to, ...signal });
}

socket.on("signal", async ({ from, description, candidate }: Bare) => {
  const connection = link(from);
  if (candidate !== undefined) return await connection.addIceCandidate(candidate);
  if (description === undefined) return;
  await connection.setRemoteDescription(description);
  if (description.type !== "offer") return;
  await connection.setLocalDescription();
  send(from, { description: described(connection) });
});

/** How much whoever presses second sends to the other one, once told to. */
const bytes = Number(new URLSearchParams(location.search).get("bytes"));

document.querySelector("button")?.addEventListener("click", async () => {
  const { others } = await socket.emitWithAck("join", {
    room: new URLSearchParams(location.search).get("room"),
  });
  document.body.dataset["joined"] = "yes";
  for (const peer of others) {
    const connection = link(peer);
    if (bytes > 0) sendBytes(connection.createDataChannel("bytes"), bytes);
    await connection.setLocalDescription();
    send(peer, { description: described(connection) });
  }
});

function described({ localDescription }: RTCPeerConnection): RTCSessionDescriptionInit {
  if (localDescription === null) throw new Error("nothing was described");
  return localDescription.toJSON();
}

socket.once("connect", () => {
  document.body.dataset["ready"] = "yes";
});
if (socket.connected) document.body.dataset["ready"] = "yes";
