// The camera and microphone of this page: opened once, shared by whatever shows them.
const WANTED = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const KEPT_OPEN = 2000; // ms: from the waiting room into the call the camera stays on
const SHARP = { width: { ideal: 1920 }, height: { ideal: 1080 } };

let stream = null;
let opening = null;
let closing = 0;
let renewing = null;
let users = 0;
let facing = "user";
let paper = false; // a paper is held into the camera

export const facingNow = () => facing;
const alive = () => stream?.getTracks().every((track) => track.readyState === "live");

// Every acquire() is matched by one release(). Rejects with what explain() understands.
export async function acquire() {
  users += 1;
  clearTimeout(closing);
  if (!alive()) {
    opening ??= open().finally(() => { opening = null; });
    try { await opening; } catch (error) { users = Math.max(0, users - 1); throw error; }
  }
  return stream;
}

export function release() {
  users = Math.max(0, users - 1);
  closeSoon();
}

function closeSoon() {
  clearTimeout(closing);
  closing = setTimeout(() => users === 0 && stopAll(), KEPT_OPEN);
}

// At once, as hanging up must: no light stays on, and the next call finds the camera free.
export function stopAll() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  paper = false; // the next call begins with a face
}

async function open() {
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", "NotSupportedError");
  stopAll();
  stream = await navigator.mediaDevices.getUserMedia({
    audio: SOUND, video: { ...WANTED, facingMode: facing },
  });
  hint();
  if (users === 0) closeSoon(); // who asked for it left before it was allowed
}

// Papers need every pixel, faces every frame: the encoder is told which to keep.
export function showPaper(on) {
  paper = on;
  hint();
}

function hint() {
  const track = stream?.getVideoTracks()[0];
  if (track && "contentHint" in track) track.contentHint = paper ? "detail" : "motion";
}

// The other camera, or the same one again after the system took it. Gives the new video track, null
// when everything was stopped meanwhile. Rejects when no camera can be had: then there is no picture.
export function renewCamera({ other = false } = {}) {
  renewing ??= renewed(other).finally(() => { renewing = null; });
  return renewing;
}

async function renewed(other) {
  const [whole, before] = [stream, facing];
  if (other) facing = facing === "user" ? "environment" : "user";
  whole.getVideoTracks().forEach((track) => { track.stop(); whole.removeTrack(track); });
  let fresh;
  try {
    fresh = await only({ facingMode: facing });
  } catch {
    facing = before;
    fresh = await only({});
  }
  if (stream !== whole) {
    fresh.stop();
    return null;
  }
  stream.addTrack(fresh);
  hint();
  return fresh;
}

const only = async (more) =>
  (await navigator.mediaDevices.getUserMedia({ video: { ...WANTED, ...more } })).getVideoTracks()[0];

export function explain(error) {
  const known = {
    NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "missing",
    OverconstrainedError: "missing", NotReadableError: "busy", AbortError: "busy",
    NotSupportedError: "unsupported",
  };
  return known[error?.name] || "busy";
}

// One full picture of what the camera sees now: a JPEG of its own pixels, not of the sent video.
export async function still(element, { sharp }) {
  const track = stream?.getVideoTracks()[0];
  if (!track) throw new DOMException("", "NotFoundError");
  if (sharp) await track.applyConstraints({ ...WANTED, ...SHARP, facingMode: facing }).catch(() => {});
  const [bitmap, method] = await grabbed(track, element);
  const { frameRate, facingMode, aspectRatio } = track.getSettings();
  if (sharp) track.applyConstraints({ ...WANTED, facingMode: facing }).catch(() => {});
  const canvas = document.createElement("canvas");
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  const { width, height } = bitmap; // what the track claims may be cropped or scaled
  bitmap.close?.();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.92));
  return {
    blob, sha256: await hashOf(blob),
    settings: { width, height, frameRate, facingMode: facingMode || facing, aspectRatio, method },
  };
}

async function hashOf(blob) {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function grabbed(track, element) {
  if ("ImageCapture" in window) {
    try { return [await new ImageCapture(track).grabFrame(), "grabFrame"]; } catch { /* below */ }
  }
  return [await createImageBitmap(element), "element"];
}

// Calls `tell(0…1)` about ten times a second until the function it gives is called.
export function hearLevel(source, tell) {
  const Context = window.AudioContext || window.webkitAudioContext;
  if (!Context || !source.getAudioTracks().length) return () => {};
  const context = new Context();
  const meter = context.createAnalyser();
  meter.fftSize = 512;
  context.createMediaStreamSource(source).connect(meter);
  const wave = new Float32Array(meter.fftSize);
  const timer = setInterval(() => {
    meter.getFloatTimeDomainData(wave);
    tell(Math.min(1, Math.max(...wave.map(Math.abs)) * 4));
  }, 100);
  return () => { clearInterval(timer); context.close().catch(() => {}); };
}
