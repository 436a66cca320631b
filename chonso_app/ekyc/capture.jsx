// Takes the pictures that are wanted, one after another: camera or file, preview, upload. Python
// hears which picture went up, and when the box is closed. Nothing is kept in the browser.
import { useCallback, useEffect, useRef, useState } from "react";
import { Icon } from "$/public/external/chonso_app/ui/icons/icons.jsx";
import { grab, judge, openCamera, send, shrunk } from "./capture_tools.js";

const ORDER = ["card_front", "card_back", "portrait"];
const ROUND = "grid size-12 place-items-center rounded-full bg-white/10";
const SIDE = "flex w-20 flex-col items-center gap-1.5 text-note text-white/85";

export function CaptureBox({ code, wanted, words, onUploaded, onClose }) {
  const [queue] = useState(wanted);
  const [at, setAt] = useState(0);
  const [shot, setShot] = useState(null);  // { blob, url }
  const [sent, setSent] = useState(null);  // share that went up; "failed: text"
  const kind = queue[at];

  useEffect(() => () => shot && URL.revokeObjectURL(shot.url), [shot]);
  useEffect(() => {  // the page behind must not scroll, and Escape closes
    const before = document.body.style.overflow;
    document.body.style.overflow = "hidden";
    const key = (event) => event.key === "Escape" && onClose();
    addEventListener("keydown", key);
    return () => { document.body.style.overflow = before; removeEventListener("keydown", key); };
  }, []);

  const take = useCallback(async (blob) => {
    const small = await shrunk(blob);
    setSent(null);
    setShot({ blob: small, url: URL.createObjectURL(small) });
  }, []);

  const upload = async () => {
    setSent(0);
    const answer = await send(`/api/ekyc/${code}/${kind}`, shot.blob, setSent);
    if (!answer.ok) return setSent(answer.text || words.not_sent);
    onUploaded(kind, answer.id);
    setShot(null);
    setSent(null);
    if (at + 1 < queue.length) setAt(at + 1);
    else onClose();
  };

  if (!kind) return null;
  return (
    <div role="dialog" aria-modal="true" aria-label={words.title}
      className="fixed inset-0 z-30 mx-auto flex max-w-[430px] flex-col overflow-hidden bg-night text-white">
      {shot
        ? <Preview {...{ shot, sent, words, kind }} onAgain={() => { setShot(null); setSent(null); }} onUse={upload} />
        : <Finder key={kind} {...{ kind, words }} onTake={take} />}
      <Head words={words} kind={kind} onClose={onClose} />
    </div>
  );
}

function Head({ words, kind, onClose }) {
  const now = ORDER.indexOf(kind);
  return (
    <div className="absolute inset-x-0 top-0 z-10">
      <header className="flex h-15 items-center justify-between px-2 pt-[env(safe-area-inset-top)]">
        <button type="button" onClick={onClose} aria-label={words.close}
          className="grid size-11 place-items-center rounded-full bg-white/10"><Icon name="x" className="size-6" /></button>
        <h2 className="text-body font-semibold">{words.title}</h2>
        <span className="size-11" />
      </header>
      <ol className="mx-4 mt-3 grid grid-cols-3 gap-2 text-note">
        {ORDER.map((one, place) => (
          <li key={one} aria-current={one === kind ? "step" : undefined}
            className={`flex flex-col gap-2 ${one === kind ? "" : "text-white/75"}`}>
            <span className={`h-1 rounded-full ${place <= now ? "bg-white" : "bg-white/25"}`} />
            <span className={one === kind ? "font-semibold" : ""}>{words[one]}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

// The live picture with its frame. Falls back to a file when there is no camera.
function Finder({ kind, words, onTake }) {
  const video = useRef(null);
  const [front, setFront] = useState(kind === "portrait");
  const [camera, setCamera] = useState("opening");  // opening, on, none
  const [torch, setTorch] = useState(null);  // null: this camera has none
  const [hint, setHint] = useState("");

  useEffect(() => {
    let over = false;
    let stream = null;
    setCamera("opening");
    openCamera(front).then((opened) => {
      if (over) return opened.getTracks().forEach((track) => track.stop());
      stream = opened;
      video.current.srcObject = stream;
      setTorch(stream.getVideoTracks()[0].getCapabilities?.().torch ? false : null);
      setCamera("on");
    }).catch(() => !over && setCamera("none"));
    return () => { over = true; stream?.getTracks().forEach((track) => track.stop()); };
  }, [front]);

  useEffect(() => {
    if (camera !== "on") return undefined;
    const timer = setInterval(() => setHint(judge(video.current, kind)), 500);
    return () => clearInterval(timer);
  }, [camera, kind]);

  const shoot = async () => onTake(await grab(video.current));
  const shine = () => {
    const track = video.current.srcObject.getVideoTracks()[0];
    track.applyConstraints({ advanced: [{ torch: !torch }] }).then(() => setTorch(!torch), () => {});
  };
  return (
    <>
      <video ref={video} autoPlay playsInline muted data-camera={camera} data-hint={hint}
        className={`absolute inset-0 size-full object-cover ${front ? "-scale-x-100" : ""} ${camera === "on" ? "" : "invisible"}`} />
      {camera === "none" ? <NoCamera words={words} kind={kind} onTake={onTake} /> : <Mask kind={kind} hint={hint} />}
      {camera === "on" && hint && <Hint text={words[hint]} good={hint === "good"} />}
      {camera !== "none" && (
        <p role="status" className="absolute inset-x-0 top-[500px] mx-auto max-w-[290px] px-4 text-center text-body text-white/85">
          {camera === "opening" ? words.opening : words[`${kind}_hint`]}
        </p>
      )}
      <div className="relative mt-auto px-6 pb-[max(28px,env(safe-area-inset-bottom))]">
        <div className="flex items-center justify-between">
          <button type="button" className={SIDE} onClick={() => setFront(!front)} disabled={camera !== "on"}>
            <span className={ROUND}><Icon name="flip" className="size-6" /></span>{words.turn}
          </button>
          <button type="button" aria-label={words.shoot} id="shutter" onClick={shoot} disabled={camera !== "on"}
            className="relative grid size-20 place-items-center rounded-full ring-4 ring-white/80 disabled:opacity-40">
            <span className="size-[62px] rounded-full bg-white active:scale-95" />
          </button>
          {torch === null
            ? <FileButton {...{ words, onTake }} className={SIDE} />
            : (
              <button type="button" className={SIDE} onClick={shine} aria-pressed={torch}>
                <span className={ROUND}><Icon name="flash" className="size-6" /></span>{words.torch}
              </button>
            )}
        </div>
        <p className="mt-5 flex items-center justify-center gap-2 text-note text-white/75">
          <Icon name="lock" className="size-4" />{words.safe}
        </p>
      </div>
    </>
  );
}

function Mask({ kind, hint }) {
  const tone = hint && hint !== "good" ? "border-[#ffb84d]" : "border-white";
  const place = "pointer-events-none absolute left-1/2 top-[342px] -translate-1/2 shadow-[0_0_0_999px_rgb(7_18_38/.72)]";
  if (kind === "portrait") {
    return <div className={`${place} h-[290px] w-[230px] rounded-[50%] border-4 ${tone}`} />;
  }
  const corner = `absolute size-10 ${tone}`;
  return (
    <div className={`${place} h-[230px] w-[calc(100%-32px)] max-w-[380px] rounded-[20px]`}>
      <span className={`${corner} -left-0.5 -top-0.5 rounded-tl-[20px] border-l-4 border-t-4`} />
      <span className={`${corner} -right-0.5 -top-0.5 rounded-tr-[20px] border-r-4 border-t-4`} />
      <span className={`${corner} -bottom-0.5 -left-0.5 rounded-bl-[20px] border-b-4 border-l-4`} />
      <span className={`${corner} -bottom-0.5 -right-0.5 rounded-br-[20px] border-b-4 border-r-4`} />
    </div>
  );
}

function Hint({ text, good }) {
  return (
    <div className="absolute inset-x-0 top-[130px] flex justify-center px-4" role="status" aria-live="polite">
      <p className={`inline-flex min-h-12 animate-rise items-center gap-2.5 rounded-full py-2 pl-3.5 pr-5 text-body font-semibold text-ink shadow-float ${good ? "bg-white" : "bg-[#ffb84d]"}`}>
        <Icon name={good ? "check" : "alert"} className="size-6" />{text}
      </p>
    </div>
  );
}

function NoCamera({ words, kind, onTake }) {
  return (
    <div className="absolute inset-x-0 top-[190px] flex flex-col items-center gap-3 px-8 text-center">
      <Icon name="camera" className="size-10 text-white/75" />
      <p className="text-head font-semibold">{words.no_camera}</p>
      <p className="text-body text-white/85">{words.no_camera_note}</p>
      <label className="mt-3 inline-flex h-13 w-full cursor-pointer items-center justify-center gap-2 rounded-field bg-white px-5 text-lead font-semibold text-ink focus-within:ring-2 focus-within:ring-brand-300">
        {words.file}
        <input type="file" accept="image/jpeg,image/png,image/webp,image/*" className="sr-only"
          capture={kind === "portrait" ? "user" : "environment"}
          onChange={(event) => event.target.files[0] && onTake(event.target.files[0])} />
      </label>
    </div>
  );
}

function FileButton({ words, onTake, className }) {
  return (
    <label className={`${className} cursor-pointer`}>
      <span className={`${ROUND} focus-within:ring-2 focus-within:ring-white`}>
        <Icon name="doc" className="size-6" />
        <input type="file" id="picture-file" accept="image/*" className="sr-only"
          onChange={(event) => event.target.files[0] && onTake(event.target.files[0])} />
      </span>
      {words.file}
    </label>
  );
}

function Preview({ shot, sent, words, kind, onAgain, onUse }) {
  const failed = typeof sent === "string";
  const busy = typeof sent === "number";
  return (
    <>
      <div className="flex flex-1 items-center justify-center px-4 pb-4 pt-[132px]">
        <img src={shot.url} alt={words[kind]} className="max-h-full max-w-full rounded-[20px] object-contain" />
      </div>
      <div className="px-4 pb-[max(28px,env(safe-area-inset-bottom))]" role="status" aria-live="polite">
        {failed && <p className="mb-3 rounded-card bg-bad-100 p-4 text-note font-medium text-bad-700">{sent}</p>}
        {busy && (
          <div className="mb-3 h-1.5 overflow-hidden rounded-full bg-white/25">
            <div className="h-full rounded-full bg-white" style={{ width: `${Math.round(sent * 100)}%` }} />
          </div>
        )}
        <div className="grid grid-cols-2 gap-3">
          <button type="button" onClick={onAgain} disabled={busy}
            className="inline-flex h-13 items-center justify-center rounded-field bg-white/10 text-lead font-semibold disabled:opacity-40">{words.again}</button>
          <button type="button" onClick={onUse} disabled={busy} id="use-picture" aria-busy={busy}
            className="inline-flex h-13 items-center justify-center rounded-field bg-brand-600 text-lead font-semibold shadow-press active:bg-brand-700">
            {busy ? `${words.sending} ${Math.round(sent * 100)}%` : failed ? words.retry : words.use}
          </button>
        </div>
      </div>
    </>
  );
}
