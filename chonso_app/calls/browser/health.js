// How well sound and picture travel, and what is given up first when they do not: frames, then
// size, then the picture itself. Sound stays, and so do stills, which go by HTTP.
const EVERY = 2000;
const WARM = 8000; // estimates begin near 300 kbit/s and have to grow first
const STALLED = 1500;
const LOST = 8000;
const WHOLE = { active: true, scaleResolutionDownBy: 1 };
const FIRST = { scaleResolutionDownBy: 4 };
const FIRST_FOR = 800; // ms
const LEVELS = [ // `floor`: kbit/s that must be there to stay; below it the next level begins
  { floor: 220, encoding: {} },
  { floor: 110, encoding: { maxFramerate: 15, maxBitrate: 450_000 } },
  { floor: 50, encoding: { maxFramerate: 8, maxBitrate: 150_000, scaleResolutionDownBy: 2 } },
  { floor: 0, encoding: { active: false } },
];
export const SOUND_ONLY = LEVELS.length - 1;
const BAD_LOSS = 0.12; // browsers hide less than that
const BAD_DELAY = 1.2; // seconds
const PATIENCE = 2; // measures in a row before something is given up
const FIRST_TRY = 5; // good measures in a row before something is tried again
const LAST_TRY = 30;

export class Health {
  constructor(link) {
    Object.assign(this, { link, level: 0, bad: 0, good: 0, tryAfter: FIRST_TRY, climbedAt: -WARM, quality: null });
    const measure = () => this.measure().catch((error) => link.trouble(error));
    this.timers = [setInterval(measure, EVERY), setInterval(() => this.watchFrames(), 250)];
  }

  stop() {
    this.timers.forEach(clearInterval);
    this.endStall();
  }

  // A new connection has everything again: its first frame is what makes the call live.
  renewed() {
    Object.assign(this, { level: 0, bad: 0, good: 0, got: null, bornAt: performance.now() });
  }

  // A whole first picture takes 130 ms longer: it has to be squeezed through the 300 kbit/s that
  // browsers begin with (measured, `bench call`). So the very first ones are small.
  beginSmall(pc) {
    apply(pc, FIRST).catch((error) => this.link.trouble(error));
  }

  grow(pc) {
    setTimeout(() => {
      if (pc !== this.link.pc || this.link.closed) return;
      apply(pc, LEVELS[this.level].encoding).catch((error) => this.link.trouble(error));
    }, FIRST_FOR);
  }

  // ---- frames: the only proof that the call works --------------------------------------------
  watch(video) {
    if (this.video === video) return;
    this.video = video;
    const next = () => {
      if (this.video !== video || this.link.closed) return;
      this.frameCame();
      ask();
    };
    const ask = () => video.requestVideoFrameCallback?.(next);
    if (!video.requestVideoFrameCallback) video.ontimeupdate = next;
    ask();
  }

  frameCame() {
    this.frameAt = performance.now();
    this.lostTold = false;
    this.link.seen();
    this.endStall();
  }

  // What the other side says of its picture; one that was off has a fresh second to come.
  expects(picture) {
    if (picture && this.expected === false) this.frameAt = performance.now();
    this.expected = picture;
    if (!picture) this.endStall();
  }

  watchFrames() {
    if (!this.frameAt || document.hidden || !this.link.peerOn || this.expected === false) return;
    const since = performance.now() - this.frameAt;
    if (since > STALLED && !this.stalledAt) {
      this.stalledAt = this.frameAt;
      this.link.tell();
    }
    if (since > LOST && !this.lostTold && this.link.pc?.connectionState !== "connected") {
      this.lostTold = true;
      this.link.lost();
    }
  }

  // How long a picture stood belongs to the call's history: the law asks for an unbroken one.
  endStall() {
    if (!this.stalledAt) return;
    this.link.note("stalled", { ms: Math.round(performance.now() - this.stalledAt) });
    this.stalledAt = 0;
    if (!this.link.closed) this.link.tell();
  }

  // ---- measuring ------------------------------------------------------------------------------
  async measure() {
    const pc = this.link.pc;
    if (pc?.connectionState !== "connected") return;
    const stats = await pc.getStats();
    if (pc !== this.link.pc) return;
    const got = incoming(stats);
    const grown = performance.now() - this.climbedAt > WARM; // a picture just won back starts small
    const sent = outgoing(stats, this.level < SOUND_ONLY && grown);
    const came = this.got && { frames: got.frames - this.got.frames, bytes: got.soundBytes - this.got.soundBytes };
    // A hidden tab draws no frame; somebody who sends only sound, or took the picture away after it
    // was seen once, has none to draw.
    const soundDoes = this.link.theirs.level === SOUND_ONLY || (this.frameAt && this.expected === false);
    if (came && (came.frames > 0 || (soundDoes && came.bytes > 0))) {
      if (document.hidden || came.frames === 0) this.frameCame();
    }
    const loss = this.got ? share(got, this.got) : 0;
    this.got = got;
    const slow = got.fps < 8 && this.expected !== false && !document.hidden;
    const weak = sent.delay > 0.4 || loss > 0.05 || sent.loss > 0.05 || slow || this.level > 0;
    this.quality = { fps: got.fps, height: got.height, weak, level: this.level };
    await this.decide(pc, sent, grown);
    this.link.tell();
  }

  // Two bad measures give something up; several good ones, more after every failed try, win it back.
  async decide(pc, sent, grown) {
    if (performance.now() - this.bornAt < WARM) return;
    const poor = sent.loss > BAD_LOSS || sent.delay > BAD_DELAY ||
      (grown && this.level < SOUND_ONLY && sent.room > 0 && sent.room < LEVELS[this.level].floor);
    this.bad = poor ? this.bad + 1 : 0;
    this.good = poor ? 0 : this.good + 1;
    if (this.bad >= PATIENCE && this.level < SOUND_ONLY) {
      if (this.climbed) this.tryAfter = Math.min(this.tryAfter * 2, LAST_TRY);
      this.climbed = false;
      await this.go(pc, this.level + 1);
    } else if (this.good >= this.tryAfter && this.level > 0 && this.enoughAbove(sent)) {
      this.climbed = true;
      await this.go(pc, this.level - 1);
    } else if (this.good > LAST_TRY) this.tryAfter = FIRST_TRY;
  }

  // Sound alone tells nothing of how much a picture would have: that has to be tried.
  enoughAbove(sent) {
    return this.level === SOUND_ONLY || sent.room === 0 || sent.room > LEVELS[this.level - 1].floor * 1.2;
  }

  async go(pc, level) {
    if (level < this.level) this.climbedAt = performance.now();
    Object.assign(this, { level, bad: 0, good: 0 });
    await apply(pc, LEVELS[level].encoding).catch((error) => this.link.trouble(error));
    this.link.sayMedia({ level });
    this.link.note("level", { level });
  }
}

// Sound goes first wherever the two compete.
export async function soundFirst(pc) {
  const sender = pc.getSenders().find((one) => one.track?.kind === "audio");
  const parameters = sender?.getParameters();
  if (!parameters?.encodings?.length) return;
  Object.assign(parameters.encodings[0], { priority: "high", networkPriority: "high" });
  await sender.setParameters(parameters).catch(() => {});
}

async function apply(pc, encoding) {
  const sender = pc.getSenders().find((one) => one.track?.kind === "video");
  const parameters = sender?.getParameters();
  if (!parameters?.encodings?.length) return;
  const [one] = parameters.encodings;
  delete one.maxFramerate;
  delete one.maxBitrate;
  Object.assign(one, WHOLE, encoding);
  await sender.setParameters(parameters);
}

function incoming(stats) {
  const got = { fps: 0, height: 0, frames: 0, lost: 0, packets: 0, soundBytes: 0 };
  stats.forEach((one) => {
    if (one.type !== "inbound-rtp") return;
    got.lost += one.packetsLost || 0;
    got.packets += one.packetsReceived || 0;
    if (one.kind === "audio") got.soundBytes = one.bytesReceived || 0;
    else Object.assign(got, { fps: one.framesPerSecond || 0, height: one.frameHeight || 0, frames: one.framesDecoded || 0 });
  });
  return got;
}

// Of a picture that is not sent the last report stays as it was.
function outgoing(stats, withPicture) {
  const sent = { loss: 0, delay: 0, room: 0 };
  stats.forEach((one) => {
    if (one.type === "remote-inbound-rtp" && (withPicture || one.kind === "audio")) {
      sent.loss = Math.max(sent.loss, one.fractionLost || 0);
      sent.delay = Math.max(sent.delay, one.roundTripTime || 0);
    }
  });
  const pair = pairInUse(stats);
  sent.delay = Math.max(sent.delay, pair?.currentRoundTripTime || 0);
  sent.room = (pair?.availableOutgoingBitrate || 0) / 1000;
  return sent;
}

// Pairs of an earlier road stay in the report with what was last measured on them.
function pairInUse(stats) {
  let pair = null;
  stats.forEach((one) => {
    if (one.type === "transport") pair = stats.get(one.selectedCandidatePairId) ?? pair;
  });
  if (pair) return pair;
  stats.forEach((one) => { if (one.type === "candidate-pair" && one.selected) pair = one; });
  return pair;
}

const share = (now, before) => {
  const lost = Math.max(0, now.lost - before.lost);
  return lost / Math.max(1, lost + now.packets - before.packets);
};

// By which road the two are connected: what operations and the file want to know.
export async function roadOf(pc) {
  const stats = await pc.getStats();
  const mine = stats.get(pairInUse(stats)?.localCandidateId);
  return mine ? { road: mine.candidateType, transport: mine.relayProtocol || mine.protocol } : {};
}
