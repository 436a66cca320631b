// Reads the barcode of a SIM, or takes its photo. The browser's own BarcodeDetector where there is
// one; else a frame a second goes to our server, which reads it and keeps nothing.
import { useEffect, useRef, useState } from "react";
import { Icon } from "$/public/external/chonso_app/ui/icons/icons.jsx";
import { grab, openCamera, shrunk } from "$/public/external/chonso_app/ekyc/components/capture_tools.js";

const EVERY = 350, EVERY_UPLOAD = 1200;  // ms between two looks
const SERIAL = /89\d{17,18}/;

export function SimBox({ code, mode, words, onSerial, onPhoto, onClose }) {
  const video = useRef(null);
  const [camera, setCamera] = useState("opening");  // opening, on, none
  const [told, setTold] = useState("");
  const [busy, setBusy] = useState(false);
  const scanning = mode === "scan";

  useEffect(() => {
    let over = false, stream = null;
    openCamera(false).then((opened) => {
      if (over) return opened.getTracks().forEach((track) => track.stop());
      stream = opened;
      video.current.onloadedmetadata = () => !over && setCamera("on");  // before, there is no picture
      video.current.srcObject = stream;
    }).catch(() => !over && setCamera("none"));
    return () => { over = true; stream?.getTracks().forEach((track) => track.stop()); };
  }, []);

  useEffect(() => {  // the page behind must not scroll, and Escape closes
    const before = document.body.style.overflow;
    document.body.style.overflow = "hidden";
    const key = (event) => event.key === "Escape" && onClose();
    addEventListener("keydown", key);
    return () => { document.body.style.overflow = before; removeEventListener("keydown", key); };
  }, []);

  useEffect(() => {
    if (!scanning || camera !== "on") return undefined;
    let over = false, timer = null;
    const look = async () => {
      const read = await seen(video.current, code).catch(() => ({ serial: "", wait: EVERY_UPLOAD }));
      if (over) return;
      if (read.serial) onSerial(read.serial);
      else timer = setTimeout(look, read.wait);
    };
    look();
    return () => { over = true; clearTimeout(timer); };
  }, [camera, scanning]);

  const use = async (blob) => {
    setBusy(true);
    setTold("");
    const url = `/api/sim/${code}/${scanning ? "scan" : "photo"}`;
    const answer = await posted(url, await shrunk(blob));
    setBusy(false);
    if (!answer.ok) setTold(answer.text || words.not_sent);
    else if (!scanning) onPhoto(answer.id, answer.serial);
    else if (answer.serial) onSerial(answer.serial);
    else setTold(words.not_read);
  };

  const hint = busy ? words.sending : camera === "opening" ? words.opening
    : words[scanning ? "scan_hint" : "photo_hint"];
  return (
    <div role="dialog" aria-modal="true" aria-label={words[scanning ? "title" : "photo_title"]}
      className="fixed inset-0 z-30 mx-auto flex max-w-[430px] flex-col overflow-hidden bg-night text-white">
      <video ref={video} autoPlay playsInline muted data-camera={camera}
        className={`absolute inset-0 size-full object-cover ${camera === "on" ? "" : "invisible"}`} />
      {camera !== "none" && (
        <div className={`pointer-events-none absolute left-1/2 top-[300px] w-[calc(100%-32px)] max-w-[380px] -translate-1/2 rounded-[20px] border-4 border-white shadow-[0_0_0_999px_rgb(7_18_38/.72)] ${scanning ? "h-[150px]" : "h-[240px]"}`} />
      )}
      <header className="relative z-10 flex h-15 items-center justify-between px-2 pt-[env(safe-area-inset-top)]">
        <button type="button" onClick={onClose} aria-label={words.close}
          className="grid size-11 place-items-center rounded-full bg-white/10"><Icon name="x" className="size-6" /></button>
        <h2 className="text-body font-semibold">{words[scanning ? "title" : "photo_title"]}</h2>
        <span className="size-11" />
      </header>
      {camera === "none" && (
        <div className="relative mt-24 flex flex-col items-center gap-3 px-8 text-center">
          <Icon name="camera" className="size-10 text-white/75" />
          <p className="text-head font-semibold">{words.no_camera}</p>
          <p className="text-body text-white/85">{words.no_camera_note}</p>
        </div>
      )}
      <div className="relative mt-auto flex flex-col items-center gap-4 px-6 pb-[max(28px,env(safe-area-inset-bottom))] text-center">
        {camera !== "none" && <p role="status" className="max-w-[300px] text-body text-white/85">{hint}</p>}
        {told && <p role="alert" className="rounded-full bg-[#ffb84d] px-5 py-2 text-note font-semibold text-ink">{told}</p>}
        {!scanning && camera === "on" && (
          <button type="button" id="sim-shutter" aria-label={words.shoot} disabled={busy}
            onClick={async () => use(await grab(video.current))}
            className="grid size-20 place-items-center rounded-full ring-4 ring-white/80 disabled:opacity-40">
            <span className="size-[62px] rounded-full bg-white active:scale-95" />
          </button>
        )}
        <label className="inline-flex h-13 w-full cursor-pointer items-center justify-center gap-2 rounded-field bg-white/15 px-5 text-lead font-semibold focus-within:ring-2 focus-within:ring-white">
          <Icon name="doc" className="size-5" />{busy ? words.sending : words.file}
          <input type="file" id="sim-file" accept="image/*" className="sr-only" disabled={busy}
            onChange={(event) => event.target.files[0] && use(event.target.files[0])} />
        </label>
      </div>
    </div>
  );
}

// { serial, wait }: what the browser sees in the live picture, or what our server does.
async function seen(video, code) {
  if (!video?.videoWidth) return { serial: "", wait: EVERY };
  const detector = await own();
  if (detector) {
    const found = await detector.detect(video);
    const hit = found.map((one) => one.rawValue).find((value) => SERIAL.test(value));
    return { serial: hit || "", wait: EVERY };
  }
  const answer = await posted(`/api/sim/${code}/scan`, await grab(video));
  return { serial: answer.serial || "", wait: EVERY_UPLOAD };
}

let known;  // the browser's detector, null when it has none for such barcodes
async function own() {
  if (known !== undefined) return known;
  try {
    const formats = await window.BarcodeDetector.getSupportedFormats();
    known = formats.includes("code_128") ? new window.BarcodeDetector({ formats }) : null;
  } catch {
    known = null;
  }
  return known;
}

async function posted(url, blob) {
  try {
    const answer = await fetch(url, { method: "POST", body: blob, headers: { "content-type": blob.type || "image/jpeg" } });
    const told = await answer.json().catch(() => ({}));
    return { ...told, ok: answer.ok };
  } catch {
    return { ok: false };
  }
}
