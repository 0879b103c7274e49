/**
 * What a person would notice, recorded in the page as it happens: every frame that is presented, what tiles and notices
 * say, how much of the sound is made up. All times are of the system's clock (`Date.now()`), which every browser of a
 * machine and the laboratory share.
 */

/** What a tile says of its link. */
export type TileWord = "link" | "route" | "quality";

export interface PageRecord {
  /** When a frame of each participant's picture was presented, by their ids. */
  readonly frames: Readonly<Record<string, readonly number[]>>;
  /** Every change of the size of a participant's frames, with its first frame. */
  readonly sizes: readonly {
    readonly atMs: number;
    readonly participant: string;
    readonly width: number;
    readonly height: number;
  }[];
  /** Every change of what tiles say; null where nothing is said. A tile that goes says null to everything. */
  readonly tiles: readonly {
    readonly atMs: number;
    readonly participant: string;
    readonly word: TileWord;
    readonly value: string | null;
  }[];
  /** Participants with a tile, own one included, each time that changes; in their order on the page. */
  readonly people: readonly { readonly atMs: number; readonly participants: readonly string[] }[];
  /** Every change of what is said to screen readers: banners, notices, alerts. Empty when it is taken back. */
  readonly notices: readonly {
    readonly atMs: number;
    readonly role: string;
    readonly text: string;
  }[];
  /** When the page began: another moment than before tells that it was loaded again. */
  readonly beganAtMs: number;
  /** When the button to join was pressed, each time. */
  readonly pressedAtMs: readonly number[];
  /** When each `room:join` was accepted. */
  readonly joinedAtMs: readonly number[];
  /** Sound played so far and how much of it was made up (webrtc-stats), over all that was ever received. */
  readonly sound: readonly {
    readonly atMs: number;
    readonly samples: number;
    readonly concealed: number;
  }[];
  /**
   * What became of peer connections that carry media, each by its number in order of their making. Others only look for
   * a path.
   */
  readonly connections: readonly {
    readonly atMs: number;
    readonly connection: number;
    /** `negotiated`: a local description with another ICE user name, thus for the first time or by a restart. */
    readonly event: "negotiated" | "closed";
    readonly ufrag?: string;
  }[];
}

declare global {
  interface Window {
    rondoRecord?: PageRecord;
    /** As `watchConnections` of the browser tests keeps them, so that its readers work too. */
    rondoConnections?: RTCPeerConnection[];
    /** Makes connections of a window belong to the call's record. */
    rondoWatching?: (original: typeof RTCPeerConnection) => typeof RTCPeerConnection;
  }
}

/** Runs in the page before its scripts. */
export function watchCall(): void {
  // The call makes connections in windows of its own, too.
  const { rondoWatching } = window.parent;
  if (rondoWatching !== undefined) {
    window.RTCPeerConnection = rondoWatching(window.RTCPeerConnection);
    return;
  }
  const SOUND_POLL_MS = 500;
  /** A report costs milliseconds in three threads, which are not there in a crowd on a small machine. */
  const REPORTS_PER_POLL = 2;
  const words = ["link", "route", "quality"] as const;
  const frames: Record<string, number[]> = {};
  const sizes: PageRecord["sizes"][number][] = [];
  const pressedAtMs: number[] = [];
  const joinedAtMs: number[] = [];
  const tiles: PageRecord["tiles"][number][] = [];
  const people: PageRecord["people"][number][] = [];
  const notices: PageRecord["notices"][number][] = [];
  const sound: PageRecord["sound"][number][] = [];
  const connections: PageRecord["connections"][number][] = [];
  window.rondoRecord = {
    frames,
    sizes,
    tiles,
    people,
    notices,
    beganAtMs: Date.now(),
    pressedAtMs,
    joinedAtMs,
    sound,
    connections,
  };

  window.addEventListener(
    "click",
    ({ target }) => {
      const button = target instanceof Element ? target.closest("button") : null;
      if (button?.textContent?.startsWith("Join") === true) pressedAtMs.push(Date.now());
    },
    { capture: true },
  );

  // Frames: every picture in somebody else's tile is asked for its next frame for as long as it is there.
  const watched = new WeakSet<HTMLVideoElement>();
  const lastSize = new Map<string, string>();
  const watchFrames = (video: HTMLVideoElement) => {
    if (watched.has(video)) return;
    watched.add(video);
    const presented = (_now: number, { width, height }: VideoFrameCallbackMetadata) => {
      const tile = video.closest<HTMLElement>("[data-participant]:not([data-self])");
      const participant = tile?.dataset["participant"];
      if (participant !== undefined) {
        frames[participant] ??= [];
        frames[participant].push(Date.now());
        if (lastSize.get(participant) !== `${width}×${height}`) {
          lastSize.set(participant, `${width}×${height}`);
          sizes.push({ atMs: Date.now(), participant, width, height });
        }
      }
      video.requestVideoFrameCallback(presented);
    };
    video.requestVideoFrameCallback(presented);
  };

  // Tiles and notices: read anew whenever anything of them changes, and compared with what was there.
  const said = new Map<string, string | null>();
  const spoken = new Map<Element, string>();
  let present = "";
  const look = () => {
    const atMs = Date.now();
    const seen = new Set<string>();
    for (const tile of document.querySelectorAll<HTMLElement>("[data-participant]")) {
      const participant = tile.dataset["participant"] ?? "";
      seen.add(participant);
      for (const video of tile.querySelectorAll("video")) watchFrames(video);
      if (tile.dataset["self"] !== undefined) continue;
      for (const word of words) say(participant, word, tile.dataset[word] ?? null, atMs);
    }
    const now = [...seen].join(" ");
    if (now !== present) {
      for (const participant of present.split(" ").filter((one) => one !== "" && !seen.has(one)))
        for (const word of words) say(participant, word, null, atMs);
      present = now;
      people.push({ atMs, participants: [...seen] });
    }
    for (const element of document.querySelectorAll("[role=status], [role=alert]")) {
      const text = element.textContent?.trim() ?? "";
      if (text === (spoken.get(element) ?? "")) continue;
      spoken.set(element, text);
      notices.push({ atMs, role: element.getAttribute("role") ?? "", text });
    }
    for (const element of spoken.keys()) if (!element.isConnected) spoken.delete(element);
  };
  const say = (
    participant: string,
    word: (typeof words)[number],
    value: string | null,
    atMs: number,
  ) => {
    const key = `${participant} ${word}`;
    if (value === (said.get(key) ?? null)) return;
    said.set(key, value);
    tiles.push({ atMs, participant, word, value });
  };
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ["data-participant", ...words.map((word) => `data-${word}`)],
  });

  // Seats. Frames of socket.io: `42<number>["room:join",…]` asks, `43<number>[{"ok":true,…}]` accepts.
  const OriginalSocket = window.WebSocket;
  window.WebSocket = class extends OriginalSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      const asked = new Set<string>();
      this.send = (data) => {
        const number = /^42(\d+)\["room:join"/.exec(String(data))?.[1];
        if (number !== undefined) asked.add(number);
        super.send(data);
      };
      this.addEventListener("message", ({ data }) => {
        const number = /^43(\d+)\[\{"ok":true/.exec(String(data))?.[1];
        if (number !== undefined && asked.has(number)) joinedAtMs.push(Date.now());
      });
    }
  };

  // Peer connections, and the sound they bring.
  const made: RTCPeerConnection[] = [];
  window.rondoConnections = made;
  const watching = (Original: typeof RTCPeerConnection) =>
    class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        made.push(this);
        let last: string | undefined;
        this.addEventListener("signalingstatechange", () => {
          const ufrag = /^a=ice-ufrag:(.+)$/m.exec(this.localDescription?.sdp ?? "")?.[1]?.trim();
          if (ufrag === undefined || ufrag === last || this.getTransceivers().length === 0) return;
          last = ufrag;
          const connection = made.indexOf(this);
          connections.push({ atMs: Date.now(), connection, event: "negotiated", ufrag });
        });
      }
      override close() {
        if (this.signalingState !== "closed" && this.getTransceivers().length > 0) {
          const connection = made.indexOf(this);
          connections.push({ atMs: Date.now(), connection, event: "closed" });
        }
        super.close();
      }
    };
  window.rondoWatching = watching;
  window.RTCPeerConnection = watching(window.RTCPeerConnection);

  const counted = new Map<string, { samples: number; concealed: number }>();
  const total = { samples: 0, concealed: 0 };
  let polls = 0;
  setInterval(async () => {
    const open = [...made.entries()].filter(([, one]) => one.signalingState !== "closed");
    const turns = Math.max(1, Math.ceil(open.length / REPORTS_PER_POLL));
    polls += 1;
    const asked = open.filter((_, place) => place % turns === polls % turns);
    for (const [number, connection] of asked) {
      // Reports are untyped beyond their base; each field is checked by use.
      (await connection.getStats()).forEach((report: Record<string, unknown>, id) => {
        if (report["type"] !== "inbound-rtp" || report["kind"] !== "audio") return;
        const now = {
          samples: Number(report["totalSamplesReceived"] ?? 0),
          concealed: Number(report["concealedSamples"] ?? 0),
        };
        const key = `${number} ${id}`;
        const before = counted.get(key) ?? { samples: 0, concealed: 0 };
        counted.set(key, now);
        total.samples += Math.max(0, now.samples - before.samples);
        total.concealed += Math.max(0, now.concealed - before.concealed);
      });
    }
    sound.push({ atMs: Date.now(), ...total });
  }, SOUND_POLL_MS);
}
