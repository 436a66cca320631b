// One side of a call: signalling socket and peer connection. Perfect negotiation, with a
// generation id (`sid`) that only the agent makes, so that a reload of either side, a crash and a
// second tab are all the same case. Knows nothing of what is on the screen.
const PING = 2000;
const DEAD = 6000; // a cut network closes no socket by itself
const HEAL = 5000;
const GRACE = 2000;
const STALLED = 1500;
const LOST = 8000;
const TAKEN_OVER = 4408;
const FINAL = new Set([1000, 4401, 4403, TAKEN_OVER, 4409]);

export class Link {
  // `hear`: { state, remote, media, command, over }, each optional.
  constructor(callId, role, stream, hear) {
    Object.assign(this, { callId, role, stream, hear, mine: {}, peerOn: false, sid: null });
    this.chain = Promise.resolve();
    this.pause = 250;
    this.lastFrame = 0;
    this.owesFrame = true;
    this.timers = [
      setInterval(() => this.beat(), PING),
      setInterval(() => this.watchFrames(), 250),
      setInterval(() => this.measure(), 2000),
    ];
    this.onOnline = () => { this.pause = 250; this.askRestart(); };
    window.addEventListener("online", this.onOnline);
    this.connect();
  }

  // ---- socket -----------------------------------------------------------------------------
  async connect() {
    if (this.closed) return;
    try {
      const answer = await fetch(`/api/calls/${this.callId}/ticket`, { method: "POST" });
      if (answer.status === 404 || answer.status === 409) return this.end("gone");
      if (!answer.ok) throw new Error(String(answer.status));
      const { token } = await answer.json();
      if (!this.closed) this.open(token);
    } catch { this.again(); }
  }

  open(token) {
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws/call`);
    this.socket = socket;
    this.heardAt = performance.now();
    socket.onopen = () => socket.send(JSON.stringify({ token }));
    socket.onmessage = ({ data }) => {
      this.heardAt = performance.now();
      const message = JSON.parse(data);
      this.chain = this.chain.then(() => this.take(message)).catch((error) => this.trouble(error));
    };
    socket.onclose = ({ code }) => {
      if (this.socket !== socket || this.closed) return;
      this.tell();
      if (FINAL.has(code)) this.end(code === TAKEN_OVER ? "other_tab" : "gone");
      else this.again();
    };
  }

  again() {
    if (this.closed || this.waiting) return;
    this.waiting = setTimeout(() => { this.waiting = 0; this.connect(); }, this.pause);
    this.pause = Math.min(this.pause * 2, 5000);
  }

  say(message) {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(message));
  }

  beat() {
    if (this.socket?.readyState !== 1) return;
    this.say({ t: "ping" });
    if (performance.now() - this.heardAt > DEAD) this.socket.close(4000);
  }

  async take(message) {
    const known = {
      welcome: () => this.welcome(message),
      peer: () => this.peer(message.on),
      sync: () => this.answerSync(message.sid),
      ok: () => this.synced(message.st),
      need: () => this.build(newId()),
      restart: () => message.sid === this.sid && this.pc?.restartIce(),
      desc: () => this.describe(message),
      cand: () => this.candidate(message),
      media: () => this.hear.media?.(message),
      snap: () => this.hear.command?.(message),
      shot: () => this.hear.command?.(message),
      mode: () => this.hear.command?.(message),
      bye: () => this.end(message.why),
      closed: () => this.end(message.code === TAKEN_OVER ? "other_tab" : "gone"),
    }[message.t];
    await known?.();
  }

  async welcome({ polite, peer, ice }) {
    this.polite = polite;
    this.ice = ice;
    this.pause = 250;
    if (this.pc) this.pc.setConfiguration({ ...this.pc.getConfiguration(), iceServers: ice });
    await this.peer(peer);
  }

  async peer(on) {
    this.peerOn = on;
    this.tell();
    if (!on) return;
    this.owesFrame = true; // the server wants to hear that the picture flows (again)
    this.sayMedia(this.mine);
    if (this.role !== "agent") return;
    if (!this.pc || this.pc.connectionState === "closed") this.build(newId());
    else this.say({ t: "sync", sid: this.sid });
  }

  // ---- generations --------------------------------------------------------------------------
  answerSync(sid) {
    const same = this.pc && this.sid === sid;
    this.say(same ? { t: "ok", sid, st: this.pc.connectionState } : { t: "need" });
  }

  synced(theirs) {
    if (this.pc.connectionState !== "connected" || theirs !== "connected") this.pc.restartIce();
  }

  askRestart() {
    if (this.role === "customer" && this.pc) this.say({ t: "restart", sid: this.sid });
  }

  // Only ever with the camera granted: a connection made earlier hides its addresses.
  build(sid) {
    this.unbuild();
    const pc = new RTCPeerConnection({ iceServers: this.ice, bundlePolicy: "max-bundle" });
    Object.assign(this, { pc, sid, offering: false, ignoring: false, early: [] });
    this.channel = pc.createDataChannel("ctl", { negotiated: true, id: 1 });
    this.channel.onmessage = ({ data }) => this.hear.command?.(JSON.parse(data));
    pc.onicecandidate = ({ candidate }) => this.say({ t: "cand", sid, c: candidate });
    pc.onnegotiationneeded = () => this.offer(pc);
    pc.onconnectionstatechange = () => this.changed(pc);
    pc.ontrack = ({ streams }) => this.hear.remote?.(streams[0]);
    if (this.role === "agent") this.addTracks(pc);
  }

  unbuild() {
    if (!this.pc) return;
    for (const name of ["onicecandidate", "onnegotiationneeded", "onconnectionstatechange", "ontrack"])
      this.pc[name] = null;
    this.pc.close();
    this.pc = null;
  }

  addTracks(pc) {
    this.stream.getTracks().forEach((track) => pc.addTrack(track, this.stream));
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
    if (this.role === "customer" && (!this.pc || sid !== this.sid)) this.build(sid);
    if (sid !== this.sid) return;
    const pc = this.pc;
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
    if (this.role !== "agent" || !["disconnected", "failed"].includes(state)) return;
    this.heal(pc, state === "failed" ? 0 : GRACE);
  }

  // One restart is not enough: after 40 s without network only a loop brought it back (measured).
  heal(pc, wait) {
    if (this.healing === pc) return;
    this.healing = pc;
    const step = () => {
      if (pc !== this.pc || pc.connectionState === "connected") {
        if (this.healing === pc) this.healing = null;
        return;
      }
      if (this.peerOn) pc.restartIce();
      setTimeout(step, HEAL);
    };
    setTimeout(step, wait);
  }

  // ---- picture --------------------------------------------------------------------------------
  // `video` shows the remote stream: its frames are the only proof that the call works.
  watch(video) {
    if (this.video === video) return;
    this.video = video;
    const next = () => {
      if (this.video !== video || this.closed) return;
      this.lastFrame = performance.now();
      this.lostTold = false;
      if (this.owesFrame && this.peerOn) { this.owesFrame = false; this.say({ t: "frame" }); }
      if (this.stalled) { this.stalled = false; this.tell(); }
      ask();
    };
    const ask = () => video.requestVideoFrameCallback?.(next);
    if (!video.requestVideoFrameCallback) video.ontimeupdate = next;
    ask();
  }

  watchFrames() {
    if (!this.lastFrame || document.hidden || !this.peerOn || this.theirsOff) return;
    const since = performance.now() - this.lastFrame;
    if (since > STALLED && !this.stalled) { this.stalled = true; this.tell(); }
    if (since > LOST && !this.lostTold && this.pc?.connectionState !== "connected") {
      this.lostTold = this.owesFrame = true;
      this.say({ t: "lost" });
    }
  }

  async measure() {
    if (this.pc?.connectionState !== "connected") return;
    const seen = { fps: 0, height: 0, rtt: 0, lost: 0, got: 0 };
    (await this.pc.getStats()).forEach((one) => {
      if (one.type === "inbound-rtp" && one.kind === "video")
        Object.assign(seen, { fps: one.framesPerSecond || 0, height: one.frameHeight || 0,
          lost: one.packetsLost || 0, got: one.packetsReceived || 0 });
      if (one.type === "candidate-pair" && one.nominated) seen.rtt = one.currentRoundTripTime || 0;
    });
    const before = this.seen || seen;
    const lost = seen.lost - before.lost;
    const share = lost / Math.max(1, lost + seen.got - before.got);
    this.seen = seen;
    this.quality = { fps: seen.fps, height: seen.height,
      weak: seen.rtt > 0.4 || share > 0.05 || (seen.fps < 8 && !this.theirsOff) };
    this.tell();
  }

  // ---- what the screen asks for -----------------------------------------------------------------
  sayMedia(media) {
    this.mine = { ...this.mine, ...media };
    this.say({ t: "media", ...this.mine });
  }

  command(message) {
    if (this.channel?.readyState === "open") this.channel.send(JSON.stringify(message));
    else this.say(message);
  }

  async replaceVideo(track) {
    const sender = this.pc?.getSenders().find((one) => one.track?.kind === "video" || !one.track);
    await sender?.replaceTrack(track);
  }

  tell() {
    const online = this.socket?.readyState === 1;
    this.hear.state?.({ online, peer: this.peerOn, ice: this.pc?.connectionState || "new",
      stalled: Boolean(this.stalled), quality: this.quality || null });
  }

  trouble(error) {
    console.debug("call:", error?.name || error);
  }

  end(why) {
    this.close();
    this.hear.over?.(why);
  }

  close() {
    this.closed = true;
    this.timers.forEach(clearInterval);
    clearTimeout(this.waiting);
    window.removeEventListener("online", this.onOnline);
    this.unbuild();
    this.socket?.close(1000);
  }
}

const newId = () => crypto.randomUUID().slice(0, 8);
