/**
 * This tab's part in a call: wires signaling, topology, media and what is shown of them. The rules are elsewhere: what
 * is shown in room-view.ts, what a refusal means in after-refusal.ts, how links are kept in mesh/.
 */

import { type Failure, failure, type Result, success } from "#protocol/failure.ts";
import { type HostKey, type ParticipantId, type ResumeToken, SessionId } from "#protocol/ids.ts";
import type { PeerMessage } from "#protocol/link.ts";
import type {
  EndReason,
  IceServer,
  JoinReply,
  RoomPreview,
  RoomState,
  SelfState,
} from "#protocol/room.ts";
import { createActiveSpeaker } from "./active-speaker.ts";
import { afterRefusal } from "./after-refusal.ts";
import type {
  CallPhase,
  CallSession,
  CallSessionOptions,
  PeerView,
  StaySummary,
} from "./call-state.ts";
import { type CreateChat, createLazyChat } from "./chat/lazy-chat.ts";
import { createDirectSelf } from "./direct-self.ts";
import { type CreateFiles, createLazyFiles } from "./files/lazy-files.ts";
import { createHealth } from "./health-store.ts";
import { createIceRefresher } from "./ice-refresher.ts";
import { createLevels } from "./levels.ts";
import { type LinkReporter, startLinkReporter } from "./link-reporter.ts";
import { createMeasuring } from "./measuring.ts";
import { createOwnMedia, type OwnMedia, type OwnMediaOptions } from "./media/local-media-store.ts";
import { createScreenShare } from "./media/screen-share.ts";
import { type Connect, createFreshConnections } from "./mesh/fresh-connection.ts";
import { meansOf, serversFor } from "./mesh/ice-paths.ts";
import type { MeshOptions } from "./mesh/mesh.ts";
import { createModerated } from "./moderated.ts";
import { ownAddresses } from "./own-addresses.ts";
import { createOwnSaving } from "./own-saving.ts";
import { createOwnSelf } from "./own-self.ts";
import { createOwnSpeech, isReached, speakingOf } from "./own-speech.ts";
import { browserPageLife, type PageLife } from "./page-life.ts";
import { createPathScout, type PathScout } from "./path-scout.ts";
import { permissionsOf } from "./permitted.ts";
import { createReactions } from "./reactions.ts";
import { createRoomEvents } from "./room-events.ts";
import {
  enteredRoom,
  initialCallState,
  isStale,
  leftRoom,
  linksChanged,
  lookedAt,
  othersOf,
  peersHeard,
} from "./room-view.ts";
import { createSeatMemory, type SeatMemory } from "./seat-memory.ts";
import { createSelfAnnouncer } from "./self-announcer.ts";
import { createSessionSigner, type SessionSigner } from "./session-key.ts";
import { createShownPlaces } from "./shown-places.ts";
import { createSocketSignaling, type Signaling, type SignalingEvent } from "./signaling.ts";
import { createStayKeeper } from "./stay-keeper.ts";
import { createStore } from "./store.ts";
import type { Topology } from "./topology.ts";

type CreateTopology = (options: MeshOptions) => Topology;

/** What a session is made of; replaced in tests. */
export interface CallParts {
  readonly createSignaling: (onEvent: (event: SignalingEvent) => void) => Signaling;
  /** Loads what makes links, which the page before a call can be drawn without. */
  readonly loadTopology: () => Promise<CreateTopology>;
  /** Loads what keeps the chat. */
  readonly loadChat: () => Promise<CreateChat>;
  /** Loads what sends and receives files. */
  readonly loadFiles: () => Promise<CreateFiles>;
  readonly createMedia: (options: OwnMediaOptions) => OwnMedia;
  readonly createPathScout: (onFound: () => void) => PathScout;
  readonly ownAddresses: (connect: Connect) => Promise<ReadonlySet<string>>;
  readonly seatMemory: SeatMemory;
  readonly pageLife: PageLife;
  /** Null where the browser cannot make one in advance. */
  readonly generateCertificate: () => Promise<RTCCertificate | null>;
  /** Null where the browser cannot sign. */
  readonly createSigner: () => Promise<SessionSigner | null>;
}

/** What ended only the stay in this tab, or only the call. */
const MAY_REJOIN: ReadonlySet<EndReason> = new Set(["taken-over", "ended-by-host"]);
/** Who was here for less has nothing to look back on. */
export const SUMMARY_FROM_MS = 5_000;
/** How long joining waits for a server that cannot be reached. */
const JOIN_PATIENCE_MS = 8_000;
const LOOK_AGAIN_MS = 2_000;

/** A seat that was asked for, and from `participant` on is held. */
interface Seat {
  /** Another one with each change of the name. */
  person: { readonly name: string; readonly email: string | null };
  /** One for the whole life of the seat in this tab: over lost sockets the others keep their links to it. */
  readonly session: SessionId;
  /** Signs in the name of this session, and lives as long. */
  readonly signer: Promise<SessionSigner | null>;
  /** Only until the seat is given: a return that nobody asked for must not reopen a room that was ended. */
  hostKey: HostKey | null;
  /** Only until the seat is given: whoever was in comes back without. */
  password: string | null;
  /** Asks to be let in where the room is locked. */
  knocks: boolean;
  token: ResumeToken | null;
  participant: ParticipantId | null;
  joinedAtMs: number | null;
  /** Answers the person who waits for `join()`. */
  settle: (result: Result<null>) => void;
  /** A host takes the time that they take: joining is not given up for that. */
  stopPatience: () => void;
}

/** What links need that takes a moment to make. */
interface Made {
  readonly identity: RTCCertificate | null;
  readonly signer: SessionSigner | null;
  readonly create: CreateTopology;
}

/**
 * Makes a session. Nothing happens before `retain()`, so it may be made while rendering, on the server too.
 */
export function createCallSession(
  options: CallSessionOptions,
  parts: CallParts = browserParts(options),
): CallSession {
  const { code } = options;
  const store = createStore(initialCallState(code));
  let holders = 0;
  let running = false;
  let certificate: Promise<RTCCertificate | null> = Promise.resolve(null);
  /** Of the next seat: whoever presses Join does not wait for it. */
  let preparedSigner: Promise<SessionSigner | null> | null = null;
  let stopWatchingPage = () => {};

  let seat: Seat | null = null;
  /** The server knows the seat as this socket's: only then it passes signals on. */
  let isSeated = false;
  let topology: Topology | null = null;
  let iceServers: readonly IceServer[] = [];
  let reporter: LinkReporter | null = null;
  /** Tiles say it once, and a seat that was lost for another one begins with links that know nothing. */
  const shownPlaces = createShownPlaces();
  /** Came while the answer to joining was on its way. */
  let earlyRoom: RoomState | null = null;
  /** Only the latest attempt to take a seat, or look of the room, counts. */
  let attempt = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;

  const media = parts.createMedia({
    publish: async (source, track) => topology?.publish(source, track),
    isPermitted: (source) => store.getSnapshot().may[source],
  });
  const screen = createScreenShare({
    publish: async (source, track) => topology?.publish(source, track),
  });
  const ownSelf = createOwnSelf({ media, screen });
  const saving = createOwnSaving(media);
  saving.subscribe(() => {
    topology?.setSaving(saving.getSnapshot());
    // What is asked on the way may see this end's address.
    scout.stop();
    lookForPath();
  });
  const levels = createLevels({
    ownMicrophone: () => media.getSnapshot().microphone.track,
    // Whoever is muted for all does not speak, whatever still comes from them.
    peerAmplitudes: () =>
      [...(topology?.peerAmplitudes() ?? [])].filter(([id]) => participantOf(id)?.microphone),
    onOwn: (loudness) => speech.heard(loudness, performance.now()),
  });
  const speech = createOwnSpeech({
    look: () => speakingOf(ownSelf.getSnapshot(), store.getSnapshot()),
    lowerHand: () => ownSelf.setHand(false),
  });
  const speaker = createActiveSpeaker(levels);
  const health = createHealth();
  const stay = createStayKeeper({ call: store, levels, health, nowMs: () => performance.now() });
  const connectSignaling = () => {
    const created = parts.createSignaling((event) => {
      if (signaling === created) onSignaling(event);
    });
    return created;
  };
  /** Another one after each end, so that the old one can see its farewell through. */
  let signaling = connectSignaling();
  const announcer = createSelfAnnouncer((self) => signaling.request("self:set", self));
  const iceRefresher = createIceRefresher(
    () => signaling.request("ice:refresh", {}),
    (servers) => takeServers(servers),
  );
  const connectFresh = createFreshConnections();
  const scout = parts.createPathScout(() => signaling.hurry());
  const direct = createDirectSelf();
  const measuring = createMeasuring({
    look: () => ({
      health: health.getSnapshot(),
      routes: store.getSnapshot().peers.map(({ route }) => route),
    }),
    isOnline: () => signaling.isOnline(),
    send: (measurement) => void signaling.request("call:measure", measurement),
  });
  const events = createRoomEvents(
    (message, to) => topology?.tell(message, to),
    () => performance.now(),
  );
  const mayPost = (id: ParticipantId) => {
    const { room } = store.getSnapshot();
    const role = participantOf(id)?.role;
    return room !== null && role !== undefined && permissionsOf(room, role).chat;
  };
  const chat = createLazyChat(parts.loadChat, {
    post: (post) => signaling.request("chat:post", post),
    read: (afterSeq) => signaling.request("chat:read", { afterSeq }),
    isOnline: () => isSeated && signaling.isOnline(),
    events,
    mayPost,
    personOf(id) {
      const person = participantOf(id);
      return person === undefined ? null : { name: person.name, isAway: person.seat === "away" };
    },
    nowMs: () => Date.now(),
  });
  const files = createLazyFiles(parts.loadFiles, {
    events,
    openStream: (to, label) => topology?.openStream(to, label) ?? null,
    personOf(id) {
      const peer = store.getSnapshot().peers.find(({ participant }) => participant.id === id);
      if (peer === undefined) return null;
      const { name, session, seat: place } = peer.participant;
      const known = place === "present" ? session : null;
      return { name, session: known, isReached: isReached(peer), maySend: mayPost(id) };
    },
    rttMsOf: (id) => topology?.recentRttMs(id) ?? null,
    nowMs: () => performance.now(),
  });
  events.subscribe((event) => {
    chat.told(event);
    files.heard(event);
  });
  /** What somebody else decided, and not the person. */
  const turnOff = {
    microphone: () => void media.setWanted("microphone", false, { forNow: true }),
    camera: () => void media.setWanted("camera", false, { forNow: true }),
    screen: () => screen.stop(),
  };
  const moderated = createModerated({
    turnOff,
    lowerHand: () => ownSelf.setHand(false),
    send: (moderation) => signaling.request("room:moderate", moderation),
    nameOf: (who) =>
      store.getSnapshot().room?.participants.find(({ id }) => id === who)?.name ?? null,
  });
  const reactions = createReactions({
    events,
    selfId: () => store.getSnapshot().self?.id ?? null,
    nowMs: () => performance.now(),
  });
  ownSelf.subscribe(() => {
    const self = ownSelf.getSnapshot();
    announcer.announce(self);
    topology?.tell({ kind: "self", self });
  });

  /** Nothing is on that may not be: also after an absence, or a role that was lost. */
  store.subscribe(() => {
    const { may } = store.getSnapshot();
    const { microphone, camera } = media.getSnapshot();
    if (!may.microphone && microphone.wanted) turnOff.microphone();
    if (!may.camera && camera.wanted) turnOff.camera();
    if (!may.screen) {
      const { track, starting } = screen.getSnapshot();
      if (track !== null || starting) turnOff.screen();
    }
  });
  const participantOf = (id: ParticipantId) =>
    store.getSnapshot().room?.participants.find((each) => each.id === id);
  const showPreview = (preview: RoomPreview | null) => {
    if (preview !== null) saving.relayKnown(preview.relay);
    store.update((state) => lookedAt(state, preview, { isHost: options.hostKey !== null }));
  };

  const takeServers = (servers: readonly IceServer[]) => {
    iceServers = servers;
    saving.relayKnown(meansOf(servers).relay);
    topology?.setIceServers(servers);
  };
  /** While neither server nor anybody else is heard, it is this end's network that is looked for. */
  const lookForPath = () => {
    if (!signaling.isOnline() && topology?.isCutOff() === true)
      scout.start(saving.getSnapshot().hideAddress ? serversFor(1, iceServers) : iceServers);
    else scout.stop();
  };

  // Signaling

  const onSignaling = (event: SignalingEvent) => {
    switch (event.kind) {
      case "online":
        scout.stop();
        store.update((state) => ({ ...state, signaling: "online" }));
        void (seat === null ? look() : takeSeat());
        break;
      case "notice":
        onNotice(event);
        break;
      case "offline":
      case "reload-required":
        isSeated = false;
        announcer.reset();
        store.update((state) =>
          state.signaling === event.kind
            ? state
            : // Whether that still stands, the server says when it is back.
              { ...state, signaling: event.kind, lobbyMessage: null },
        );
        chat.peopleChanged();
        lookForPath();
        break;
    }
  };

  const onNotice = (event: Extract<SignalingEvent, { kind: "notice" }>) => {
    switch (event.name) {
      case "room:preview": {
        const preview = event.notice;
        if (preview.code === code && topology === null) showPreview(preview);
        break;
      }
      case "room:state":
        if (event.notice.code === code) onRoom(event.notice);
        break;
      case "signal:receive":
        topology?.receive(event.notice);
        break;
      case "host:acted":
        moderated.acted(event.notice);
        break;
      case "chat:entry":
        chat.heard(event.notice);
        break;
      case "lobby:answered":
        onAnswer(event.notice.admitted);
        break;
      case "lobby:message": {
        const { text } = event.notice;
        if (seat !== null) store.update((state) => ({ ...state, lobbyMessage: text }));
        break;
      }
      case "session:end":
        if (seat !== null)
          end(event.notice.reason, {
            canRejoin: MAY_REJOIN.has(event.notice.reason) || event.notice.mayReturn === true,
          });
        break;
    }
  };

  const again = (delayMs: number) => {
    clearTimeout(retryTimer);
    retryTimer = setTimeout(() => void (seat === null ? look() : takeSeat()), delayMs);
  };

  // Outside

  const look = async () => {
    if (!signaling.isOnline()) return;
    attempt += 1;
    const own = attempt;
    const result = await signaling.request("room:look", { code });
    if (own !== attempt || seat !== null) return;
    store.update((state) => ({ ...state, refusal: result.ok ? null : result }));
    if (result.ok) showPreview(result.value);
    if (!result.ok && (result.code === "unavailable" || result.code === "rate-limited"))
      again(result.retryAfterMs ?? LOOK_AGAIN_MS);
  };

  // Entering

  const takeSeat = async () => {
    attempt += 1;
    const own = attempt;
    const taking = seat;
    if (taking === null || !signaling.isOnline()) return;
    const loading = loadTopology();
    chat.prepare();
    const [identity, signer] = await Promise.all([certificate, taking.signer]);
    const self = ownSelf.getSnapshot();
    const { person, session, token, hostKey, password, knocks } = taking;
    const elsewhere = topology?.isCutOff() === true ? parts.ownAddresses(connectFresh) : null;
    const result = await signaling.request("room:join", {
      code,
      session,
      ...(signer !== null && { sessionKey: signer.publicKey }),
      name: person.name,
      self,
      ...(person.email !== null && { email: person.email }),
      ...(token !== null && { resumeToken: token }),
      ...(hostKey !== null && { hostKey }),
      ...(password !== null && { password }),
      ...(knocks && { knock: true }),
    });
    // What a host answers to a knock must not find this end waiting for its own script.
    if (!result.ok) {
      if (result.code === "lobby-waiting" && seat === null) giveBack();
      if (own === attempt && seat === taking) refused(taking, result);
      return;
    }
    const create = await loading;
    const addresses = await elsewhere;
    if (seat === null) giveBack();
    if (own !== attempt || seat !== taking) return;
    if (create === null) refused(taking, failure("unavailable", "the page is incomplete"));
    else enter(taking, result.value, { self, identity, signer, create, addresses });
  };

  /** Null where it cannot be loaded now; the next attempt tries again. */
  const loadTopology = async (): Promise<CreateTopology | null> => {
    try {
      return await parts.loadTopology();
    } catch {
      return null;
    }
  };

  const enter = (
    taken: Seat,
    reply: JoinReply,
    { self, addresses, ...made }: { self: SelfState; addresses: ReadonlySet<string> | null } & Made,
  ) => {
    isSeated = true;
    // A seat lost for another one: whoever is linked knows this end by its old name.
    if (taken.participant !== null && taken.participant !== reply.participant) closeLinks();
    taken.participant = reply.participant;
    taken.token = reply.resumeToken;
    taken.hostKey = null;
    taken.password = null;
    taken.knocks = false;
    taken.joinedAtMs ??= Date.now();
    const isMutedNow = reply.startsMuted && media.getSnapshot().microphone.wanted;
    // Before anybody is linked.
    if (isMutedNow) turnOff.microphone();
    topology ??= createTopology(taken.session, reply, made);
    takeServers(reply.ice.servers);
    iceRefresher.follow(reply.ice);

    showRoom(reply.participant, reply.room);
    if (earlyRoom !== null) onRoom(earlyRoom);
    earlyRoom = null;
    if (isMutedNow && store.getSnapshot().may.microphone) moderated.startedMuted();
    // Another stay, and maybe another call: what was said in the last one is not said in this one.
    if (!reply.resumed) chat.clear();
    const { self: shown, room } = store.getSnapshot();
    if (shown !== null && room !== null)
      chat.seated({ id: shown.id, name: shown.name }, room.epoch);

    topology.nudge(addresses === null ? null : { addresses });
    announcer.known(self);
    announcer.announce(ownSelf.getSnapshot());
    reporter ??= startLinkReporter(
      () => topology?.report() ?? { links: [] },
      (report) => void signaling.request("link:report", report),
    );
    reporter.reportNow();
    stay.seated();
    measuring.seated({ isPictureDue: store.getSnapshot().peers.some(sendsPicture) });
    taken.settle(success(null));
  };

  const createTopology = (
    session: SessionId,
    reply: JoinReply,
    { identity, signer, create }: Made,
  ) => {
    const created = create({
      self: { id: reply.participant, session },
      code,
      iceServers: reply.ice.servers,
      saving: saving.getSnapshot(),
      isSpeaking: speaker.isSelf,
      certificate: identity,
      signer,
      connectFresh,
      send: (signal) => signaling.request("signal:send", signal),
      health,
      onMessage: (from, message) => onPeerMessage(from, message),
      onStream: files.streamed,
      onOpen: (peer) => {
        created.tell({ kind: "self", self: ownSelf.getSnapshot() }, peer);
        events.opened(peer);
      },
      // A restart that nobody hears of would only disturb the path when it is back.
      canSignal: () => isSeated && signaling.isSure(),
      isServerAway: () => !signaling.isOnline(),
      // Silence may be this end's: then the socket is dead too, and nobody has told it.
      onSilence: () => {
        signaling.verify();
        lookForPath();
      },
      onChange: () => {
        store.update((state) => linksChanged(state, created.views()));
        reporter?.changed();
      },
    });
    const { microphone, camera } = media.getSnapshot();
    void created.publish("microphone", microphone.track);
    void created.publish("camera", camera.track);
    const { track, sound } = screen.getSnapshot();
    void created.publish("screen", track);
    void created.publish("screenSound", sound);
    for (const [id, heights] of shownPlaces.all()) created.show(id, heights);
    return created;
  };

  const refused = (taking: Seat, refusal: Failure) => {
    if (refusal.code === "lobby-waiting") {
      taking.stopPatience();
      const phase: CallPhase = { kind: "joining", returning: false, waiting: true };
      // A seat of before is gone, and with it whatever belonged to it.
      if (taking.participant !== null) closeLinks();
      taking.participant = null;
      store.update((state) =>
        state.room === null
          ? { ...state, phase, refusal: null }
          : { ...leftRoom(state, phase, null), lobbyMessage: state.lobbyMessage },
      );
      return;
    }
    if (refusal.code === "forbidden" && taking.hostKey !== null) {
      // A host key of another room must not keep its owner out of this one.
      taking.hostKey = null;
      again(0);
      return;
    }
    // Whoever waits in the lobby goes on to, over a hiccup of the server too.
    const next =
      taking.token === null && !isWaiting() ? ({ step: "visit" } as const) : afterRefusal(refusal);
    if (next.step === "retry") again(next.delayMs);
    else if (next.step === "end") end(next.reason, { canRejoin: next.canRejoin });
    else giveUpSeat(taking, refusal);
  };

  /** A host has decided about the one who waits. */
  const onAnswer = (admitted: boolean) => {
    if (seat === null || !isWaiting()) return;
    if (admitted) void takeSeat();
    else giveUpSeat(seat, failure("lobby-denied", "a host sent this person away"));
  };
  const isWaiting = () => {
    const { phase } = store.getSnapshot();
    return phase.kind === "joining" && phase.waiting;
  };

  /** Back before joining, with the reason, if it is not the person's own wish. */
  const giveUpSeat = (taking: Seat, refusal: Failure | null) => {
    seat = null;
    stay.end();
    closeLinks();
    taking.settle(refusal ?? failure("invalid", "the person went away"));
    const { preview } = store.getSnapshot();
    store.update((state) => leftRoom(state, { kind: "visiting" }, refusal));
    showPreview(preview);
    // No answer is no refusal: the server may yet give the seat, and nobody would sit in it.
    if (refusal === null || refusal.code === "unavailable") giveBack();
    if (signaling.isOnline())
      void signaling.request("room:look", { code }).then((result) => {
        if (result.ok && seat === null) showPreview(result.value);
      });
  };
  /** Gives up whatever seat the server has for this socket, if any: its answer tells nothing. */
  const giveBack = () => {
    if (signaling.isOnline()) void signaling.request("room:leave", {});
  };

  // Inside

  const onRoom = (room: RoomState) => {
    if (seat === null) {
      // Only who has a seat is told: it was given after the wait for it was over.
      giveBack();
      return;
    }
    const { participant } = seat;
    if (participant === null) {
      if (!isStale(earlyRoom, room)) earlyRoom = room;
    } else if (isStale(store.getSnapshot().room, room)) {
      return;
    } else if (room.participants.some(({ id }) => id === participant)) {
      showRoom(participant, room);
    } else {
      // The server lost this seat: claim it again.
      void takeSeat();
    }
  };

  const onPeerMessage = (from: ParticipantId, message: PeerMessage) => {
    const { room } = store.getSnapshot();
    switch (message.kind) {
      case "event":
        events.receive(from, message.event);
        break;
      case "self":
        if (room !== null) showHeard(direct.heard(from, message.self, room));
        break;
      case "goodbye": {
        const seat = room?.participants.find(({ id }) => id === from)?.seat;
        // The server, where it sees the peer, says it with the authority to.
        if (room !== null && (seat === "away" || !signaling.isSure()))
          showHeard(direct.left(from, room));
        break;
      }
    }
  };

  const showHeard = (heard: RoomState) => {
    store.update((state) => peersHeard(state, heard, topology?.views() ?? new Map()));
    followRoom();
  };

  /** Links to those who are shown, and to nobody else. */
  const followRoom = () => {
    const { self, room } = store.getSnapshot();
    if (self !== null && room !== null) topology?.reconcile(self, othersOf(room, self.id));
    files.peopleChanged();
    chat.peopleChanged();
  };

  const showRoom = (selfId: ParticipantId, said: RoomState) => {
    const room = direct.apply(said);
    store.update((state) => enteredRoom(state, selfId, room, topology?.views() ?? new Map()));
    followRoom();
  };

  // Going

  const closeLinks = () => {
    isSeated = false;
    measuring.stop();
    scout.stop();
    topology?.close();
    topology = null;
    health.clear();
    reporter?.stop();
    reporter = null;
    iceRefresher.stop();
    announcer.reset();
    direct.clear();
    events.clear();
    moderated.clear();
    chat.clear();
    files.clear();
    earlyRoom = null;
  };

  /** Releases everything of the page: camera and microphone first, before anything else can fail. */
  const releaseAll = () => {
    announcer.reset();
    media.stop();
    screen.stop();
    stay.end();
    ownSelf.setHand(false);
    levels.stop();
    attempt += 1;
    clearTimeout(retryTimer);
    closeLinks();
    shownPlaces.clear();
    sayGoodbye();
    seat?.settle(failure("unavailable", "the session ended"));
    seat = null;
  };

  const sayGoodbye = () => {
    const leaving = signaling;
    signaling = connectSignaling();
    if (seat !== null && seat.participant !== null && leaving.isOnline()) {
      // The server drops what it reads together with the disconnection, so that waits for the answer.
      void leaving.request("room:leave", {}).finally(() => leaving.close());
    } else {
      leaving.close();
    }
  };

  const end = (reason: EndReason | "left", { canRejoin }: { canRejoin: boolean }) => {
    // Whoever hears it shows it if the server cannot say it; a link that is being mended just goes.
    if (reason === "left") topology?.tell({ kind: "goodbye" });
    const joinedAtMs = seat?.joinedAtMs ?? null;
    const durationMs = joinedAtMs === null ? 0 : Date.now() - joinedAtMs;
    // Before what it is made of is released.
    const seen = stay.end();
    const isOver = reason !== "taken-over" && durationMs >= SUMMARY_FROM_MS;
    const summary: StaySummary | null =
      seen !== null && isOver
        ? { ...seen, chat: chat.getSnapshot().messages, files: files.arrived() }
        : null;
    if (reason !== "left" && seat !== null) seat.participant = null; // Nothing is left to give up.
    releaseAll();
    const phase: CallPhase = { kind: "ended", reason, canRejoin, durationMs, summary };
    store.update((state) => leftRoom(state, phase, null));
  };

  // The page

  const start = () => {
    running = true;
    certificate = parts.generateCertificate();
    // A failure shows when it is needed, and is tried again then.
    void loadTopology();
    stopWatchingPage = parts.pageLife.watch({ hide: onPageHide, restored: onPageRestored });
    open();
  };

  const open = () => {
    preparedSigner ??= parts.createSigner();
    const remembered = parts.seatMemory.take(Date.now());
    if (remembered !== null) {
      const { name, email, resumeToken, joinedAtMs } = remembered;
      seat = { ...newSeat({ name, email }, null), token: resumeToken, joinedAtMs };
      ownSelf.setHand(remembered.hand);
      store.update((state) => ({
        ...state,
        phase: { kind: "joining", returning: true, waiting: false },
      }));
    }
    saving.recall();
    media.start(remembered ?? undefined);
    levels.start();
    signaling.open();
  };

  const nextSigner = () => {
    const signer = preparedSigner ?? parts.createSigner();
    preparedSigner = null;
    return signer;
  };

  const newSeat = (person: Seat["person"], hostKey: HostKey | null): Seat => ({
    person,
    session: newSessionId(),
    signer: nextSigner(),
    hostKey,
    password: null,
    knocks: false,
    token: null,
    participant: null,
    joinedAtMs: null,
    settle: () => {},
    stopPatience: () => {},
  });

  const onPageHide = () => {
    // Also on the way back to a seat: another reload must find what this one took.
    if (seat?.token && seat.joinedAtMs !== null) {
      const { microphone, camera } = media.getSnapshot();
      parts.seatMemory.save({
        resumeToken: seat.token,
        ...seat.person,
        microphone: { wanted: microphone.wanted, deviceId: microphone.deviceId },
        camera: { wanted: camera.wanted, deviceId: camera.deviceId },
        hand: ownSelf.getSnapshot().hand,
        joinedAtMs: seat.joinedAtMs,
        savedAtMs: Date.now(),
      });
    }
    measuring.tell();
    signaling.close();
  };

  const onPageRestored = () => {
    // The seat is still in the memory of this page; the copy must not be found by another one.
    parts.seatMemory.take(Date.now());
    if (store.getSnapshot().phase.kind !== "ended") signaling.open();
  };

  const stop = () => {
    running = false;
    stopWatchingPage();
    releaseAll();
    store.update(() => initialCallState(code));
  };

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    media,
    screen,
    self: ownSelf,
    chat,
    files,
    levels,
    speaker: { getSnapshot: speaker.getSnapshot, subscribe: speaker.subscribe },
    speech,
    health,
    saving,

    events: { send: events.send, flash: events.flash, subscribe: events.subscribe },
    reactions,
    reconnectNow: (peer) => topology?.reconnectNow(peer),
    pictured: measuring.pictured,
    moveToRelay: (peer) => topology?.moveToRelay(peer),
    setHand: ownSelf.setHand,
    moderation: { getSnapshot: moderated.getSnapshot, subscribe: moderated.subscribe },
    moderate: moderated.moderate,
    readKeptOut: () => signaling.request("removals:read", {}),
    allowAgain: (participant) =>
      signaling.request("room:moderate", { kind: "allow-again", participant }),

    retain() {
      holders += 1;
      if (!running) start();
      let released = false;
      return () => {
        if (released) return;
        released = true;
        holders -= 1;
        setTimeout(() => {
          if (holders === 0 && running) stop();
        }, 0);
      };
    },

    join({ name, email, password = null, knocks = false }) {
      if (seat !== null || store.getSnapshot().phase.kind === "ended")
        return Promise.resolve(failure("invalid", "this session is not visiting"));
      const taking = { ...newSeat({ name, email }, options.hostKey), password, knocks };
      seat = taking;
      measuring.pressed();
      store.update((state) => ({
        ...state,
        phase: { kind: "joining", returning: false, waiting: false },
        refusal: null,
      }));
      return new Promise((resolve) => {
        const patience = setTimeout(() => {
          if (seat === taking && taking.participant === null)
            refused(taking, failure("unavailable", "the server cannot be reached"));
        }, JOIN_PATIENCE_MS);
        taking.stopPatience = () => clearTimeout(patience);
        taking.settle = (result) => {
          taking.stopPatience();
          resolve(result);
        };
        void takeSeat();
      });
    },

    async rename(name) {
      const renaming = seat;
      if (renaming === null) return failure("not-joined", "there is no seat");
      const result = await signaling.request("name:set", { name });
      if (!result.ok) return result;
      renaming.person = { ...renaming.person, name };
      return success(null);
    },

    shown(id, place, heights) {
      const largest = shownPlaces.set(id, place, heights);
      topology?.show(id, largest);
    },

    leave() {
      if (seat !== null && isWaiting()) giveUpSeat(seat, null);
      else if (seat !== null) end("left", { canRejoin: true });
    },

    revisit() {
      const { phase } = store.getSnapshot();
      if (phase.kind !== "ended" || !phase.canRejoin || !running) return;
      store.update((state) => ({
        ...leftRoom(state, { kind: "visiting" }, null),
        signaling: "connecting",
        announcements: [],
      }));
      open();
    },
  };
}

function sendsPicture({ participant }: PeerView): boolean {
  return participant.camera && participant.seat === "present";
}

function newSessionId(): SessionId {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const symbols = btoa(String.fromCharCode(...bytes));
  return SessionId.parse(symbols.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""));
}

function browserParts({ code }: CallSessionOptions): CallParts {
  return {
    createSignaling: createSocketSignaling,
    loadTopology: async () => (await import("./mesh/mesh.ts")).createMesh,
    loadChat: async () => (await import("./chat/chat.ts")).createOwnChat,
    loadFiles: async () => (await import("./files/files.ts")).createFiles,
    createMedia: createOwnMedia,
    createPathScout,
    ownAddresses,
    seatMemory: createSeatMemory(code),
    pageLife: browserPageLife,
    async generateCertificate() {
      try {
        // ECDSA P-256 is made in a millisecond; one for the session is one fingerprint for all links.
        const algorithm: EcKeyGenParams = { name: "ECDSA", namedCurve: "P-256" };
        return await RTCPeerConnection.generateCertificate(algorithm);
      } catch {
        return null;
      }
    },
    async createSigner() {
      try {
        return await createSessionSigner();
      } catch {
        return null;
      }
    },
  };
}
