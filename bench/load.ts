/** The process that makes load: opens participants at a server, lets them talk, closes them, as it is told over IPC. */

import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { LoadTask, OpenOutcome, RelayOutcome } from "./load-task.ts";
import type { Question } from "./measured-process.ts";
import { joinAs, type Participant } from "./participant.ts";
import type { ServerKind } from "./servers.ts";

const TICK_MS = 2;
const SETTLE_TIMEOUT_MS = 10_000;
const SDP = descriptionOf(4_096);

/** Rooms of participants, by server. */
const open = new Map<ServerKind, Participant[][]>();

process.on("message", (question: Question) => {
  if (question.kind !== "task") return;
  // Only this repository's own parts send tasks.
  perform(question.task as LoadTask).then(
    (reply) => process.send?.({ id: question.id, reply }),
    (error: unknown) => process.send?.({ id: question.id, error: String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
process.stdout.write("ready\n");

async function perform(task: LoadTask): Promise<unknown> {
  switch (task.kind) {
    case "meetings":
      return await makeMeetings(task);
    case "open":
      return await openRooms(task);
    case "relay":
      return await relay(task);
    case "close":
      return await closeRooms(task.server);
  }
}

async function makeMeetings(task: LoadTask & { kind: "meetings" }): Promise<readonly string[]> {
  const names: string[] = [];
  for (let made = 0; made < task.count; made += 1) {
    names.push(task.server === "rondo" ? await newMeeting(task.url) : randomUUID());
  }
  return names;
}

/** Fills rooms, so many joins under way at once. */
async function openRooms(task: LoadTask & { kind: "open" }): Promise<OpenOutcome> {
  const { server, url, rooms, people, atOnce } = task;
  // Room by room: all its people arrive together, as to a meeting.
  const arrivals = rooms.flatMap((name) => Array<string>(people).fill(name));
  const seated = new Map<string, Participant[]>(rooms.map((name) => [name, []]));
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  let next = 0;
  async function join(): Promise<void> {
    for (;;) {
      const room = arrivals[next];
      next += 1;
      if (room === undefined) return;
      seated.get(room)?.push(await joinAs(server, url, room));
    }
  }
  await Promise.all(Array.from({ length: atOnce }, join));
  const elapsedMs = performance.now() - startMs;
  const cpu = process.cpuUsage(cpuBefore);
  open.set(server, [...(open.get(server) ?? []), ...seated.values()]);
  return { joins: arrivals.length, elapsedMs, ownCpuMs: (cpu.user + cpu.system) / 1_000 };
}

async function newMeeting(url: string): Promise<string> {
  const response = await fetch(`${url}/api/rooms`, { method: "POST", body: "{}" });
  if (response.status !== 201) throw new Error(`no new meeting: ${response.status}`);
  return (await response.json()).code;
}

async function closeRooms(server: ServerKind): Promise<void> {
  const participants = open.get(server)?.flat() ?? [];
  open.delete(server);
  await Promise.all(participants.map((participant) => participant.close()));
}

/** Every participant sends descriptions to the other one of its pair, evenly spread over time. */
async function relay(task: LoadTask & { kind: "relay" }): Promise<RelayOutcome> {
  const { server, durationMs, perSecond } = task;
  const directions = (open.get(server) ?? []).flatMap(([ann, ben]): [Participant, Participant][] =>
    ann === undefined || ben === undefined
      ? []
      : [
          [ann, ben],
          [ben, ann],
        ],
  );
  const sentAtMs: number[] = [];
  const latenciesMs: number[] = [];
  let acknowledged = 0;
  let refusal: Error | null = null;
  for (const [, to] of directions) {
    to.listen((sequence) => {
      latenciesMs.push(performance.now() - (sentAtMs[sequence] ?? Number.NaN));
    });
  }
  const startMs = performance.now();
  for (;;) {
    const elapsedMs = performance.now() - startMs;
    if (elapsedMs >= durationMs) break;
    const due = Math.floor((elapsedMs / 1_000) * perSecond);
    while (sentAtMs.length < due) {
      const [from, to] = directions[sentAtMs.length % directions.length] ?? [];
      if (from === undefined || to === undefined) throw new Error("there are no pairs");
      const sequence = sentAtMs.length;
      sentAtMs.push(performance.now());
      from.send(to, sequence, SDP).then(
        () => {
          acknowledged += 1;
        },
        (error: unknown) => {
          refusal = error instanceof Error ? error : new Error(String(error));
        },
      );
    }
    await sleep(TICK_MS);
  }
  const deadlineMs = performance.now() + SETTLE_TIMEOUT_MS;
  while (latenciesMs.length < sentAtMs.length || acknowledged < sentAtMs.length) {
    if (refusal !== null) throw refusal;
    if (performance.now() > deadlineMs) {
      throw new Error(
        `of ${sentAtMs.length} messages ${latenciesMs.length} arrived, ${acknowledged} were acknowledged`,
      );
    }
    await sleep(TICK_MS);
  }
  return { latenciesMs };
}

/** Text of so many characters that passes for a session description and is as repetitive as one. */
function descriptionOf(length: number): string {
  const head = "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
  const section = ["audio", "video", "video"].map(
    (kind, mid) =>
      `m=${kind} 9 UDP/TLS/RTP/SAVPF 96 97 98\r\nc=IN IP4 0.0.0.0\r\na=mid:${mid}\r\na=sendrecv\r\n`,
  );
  let sdp = head + section.join("");
  for (let line = 0; sdp.length < length; line += 1) {
    sdp += `a=rtcp-fb:${96 + (line % 3)} goog-remb ${line}\r\n`;
  }
  return sdp.slice(0, length);
}
