// Eyes of the capture box that are too heavy for every page: a QR reader and a finder of faces.
// Fetched when the box needs them, from our own server. Where they cannot run (no WebAssembly, little
// memory), the box works without their hints.
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

const once = {};

function fetched(name, make) {
  once[name] ??= make().catch((error) => { delete once[name]; throw error; });
  return once[name];
}

// Whether the code of an ID card is in these pixels. Only a hint: what it says is neither kept nor
// sent, the server reads the code from the picture itself.
export async function hasCardCode(files, pixels) {
  await fetched("qr", async () => {
    const overrides = { locateFile: (name) => `${files}/${name}` };
    return prepareZXingModule({ overrides, fireImmediately: true });
  });
  const options = { formats: ["QRCode"], maxNumberOfSymbols: 1, tryHarder: false };
  const [code] = await readBarcodes(pixels, options);
  return /^\d{12}\|/.test(code?.text ?? "");
}

const OFF = { enabled: false };

export function faceFinder(files) {
  return fetched("face", async () => {
    const base = `${location.origin}${files}/`;
    const { Human } = await import(/* @vite-ignore */ `${files}/human.esm.js`);
    const human = new Human({
      backend: "wasm", wasmPath: base, modelBasePath: base,
      debug: false, warmup: "none", cacheModels: false, filter: OFF, gesture: OFF, body: OFF,
      hand: OFF, object: OFF, segmentation: OFF,
      face: {
        detector: { modelPath: "blazeface.json", rotation: false, maxDetected: 2, skipTime: 0 },
        mesh: { modelPath: "facemesh.json" }, attention: OFF, iris: OFF, description: OFF,
        emotion: OFF, antispoof: OFF, liveness: OFF,
      },
    });
    await human.load();
    return async (video) => described(await human.detect(video), video);
  });
}

// Points of MediaPipe's mesh: nose, the two edges of the face, lids and corners of both eyes.
const NOSE = 1, RIGHT_EDGE = 234, LEFT_EDGE = 454;
const EYES = [[159, 145, 33, 133], [386, 374, 362, 263]];

// many: faces in sight; one whose points could not be found is none. wide: width of the face against
// the film's. turn: 0 straight, +1 as far as the person's own left goes, -1 right. open: height of the
// eyes against their width.
function described({ face }, video) {
  const mesh = face[0]?.mesh;
  if (!mesh || mesh.length < 455) return { many: face.length > 1 ? face.length : 0 };
  const from = mesh[RIGHT_EDGE][0], to = mesh[LEFT_EDGE][0];
  const gap = (a, b) => Math.hypot(mesh[a][0] - mesh[b][0], mesh[a][1] - mesh[b][1]);
  const open = EYES.map(([up, low, one, two]) => gap(up, low) / gap(one, two));
  return {
    many: face.length,
    wide: (to - from) / Math.min(video.videoWidth, video.videoHeight),
    turn: (mesh[NOSE][0] - from) / (to - from) * 2 - 1,
    open: (open[0] + open[1]) / 2,
  };
}
