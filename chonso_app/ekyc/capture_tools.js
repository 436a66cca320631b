// What the capture box does with cameras, frames and bytes; no React here.
import { cardEdges, greyOf, measured, moved, tiltOf } from "./capture_judge.js";

const LONGEST = 2400;  // pixels: what the server keeps
const QUALITY = 0.9;
const SMALL = 220;     // width of the part in which the card's edges are looked for
const MARGIN = 0.16;   // of the frame's size, around it: the card's edges lie there
const LIMITS = {  // sample: width of the part that is judged; a face has no letters to be sharp
  card: { sample: 1000, dark: 50, burnt: 0.03, sharp: 320, shaky: 9, tilt: 7, small: 0.22 },
  portrait: { sample: 240, dark: 50, burnt: 1, sharp: 30, shaky: 16 },
};

export function openCamera(front, device = "") {
  if (!navigator.mediaDevices?.getUserMedia) return Promise.reject(new Error("no camera"));
  const which = device ? { deviceId: { exact: device } } : { facingMode: front ? "user" : "environment" };
  const video = { ...which, width: { ideal: 2560 }, height: { ideal: 1440 } };
  return navigator.mediaDevices.getUserMedia({ video, audio: false });
}

// The camera after the one in use; undefined when there is only one.
export async function nextCamera(track) {
  const devices = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "videoinput");
  const now = devices.findIndex((one) => one.deviceId === track.getSettings().deviceId);
  return devices.length > 1 ? devices[(now + 1) % devices.length].deviceId : undefined;
}

// Which part of the film lies under `mask`, an element over a video that covers its box.
export function underMask(video, mask) {
  const seen = video.getBoundingClientRect(), box = mask.getBoundingClientRect();
  const scale = Math.max(seen.width / video.videoWidth, seen.height / video.videoHeight);
  const x = (box.left - seen.left - (seen.width - video.videoWidth * scale) / 2) / scale;
  const y = (box.top - seen.top - (seen.height - video.videoHeight * scale) / 2) / scale;
  return { x, y, width: box.width / scale, height: box.height / scale };
}

function pixels(source, { x, y, width, height }, wide) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(Math.min(wide, width));
  canvas.height = Math.max(1, Math.round(canvas.width * height / width));
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function wider({ x, y, width, height }) {
  return {
    x: x - width * MARGIN, y: y - height * MARGIN,
    width: width * (1 + 2 * MARGIN), height: height * (1 + 2 * MARGIN),
  };
}

// Looks at the live picture again and again; remembers the last look to tell a moving hand.
export function makeJudge(kind) {
  const limits = kind === "portrait" ? LIMITS.portrait : LIMITS.card;
  let before = null;
  return (video, mask) => {
    if (!video?.videoWidth || !mask?.offsetWidth) return null;
    const box = underMask(video, mask);
    const sample = pixels(video, box, limits.sample);
    const { light, burnt, sharp } = measured(greyOf(sample), sample.width, sample.height);
    const around = pixels(video, wider(box), SMALL);
    const small = greyOf(around);
    const shake = moved(before, small);
    before = small;
    const edges = kind === "portrait" ? {} : cardEdges(small, around.width, around.height);
    const look = { light, burnt, sharp, shake, edges, tilt: tiltOf(edges), sample };
    return { ...look, hint: hintOf(look, limits, kind), corners: Object.keys(edges).length === 4 };
  };
}

// The one thing to say: what hinders most comes first.
function hintOf({ light, burnt, sharp, shake, edges, tilt }, limits, kind) {
  if (light < limits.dark) return "dark";
  const sides = Object.values(edges);
  if (kind !== "portrait") {
    if (sides.length > 2 && sides.filter((one) => one.depth > limits.small).length > 1) return "far";
    if (tilt > limits.tilt) return "tilt";
    if (burnt > limits.burnt) return "glare";
  }
  if (kind !== "portrait" && sides.length < 2 && sharp < 3 * limits.sharp) return "frame";
  return shake > limits.shaky || sharp < limits.sharp ? "blur" : "good";
}

// Three frames in a quarter of a second, the sharpest is kept: hands shake.
export async function bestOfThree(video, mask) {
  let best = null;
  for (let count = 0; count < 3; count++) {
    if (count) await new Promise((done) => setTimeout(done, 120));
    const canvas = drawn(video, video.videoWidth, video.videoHeight);
    const sample = pixels(video, underMask(video, mask), LIMITS.card.sample);
    const { sharp } = measured(greyOf(sample), sample.width, sample.height);
    if (!best || sharp > best.sharp) best = { canvas, sharp };
  }
  return blobOf(best.canvas);
}

// The whole frame of the camera at its full resolution.
export function grab(video) {
  return blobOf(drawn(video, video.videoWidth, video.videoHeight));
}

// One small frame for a move.
export function frameOf(video) {
  return blobOf(drawn(video, video.videoWidth, video.videoHeight, 720), 0.85);
}

// Files of any size and format that this browser can open become a JPEG of sensible size; what it
// cannot open goes up as it is, and the server says what is wrong with it.
export async function shrunk(blob) {
  if (blob.type === "image/jpeg" && blob.size < 3_000_000) return blob;
  try {
    const picture = await createImageBitmap(blob);
    return (await blobOf(drawn(picture, picture.width, picture.height))) ?? blob;
  } catch {
    return blob;
  }
}

// What is wrong with a file: dark, glare, blur, or "" when nothing is or nobody can tell.
export async function faultOf(blob, kind) {
  try {
    return judgeStill(await createImageBitmap(blob), kind);
  } catch {
    return "";
  }
}

function judgeStill(picture, kind) {
  const limits = kind === "portrait" ? LIMITS.portrait : LIMITS.card;
  const middle = {
    x: picture.width / 8, y: picture.height / 8, width: picture.width * 0.75, height: picture.height * 0.75,
  };
  const sample = pixels(picture, middle, limits.sample);
  const { light, burnt, sharp } = measured(greyOf(sample), sample.width, sample.height);
  if (light < limits.dark) return "dark";
  if (burnt > limits.burnt) return "glare";
  return sharp < limits.sharp / 2 ? "blur" : "";
}

function drawn(source, wide, high, longest = LONGEST) {
  const scale = Math.min(1, longest / Math.max(wide, high));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(wide * scale);
  canvas.height = Math.round(high * scale);
  canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function blobOf(canvas, quality = QUALITY) {
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
}

// fetch tells nothing of an upload's progress: XMLHttpRequest does. A lost network is tried twice.
export async function send(url, blob, progress, headers = {}) {
  for (let attempt = 0; ; attempt++) {
    const answer = await posted(url, blob, progress, headers);
    if (answer.reached || attempt === 2) return answer;
    await new Promise((done) => setTimeout(done, 700 * (attempt + 1)));
  }
}

function posted(url, blob, progress, headers) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.responseType = "json";
    request.timeout = 60_000;
    request.setRequestHeader("Content-Type", blob?.type || "application/octet-stream");
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => event.lengthComputable && progress?.(event.loaded / event.total);
    request.onload = () => {
      const said = request.response ?? {};
      done({ reached: true, ok: request.status === 201, id: said.id ?? 0, text: said.text, said });
    };
    request.onerror = request.ontimeout = () => done({ reached: false, ok: false, said: {} });
    request.send(blob);
  });
}

// The app around a page that is no browser of its own; "" in a real one.
const APPS = [["Zalo", /zalo/i], ["Facebook", /FBAN|FBAV|FB_IAB/], ["Instagram", /Instagram/],
  ["TikTok", /musical_ly|BytedanceWebview|TikTok/i], ["Line", /\bLine\//]];

export function appAround() {
  return APPS.find(([, mark]) => mark.test(navigator.userAgent))?.[0] ?? "";
}
