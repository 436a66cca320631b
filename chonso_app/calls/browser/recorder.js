// The agent's recorder: one picture of both people with case number and clock, one sound of both,
// cut every two seconds. Each piece is kept in this browser until the server has it, so that a
// crash loses only what was not cut yet. Knows nothing of what is on the screen.
import { Run, salvage } from "./recorder_sending.js";

export { salvage };

const CHUNK = 2000;
const FPS = 10;
const [WIDTH, HEIGHT, BAR] = [960, 540, 30];
const STALLED = 1500;
const UNSEEN = 3000; // without a new picture of the agent
const KIND = "video/webm;codecs=vp8,opus";
const OPTIONS = { mimeType: KIND, videoBitsPerSecond: 350_000, audioBitsPerSecond: 32_000,
  videoKeyFrameIntervalDuration: 4000 };
const CLOCK = new Intl.DateTimeFormat("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", year: "numeric",
  month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" });

export const canRecord = () => Boolean(window.MediaRecorder?.isTypeSupported(KIND));

export class Recorder {
  // `tell({ on, behind, silent, unseen, failed })` about once a second: `behind` are the seconds since
  // the oldest piece that the server does not have was cut, `unseen`: the agent's picture stands.
  constructor({ callId, caseNo, agent, local, remote, serverOffset = 0, tell = () => {} }) {
    Object.assign(this, { callId, caseNo, agent, local, offset: serverOffset, tell });
    this.mine = element(local);
    this.theirs = element(remote);
    this.remote = remote;
  }

  start() {
    salvage(this.agent).catch(() => {});
    if (!canRecord()) return this.say({ failed: "unsupported" });
    this.paintOn();
    this.mixOn();
    this.clock = new Worker(new URL("./recorder_clock.js", import.meta.url));
    this.clock.onmessage = () => this.tick();
    this.clock.postMessage(1000 / FPS);
    this.record();
  }

  // The customer came back with another stream: the same recording goes on with it.
  see(remote) {
    if (!remote || remote === this.remote) return;
    this.remote = remote;
    this.theirs.srcObject = remote;
    this.theirs.play().catch(() => {});
    this.heardRemote?.disconnect();
    this.heardRemote = this.hear(remote);
  }

  // Resolves when the server has everything, or will take nothing more.
  async stop() {
    if (this.stopped) return this.run?.done;
    this.stopped = true;
    this.clock?.terminate();
    await this.halt();
    this.context?.close();
    this.picture?.getTracks().forEach((track) => track.stop());
    for (const video of [this.mine, this.theirs]) video.srcObject = null;
    return this.run?.done;
  }

  // ---- one run: from the recorder's start to its end ----------------------------------------
  record() {
    const run = new Run(this.callId, this.agent, (offset) => { this.offset = offset; });
    const stream = new MediaStream([...this.picture.getTracks(), ...this.sound.stream.getTracks()]);
    const recorder = new MediaRecorder(stream, OPTIONS);
    this.began = performance.now();
    recorder.ondataavailable = ({ data }) => {
      if (data.size) run.add(data, performance.now() - this.began, this.takeStalls());
    };
    recorder.onerror = () => this.again();
    this.ended = new Promise((done) => { recorder.onstop = done; });
    Object.assign(this, { run, recorder });
    recorder.start(CHUNK);
  }

  async halt() {
    if (!this.recorder) return;
    if (this.recorder.state !== "inactive") this.recorder.stop();
    await this.ended;
    this.run.finish();
  }

  // The encoder failed: what it wrote is a part, and another run begins.
  async again() {
    await this.halt();
    if (!this.stopped) this.record();
  }

  // ---- sound ----------------------------------------------------------------------------------
  mixOn() {
    this.context = new AudioContext();
    this.sound = this.context.createMediaStreamDestination();
    this.hear(this.local);
    this.heardRemote = this.hear(this.remote);
  }

  hear(stream) {
    if (!stream?.getAudioTracks().length) return null;
    const source = this.context.createMediaStreamSource(stream);
    source.connect(this.sound);
    return source;
  }

  // ---- picture --------------------------------------------------------------------------------
  paintOn() {
    const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
    this.pen = canvas.getContext("2d", { alpha: false });
    this.picture = canvas.captureStream(FPS);
    this.stalls = [];
    this.paint();
  }

  tick() {
    this.watch();
    this.watchOwn();
    this.paint();
    this.ticks = (this.ticks || 0) + 1;
    if (this.ticks % FPS) return;
    if (this.context.state === "suspended") this.context.resume();
    this.say({});
  }

  say(more) {
    const on = this.recorder?.state === "recording" && !this.run?.failed;
    this.tell({ on, behind: this.run?.behind() || 0,
      silent: this.context?.state !== "running", unseen: Boolean(this.unseen), failed: this.run?.failed || "", ...more });
  }

  // Stretches without a new picture from the customer, in ms since the run's start.
  watch() {
    const frames = this.theirs.getVideoPlaybackQuality().totalVideoFrames;
    const now = performance.now();
    this.fresh = frames !== this.frames || document.hidden;
    if (this.fresh) {
      if (this.stall) this.stalls.push([this.stall, Math.round(now - this.began)]);
      Object.assign(this, { frames, frameAt: now, stall: 0 });
    } else if (!this.stall && now - this.frameAt > STALLED) {
      this.stall = Math.max(1, Math.round(this.frameAt - this.began));
    }
  }

  // The law wants both people shown.
  watchOwn() {
    const frames = this.mine.getVideoPlaybackQuality().totalVideoFrames;
    const now = performance.now();
    if (frames !== this.ownFrames || document.hidden) Object.assign(this, { ownFrames: frames, ownAt: now });
    this.unseen = now - this.ownAt > UNSEEN;
  }

  takeStalls() {
    return this.stalls.splice(0, 50);
  }

  // A customer's picture that stands is not painted again: while they load their page anew, this
  // browser has better things to do. Drawing costs a third of a core without a graphics card.
  paint() {
    const { pen, stall } = this;
    pen.fillStyle = "#0b1220";
    if (this.fresh || stall || this.stood) {
      pen.fillRect(0, 0, WIDTH, HEIGHT - BAR);
      fit(pen, this.theirs, 0, 0, WIDTH, HEIGHT - BAR);
    }
    this.stood = stall;
    fit(pen, this.mine, WIDTH - 218, 10, 208, 156);
    this.write(pen);
    pen.fillStyle = "#f04438"; // a picture stands still: whoever looks must not take it for live
    if (this.unseen) pen.fillRect(WIDTH - 212, 16, 14, 14);
    if (!stall) return;
    pen.fillRect(12, 12, 14, 14);
    pen.fillText(`${Math.round((performance.now() - this.frameAt) / 1000)} s`, 34, 26);
  }

  write(pen) {
    pen.fillRect(0, HEIGHT - BAR, WIDTH, BAR);
    pen.fillStyle = "#ffffff";
    pen.font = "500 17px monospace";
    pen.fillText(`${this.caseNo}   ${CLOCK.format(Date.now() + this.offset)}`, 12, HEIGHT - 10);
  }
}

// Never in the page: only its pictures are drawn. Muted, since the page plays the sound itself.
function element(stream) {
  const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true });
  video.srcObject = stream || null;
  video.play().catch(() => {});
  return video;
}

// The whole picture, as large as the box allows.
function fit(pen, video, left, top, width, height) {
  const { videoWidth, videoHeight } = video;
  if (!videoWidth) return;
  const scale = Math.min(width / videoWidth, height / videoHeight);
  const [w, h] = [videoWidth * scale, videoHeight * scale];
  const [x, y] = [left + (width - w) / 2, top + (height - h) / 2];
  pen.fillRect(x - 2, y - 2, w + 4, h + 4); // a dark line between the two people
  pen.drawImage(video, x, y, w, h);
}
