// One side of a call: what is said over the signalling socket, and the peer connection. Perfect negotiation, with a
// generation id (`sid`) that only the agent makes, so that a reload of either side, a crash and a
// second tab are all the same case. Knows nothing of what is on the screen.
import { Health, roadOf, soundFirst, SOUND_ONLY } from "./health.js";
import { Signal, whyClosed } from "./signal.js";

const SEEN_AGAIN = 5; // pings
const HEAL = 5000;
const GRACE = 2000;
const RESTARTS = 6; // after so many in vain a new generation is tried

export class Link {
  // `stream` may still be on its way: the room is entered meanwhile.
  // `hear`: { state, remote, media, mode, command, over }, each optional.
  constructor(callId, role, stream, hear) {
    Object.assign(this, { callId, role, hear, mine: {}, theirs: {}, peerOn: false, sid: null, pings: 0 });
    this.camera = Promise.resolve(stream).then((opened) => { this.stream = opened; });
    this.camera.catch(() => {}); // told to whoever asked for it
    this.owesFrame = true;
    this.health = new Health(this);
    this.onOnline = () => this.networkChanged();
    window.addEventListener("online", this.onOnline);
    navigator.connection?.addEventListener?.("change", this.onOnline);
    this.signal = new Signal(callId, {
      take: (message) => this.take(message), changed: () => this.tell(),
      over: (why) => this.end(why), beat: () => this.beat(), trouble: (error) => this.trouble(error),
    }, () => !this.pc);
  }

  // Somebody else listens from now on: hears first how things stand.
  hearAnew(hear) {
    this.hear = hear;
    if (this.remoteStream) hear.remote?.(this.remoteStream);
    if (this.theirs.t) hear.media?.(this.theirs);
    if (this.doc !== undefined) hear.mode?.(this.doc);
    this.tell();
  }

  // ---- what is said --------------------------------------------------------------------------
  say(message) {
    this.signal.say(message);
  }

  note(kind, about) {
    this.signal.note(kind, about);
  }

  // The server may have forgotten it without a word to us: the other side lost the picture for a
  // while, or no heartbeat could be written down.
  beat() {
    this.pings += 1;
    if (this.pings % SEEN_AGAIN === 0) this.owesFrame = true;
  }

  networkChanged() {
    this.signal.atOnce();
    this.askRestart();
  }

  // A camera may be opened, end, and be opened again before the page is there.
  shows(stream) {
    return !this.stream || this.stream === stream;
  }

  async take(message) {
    const known = {
      welcome: () => this.welcome(message),
      peer: () => this.peer(message.on, message.anew),
      sync: () => this.answerSync(message.sid),
      ok: () => this.synced(message.st),
      need: () => this.make(newId()),
      restart: () => message.sid === this.sid && this.pc && this.restart(this.pc),
      ice: () => this.renewIce(message.ice),
      desc: () => this.describe(message),
      cand: () => this.candidate(message),
      media: () => this.heardMedia(message),
      snap: () => this.hear.command?.(message),
      shot: () => this.hear.command?.(message),
      mode: () => this.heardMode(message),
      bye: () => this.end(message.why),
      closed: () => this.end(whyClosed(message.code)),
    }[message.t];
    await known?.();
  }

  async welcome({ polite, peer, ice }) {
    this.polite = polite;
    this.renewIce(ice);
    this.signal.welcomed();
    await this.peer(peer);
  }

  // TURN's passwords last ten minutes: the next restart gathers with the newest.
  renewIce(ice) {
    this.ice = ice;
    this.pc?.setConfiguration({ ...this.pc.getConfiguration(), iceServers: ice });
  }

  heardMode({ doc }) {
    this.doc = Boolean(doc);
    this.hear.mode?.(this.doc);
  }

  heardMedia(message) {
    this.theirs = message;
    this.health.expects(message.cam !== false && !message.hidden && !message.asleep && message.level !== SOUND_ONLY);
    this.hear.media?.(message);
    this.tell();
  }

  // `anew`: the other side has no connection to go on with, which saves asking it.
  async peer(on, anew = false) {
    this.peerOn = on;
    this.tell();
    if (!on) return;
    this.owesFrame = true; // the server wants to hear that the picture flows (again)
    this.sayMedia({ ...this.mine, level: this.health.level });
    if (this.role !== "agent") return;
    if (this.mode) this.say(this.mode); // a page that was loaded anew does not know it
    if (anew || !this.pc || this.pc.connectionState === "closed") await this.make(newId());
    else this.say({ t: "sync", sid: this.sid });
  }

  // ---- generations --------------------------------------------------------------------------
  answerSync(sid) {
    const same = this.pc && this.sid === sid;
    this.say(same ? { t: "ok", sid, st: this.pc.connectionState } : { t: "need" });
  }

  synced(theirs) {
    const half = this.pc.signalingState === "have-local-offer"; // it, or its answer, got lost
    if (half || this.pc.connectionState !== "connected" || theirs !== "connected") this.restart(this.pc);
  }

  // An offer that nobody answered blocks every later one: then the same is said again.
  restart(pc) {
    if (pc.signalingState === "have-local-offer")
      this.say({ t: "desc", sid: this.sid, d: pc.localDescription });
    else pc.restartIce();
  }

  askRestart() {
    if (this.role === "customer" && this.pc) this.say({ t: "restart", sid: this.sid });
  }

  // Only ever with the camera granted: a connection made earlier hides its addresses.
  async make(sid) {
    await this.camera;
    if (!this.closed) this.build(sid);
  }

  build(sid) {
    this.unbuild();
    const pc = new RTCPeerConnection({ iceServers: this.ice, bundlePolicy: "max-bundle" });
    Object.assign(this, { pc, sid, offering: false, ignoring: false, early: [], refused: new Set() });
    this.health.renewed();
    if (this.mine.level) this.sayMedia({ level: 0 });
    this.channel = pc.createDataChannel("ctl", { negotiated: true, id: 1 });
    this.channel.onmessage = ({ data }) => this.commanded(data);
    pc.onicecandidate = ({ candidate }) => this.say({ t: "cand", sid, c: candidate });
    pc.onicecandidateerror = (event) => this.iceRefused(event);
    pc.onnegotiationneeded = () => this.offer(pc).catch((error) => this.trouble(error));
    pc.onconnectionstatechange = () => this.changed(pc);
    pc.ontrack = ({ streams }) => {
      this.remoteStream = streams[0];
      this.hear.remote?.(streams[0]);
    };
    if (this.role === "agent") this.addTracks(pc);
  }

  unbuild() {
    if (!this.pc) return;
    for (const name of ["onicecandidate", "onicecandidateerror", "onnegotiationneeded",
      "onconnectionstatechange", "ontrack"]) this.pc[name] = null;
    this.pc.close();
    this.pc = this.remoteStream = null;
  }

  addTracks(pc) {
    this.stream.getTracks().forEach((track) => pc.addTrack(track, this.stream));
    this.health.beginSmall(pc);
  }

  async offer(pc) {
    if (this.role === "customer" && !pc.remoteDescription) return; // the agent begins
    try {
      this.offering = true;
      await pc.setLocalDescription();
      if (pc === this.pc) this.say({ t: "desc", sid: this.sid, d: pc.localDescription });
    } finally { this.offering = false; }
  }

  async describe({ sid, d }) {
    if (this.role === "customer" && (!this.pc || sid !== this.sid)) await this.make(sid);
    if (sid !== this.sid || !this.pc) return;
    const pc = this.pc;
    if (d.type === "answer" && pc.signalingState !== "have-local-offer") return; // answered already
    const collides = d.type === "offer" && (this.offering || pc.signalingState !== "stable");
    this.ignoring = !this.polite && collides;
    if (this.ignoring) return;
    const first = !pc.remoteDescription;
    await pc.setRemoteDescription(d);
    for (const early of this.early.splice(0)) await pc.addIceCandidate(early).catch(() => {});
    if (d.type !== "offer") return;
    if (first && this.role === "customer") this.addTracks(pc);
    await pc.setLocalDescription();
    this.say({ t: "desc", sid, d: pc.localDescription });
  }

  async candidate({ sid, c }) {
    if (!this.pc || sid !== this.sid) return;
    if (!this.pc.remoteDescription) return void this.early.push(c);
    await this.pc.addIceCandidate(c).catch((error) => { if (!this.ignoring) throw error; });
  }

  changed(pc) {
    this.tell();
    const state = pc.connectionState;
    if (state === "connected") return this.up(pc);
    if (!["disconnected", "failed"].includes(state)) return;
    if (!this.downAt) { this.downAt = performance.now(); this.note("media_lost", { state }); }
    if (this.role === "agent") this.heal(pc, state === "failed" ? 0 : GRACE);
  }

  async up(pc) {
    const gap = this.downAt && Math.round(performance.now() - this.downAt);
    this.downAt = 0;
    soundFirst(pc);
    this.health.grow(pc);
    const road = await roadOf(pc).catch(() => ({}));
    this.note(gap ? "media_back" : "media_up", gap ? { ...road, ms: gap } : road);
  }

  // One restart is not enough: after 40 s without network only a loop brought it back (measured).
  heal(pc, wait) {
    if (this.healing === pc) return;
    this.healing = pc;
    let tries = 0;
    const step = () => {
      if (pc !== this.pc || pc.connectionState === "connected") {
        if (this.healing === pc) this.healing = null;
        return;
      }
      if (this.peerOn && this.signal.online) {
        tries += 1;
        if (tries > RESTARTS) return this.build(newId());
        this.restart(pc);
      }
      setTimeout(step, HEAL);
    };
    setTimeout(step, wait);
  }

  iceRefused({ errorCode, errorText, url }) {
    const server = String(url || "").slice(0, 120);
    const key = `${errorCode} ${server}`;
    if (this.refused.has(key)) return;
    this.refused.add(key);
    this.note("ice_error", { code: errorCode, server, text: String(errorText || "").slice(0, 120) });
  }

  // ---- picture --------------------------------------------------------------------------------
  // `video` shows the remote stream.
  watch(video) {
    this.health.watch(video);
  }

  // The server wants to hear that the picture flows (again), and now and then that it still does.
  seen() {
    if (!this.owesFrame || !this.peerOn) return;
    this.owesFrame = false;
    this.say({ t: "frame" });
  }

  lost() {
    this.owesFrame = true;
    this.say({ t: "lost" });
  }

  // ---- what the screen asks for -----------------------------------------------------------------
  sayMedia(media) {
    this.mine = { ...this.mine, ...media };
    this.say({ t: "media", ...this.mine });
  }

  commanded(data) {
    const message = JSON.parse(data);
    if (message.t === "mode") this.heardMode(message);
    else this.hear.command?.(message);
  }

  // By both roads, and whichever is there first counts: on a weak network the channel waits behind
  // what was lost. Every command may come twice (a shot has a name, a mode is a mode).
  command(message) {
    if (message.t === "mode") this.mode = message;
    if (this.channel?.readyState === "open") this.channel.send(JSON.stringify(message));
    this.say(message);
  }

  // A connection that is made anew meanwhile takes it from the stream.
  async replaceVideo(track) {
    const sender = this.pc?.getSenders().find((one) => one.track?.kind === "video" || !one.track);
    await sender?.replaceTrack(track).catch((error) => this.trouble(error));
  }

  tell() {
    this.hear.state?.({ online: Boolean(this.signal?.online), peer: this.peerOn, ice: this.pc?.connectionState || "new",
      stalled: Boolean(this.health.stalledAt), quality: this.health.quality,
      level: this.health.level, theirLevel: this.theirs.level || 0 });
  }

  trouble(error) {
    console.debug("call:", error?.name || error);
  }

  end(why) {
    this.close();
    this.hear.over?.(why);
  }

  close() {
    this.health.stop();
    this.closed = true;
    window.removeEventListener("online", this.onOnline);
    navigator.connection?.removeEventListener?.("change", this.onOnline);
    this.unbuild();
    this.signal.close();
  }
}

const newId = () => crypto.randomUUID().slice(0, 8);
