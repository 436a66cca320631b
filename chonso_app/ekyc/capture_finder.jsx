// The live picture with its frame, and what hinders: dark, glare, blur, tilt, too far. When all is
// well for a moment it takes the picture by itself. Falls back to a file when there is no camera.
import { useEffect, useRef, useState } from "react";
import { Icon } from "$/public/external/chonso_app/ui/icons/icons.jsx";
import { useCamera } from "./capture_camera.js";
import { appAround, bestOfThree, makeJudge } from "./capture_tools.js";

const ROUND = "grid size-12 place-items-center rounded-full bg-white/10";
const SIDE = "flex w-20 flex-col items-center gap-1.5 text-note text-white/85";
const LOOK_EVERY = 350;   // milliseconds
const QR_EVERY = 3;       // looks
const GOOD_LOOKS = 4;     // in a row, then the picture is taken

export function Finder({ kind, isPage, files, words, onTake, onFile, onElsewhere }) {
  const isFace = kind === "portrait";
  const { video, camera, torch, mirrored, turn, shine } = useCamera(isFace);
  const mask = useRef(null);
  const taken = useRef(false);
  const look = useLook({ on: camera === "on", kind, files, video, mask });

  const shoot = async () => {
    if (taken.current || !video.current?.videoWidth) return;
    taken.current = true;
    try {
      onTake(await bestOfThree(video.current, mask.current));
    } catch {  // the camera went between two frames: the shutter must not stay dead
      taken.current = false;
    }
  };
  useEffect(() => { if (look.good >= GOOD_LOOKS) shoot(); }, [look.good]);

  return (
    <>
      <video ref={video} autoPlay playsInline muted data-camera={camera} data-hint={look.hint}
        className={`absolute inset-0 size-full object-cover ${mirrored ? "-scale-x-100" : ""} ${camera === "on" ? "" : "invisible"}`} />
      {camera === "none"
        ? <NoCamera {...{ words, kind, onFile, onElsewhere }} />
        : (
          <div className="relative flex min-h-0 flex-1 flex-col items-center gap-4 px-4 pt-[clamp(118px,17.5dvh,156px)]">
            <Hint text={look.hint && camera === "on" ? words[look.hint] : ""} good={look.hint === "good"} />
            <Mask box={mask} isFace={isFace} isPage={isPage} hint={look.hint} />
            {!isFace && camera === "on" && <Chips look={look} words={words} />}
            <p role="status" className="relative max-w-[290px] text-center text-body text-white/85 [@media(max-height:720px)]:hidden">
              {camera === "opening" ? words.opening : words[`${kind}_hint`]}
            </p>
          </div>
        )}
      {torch !== null && camera === "on" && (
        <button type="button" onClick={shine} aria-pressed={torch} aria-label={words.torch}
          className={`absolute right-2 top-[calc(8px+env(safe-area-inset-top))] z-20 grid size-11 place-items-center rounded-full ${torch ? "bg-white text-ink" : "bg-white/10"}`}>
          <Icon name="flash" className="size-6" />
        </button>
      )}
      <Foot {...{ words, camera, turn, shoot, onFile, onElsewhere }} share={Math.min(1, look.good / GOOD_LOOKS)} />
    </>
  );
}

// The newest look at the live picture. good: how many looks in a row found nothing to say.
function useLook({ on, kind, files, video, mask }) {
  const [look, setLook] = useState({ hint: "", good: 0, code: false });
  useEffect(() => {
    if (!on) return undefined;
    let over = false;
    const eyes = kind === "portrait" ? faceEyes(files) : codeEyes(files);
    const judge = makeJudge(kind);
    const again = async () => {
      const seen = judge(video.current, mask.current);
      const more = seen ? await eyes(video.current, seen) : {};
      if (over) return;
      if (seen) setLook((before) => next(before, { ...seen, ...more }, kind));
      setTimeout(again, LOOK_EVERY);
    };
    again();
    return () => { over = true; };
  }, [on]);
  return look;
}

function next(before, seen, kind) {
  const code = Boolean(seen.code);
  // a code that can be read shows that a card is there, whatever its edges look like
  const hint = code && seen.hint === "frame" ? "good" : seen.face ?? seen.hint;
  const sure = kind === "portrait" ? seen.face === null : seen.corners;
  return {
    hint, code, corners: seen.corners, sharp: !["blur", "dark"].includes(hint), glare: seen.hint === "glare",
    good: hint === "good" && sure ? before.good + 1 : 0,
  };
}

// Looks for the card's QR now and then.
function codeEyes(files) {
  let looks = 0, found = false, blind = false;
  return async (_video, seen) => {
    if (blind || looks++ % QR_EVERY) return { code: found };
    try {
      const { hasCardCode } = await import("./capture_vision.js");
      found = await hasCardCode(files, seen.sample);
    } catch {
      blind = true;
      found = false;
    }
    return { code: found };
  };
}

// face: what is wrong with it, null when nothing is, undefined while nobody can tell.
function faceEyes(files) {
  let find = null;
  import("./capture_vision.js").then(({ faceFinder }) => faceFinder(files)).then((made) => { find = made; }, () => {});
  return async (video, seen) => {
    if (!find || seen.hint === "dark") return {};
    try {
      return { face: faultOfFace(await find(video)) };
    } catch {  // of one look; the next may find it
      return {};
    }
  };
}

function faultOfFace({ many, wide, turn }) {
  if (!many) return "face";
  if (many > 1) return "one_face";
  if (wide < 0.3) return "near";
  return Math.abs(turn) > 0.3 ? "straight" : null;
}

function Hint({ text, good }) {
  return (
    <div className="relative z-10 flex h-12 shrink-0 justify-center" role="status" aria-live="polite">
      {text && (
        <p className={`inline-flex min-h-12 animate-rise items-center gap-2.5 rounded-full py-2 pl-3.5 pr-5 text-body font-semibold text-ink shadow-float ${good ? "bg-white" : "bg-[#ffb84d]"}`}>
          <Icon name={good ? "check" : "alert"} className="size-6" />{text}
        </p>
      )}
    </div>
  );
}

function Mask({ box, isFace, isPage, hint }) {
  const tone = hint && hint !== "good" ? "border-[#ffb84d]" : "border-white";
  const shade = "pointer-events-none relative shrink-0 shadow-[0_0_0_999px_rgb(7_18_38/.72)]";
  if (isFace) {
    return <div ref={box} className={`${shade} h-[clamp(220px,35dvh,300px)] aspect-[4/5] rounded-[50%] border-4 ${tone}`} />;
  }
  const corner = `absolute size-10 ${tone}`;
  return (
    <div ref={box} className={`${shade} ${isPage ? "aspect-[1.42]" : "aspect-[1.585]"} w-full max-w-[380px] rounded-[20px]`}>
      <span className={`${corner} -left-0.5 -top-0.5 rounded-tl-[20px] border-l-4 border-t-4`} />
      <span className={`${corner} -right-0.5 -top-0.5 rounded-tr-[20px] border-r-4 border-t-4`} />
      <span className={`${corner} -bottom-0.5 -left-0.5 rounded-bl-[20px] border-b-4 border-l-4`} />
      <span className={`${corner} -bottom-0.5 -right-0.5 rounded-br-[20px] border-b-4 border-r-4`} />
    </div>
  );
}

function Chips({ look, words }) {
  const chip = (text, good) => (
    <li className={`inline-flex h-9 items-center gap-2 rounded-full bg-night px-3.5 text-note font-medium ${good ? "" : "text-[#ffcf87]"}`}>
      <Icon name={good ? "check" : "alert"} className="size-4" />{text}
    </li>
  );
  return (
    <ul className="relative flex flex-wrap justify-center gap-2">
      {chip(look.corners ? words.chip_corners : words.chip_no_corners, look.corners)}
      {chip(look.sharp ? words.chip_sharp : words.chip_no_sharp, look.sharp)}
      {look.glare && chip(words.chip_glare, false)}
      {look.code && chip(words.chip_code, true)}
    </ul>
  );
}

function Foot({ words, camera, share, turn, shoot, onFile, onElsewhere }) {
  const off = camera !== "on";
  return (
    <div className="relative shrink-0 px-6 pb-[max(16px,env(safe-area-inset-bottom))]">
      {!off && (
        <div className="flex items-center justify-between">
          <button type="button" className={SIDE} onClick={turn}>
            <span className={ROUND}><Icon name="flip" className="size-6" /></span>{words.turn}
          </button>
          <button type="button" aria-label={words.shoot} id="shutter" onClick={shoot}
            style={{ background: `conic-gradient(white ${share * 360}deg, rgb(255 255 255 / .35) 0)` }}
            className="grid size-20 place-items-center rounded-full">
            <span className="grid size-[72px] place-items-center rounded-full bg-night">
              <span className="size-[62px] rounded-full bg-white active:scale-95" />
            </span>
          </button>
          <button type="button" className={SIDE} onClick={onElsewhere}>
            <span className={ROUND}><Icon name="phone" className="size-6" /></span>{words.elsewhere}
          </button>
        </div>
      )}
      <div className="mt-3 flex items-center justify-center gap-5 text-note text-white/75">
        <FileButton words={words} onFile={onFile} />
        <p className="flex items-center gap-2"><Icon name="lock" className="size-4" />{words.safe}</p>
      </div>
    </div>
  );
}

function FileButton({ words, onFile }) {
  return (
    <label className="inline-flex h-11 shrink-0 cursor-pointer items-center gap-2 rounded-full bg-white/10 px-4 font-medium text-white focus-within:ring-2 focus-within:ring-white">
      <Icon name="doc" className="size-4" />{words.file}
      <input type="file" id="picture-file" accept="image/*" className="sr-only"
        onChange={(event) => event.target.files[0] && onFile(event.target.files[0])} />
    </label>
  );
}

// No camera: an app around the page that has none to give, a refusal, or a machine without one.
function NoCamera({ words, kind, onFile, onElsewhere }) {
  const app = appAround();
  const way = "inline-flex h-13 w-full cursor-pointer items-center justify-center gap-2 rounded-field px-5 text-lead font-semibold focus-within:ring-2 focus-within:ring-brand-300";
  const bright = "bg-white text-ink", dim = "bg-white/10";
  const elsewhere = (
    <button type="button" key="elsewhere" onClick={onElsewhere} id="elsewhere" className={`${way} ${app ? bright : dim}`}>
      <Icon name={app ? "ext" : "phone"} className="size-5" />{app ? words.other_browser : words.other_machine}
    </button>
  );
  const file = (
    <label key="file" className={`${way} ${app ? dim : bright}`}>
      <Icon name="camera" className="size-5" />{words.take_file}
      <input type="file" accept="image/jpeg,image/png,image/webp,image/*" className="sr-only"
        capture={kind === "portrait" ? "user" : "environment"}
        onChange={(event) => event.target.files[0] && onFile(event.target.files[0])} />
    </label>
  );
  return (
    <div className="relative flex min-h-0 flex-1 flex-col items-center justify-center gap-3 px-8 pt-[110px] text-center">
      <Icon name="camera" className="size-10 text-white/75" />
      <p className="text-head font-semibold">{app ? words.no_camera_app.replace("{app}", app) : words.no_camera}</p>
      <p className="mb-3 text-body text-white/85">{app ? words.no_camera_app_note : words.no_camera_note}</p>
      {app ? [elsewhere, file] : [file, elsewhere]}
    </div>
  );
}
