// What the capture box does with pixels and bytes; no React here.
const LONGEST = 2400;  // pixels: what the server keeps
const QUALITY = 0.9;
const SAMPLE = 240;    // width at which a live frame is judged

export function openCamera(front) {
  if (!navigator.mediaDevices?.getUserMedia) return Promise.reject(new Error("no camera"));
  const video = { facingMode: front ? "user" : "environment", width: { ideal: 2560 }, height: { ideal: 1440 } };
  return navigator.mediaDevices.getUserMedia({ video, audio: false });
}

// The whole frame of the camera at its full resolution.
export function grab(video) {
  return drawn(video, video.videoWidth, video.videoHeight);
}

// Files of any size and format that this browser can open become a JPEG of sensible size; what it
// cannot open goes up as it is, and the server says what is wrong with it.
export async function shrunk(blob) {
  if (blob.type === "image/jpeg" && blob.size < 3_000_000) return blob;
  try {
    const picture = await createImageBitmap(blob);
    return await drawn(picture, picture.width, picture.height);
  } catch {
    return blob;
  }
}

function drawn(source, wide, high) {
  const scale = Math.min(1, LONGEST / Math.max(wide, high));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(wide * scale);
  canvas.height = Math.round(high * scale);
  canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
}

// One word for the live picture: dark, glare, blur, good, or "" while there is none.
export function judge(video, kind) {
  if (!video?.videoWidth) return "";
  const canvas = document.createElement("canvas");
  canvas.width = SAMPLE;
  canvas.height = Math.round(SAMPLE * video.videoHeight / video.videoWidth);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(video, 0, 0, canvas.width, canvas.height);
  const { light, burnt, sharp } = measured(pen.getImageData(0, 0, canvas.width, canvas.height));
  if (light < 50) return "dark";
  if (kind !== "portrait" && burnt > 0.1) return "glare";
  return sharp < 60 ? "blur" : "good";
}

function measured({ data, width, height }) {
  const grey = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = 0.3 * data[4 * i] + 0.59 * data[4 * i + 1] + 0.11 * data[4 * i + 2];
  }
  let light = 0, burnt = 0, count = 0, edges = 0, squares = 0;
  for (let y = height >> 2; y < height - (height >> 2); y++) {  // the middle, where the card is
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const edge = 4 * grey[i] - grey[i - 1] - grey[i + 1] - grey[i - width] - grey[i + width];
      light += grey[i];
      burnt += grey[i] > 251 ? 1 : 0;
      edges += edge;
      squares += edge * edge;
      count++;
    }
  }
  return { light: light / count, burnt: burnt / count, sharp: squares / count - (edges / count) ** 2 };
}

// fetch tells nothing of an upload's progress: XMLHttpRequest does. A lost network is tried twice.
export async function send(url, blob, progress) {
  for (let attempt = 0; ; attempt++) {
    const answer = await posted(url, blob, progress);
    if (answer.reached || attempt === 2) return answer;
    await new Promise((done) => setTimeout(done, 700 * (attempt + 1)));
  }
}

function posted(url, blob, progress) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.responseType = "json";
    request.timeout = 60_000;
    request.setRequestHeader("Content-Type", blob.type || "application/octet-stream");
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => {
      const said = request.response ?? {};
      done({ reached: true, ok: request.status === 201, id: said.id ?? 0, text: said.text });
    };
    request.onerror = request.ontimeout = () => done({ reached: false, ok: false });
    request.send(blob);
  });
}
