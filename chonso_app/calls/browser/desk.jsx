// The agent's side: own preview while idle, the stage with shutter during a call, and the keys.
import { useEffect, useRef, useState } from "react";
import { acquire, explain, hearLevel, release, stopAll } from "./media.js";
import { SOUND_ONLY } from "./health.js";
import { join, leave } from "./resume.js";
import { Icon, Picture } from "./parts.jsx";
import { RecordingBanner, RecordingLight, useRecording } from "./recording.jsx";

const ASKING = 2000; // ms: a camera that is not open by then waits for a person's answer

// The camera of the console; it stays open from one call to the next. Its second value opens it anew.
function useCamera(onDevices) {
  const [stream, setStream] = useState(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let left = false;
    let held = false;
    const asking = setTimeout(() => onDevices?.("asking"), ASKING);
    acquire().then((opened) => {
      if (left) return release();
      held = true;
      setStream(opened);
      return onDevices?.("ready");
    }).catch((error) => left || onDevices?.(explain(error))).finally(() => clearTimeout(asking));
    return () => { left = true; clearTimeout(asking); if (held) release(); };
  }, [round]);
  return [stream, () => { stopAll(); setRound((one) => one + 1); }];
}

// Unplugged, or taken back in the browser's settings. (Stopping it ourselves is not told.)
function useEnd(stream, onEnd) {
  useEffect(() => {
    const tracks = stream?.getTracks() || [];
    tracks.forEach((track) => track.addEventListener("ended", onEnd));
    return () => tracks.forEach((track) => track.removeEventListener("ended", onEnd));
  }, [stream]);
}

export function DeskPreview({ texts, onDevices }) {
  const [stream] = useCamera(onDevices);
  const [level, setLevel] = useState(0);
  const [heard, setHeard] = useState(false);
  const [lost, setLost] = useState(false);
  useEnd(stream, () => { setLost(true); onDevices?.("missing"); });
  useEffect(() => {
    if (!stream) return undefined;
    return hearLevel(stream, (now) => { setLevel(now); if (now > 0.08) setHeard(true); });
  }, [stream]);
  return (
    <div id="desk-preview" data-ready={stream && !lost ? "yes" : "no"}>
      <div className="relative aspect-video bg-stage">{stream && <Picture stream={stream} muted mirrored />}</div>
      <div className="flex items-center gap-2 px-3 py-2 text-xs">
        <Icon name="mic" size="size-4" />
        <div className="flex flex-1 gap-1" aria-hidden="true">
          {Array.from({ length: 16 }, (_, i) => (
            <span key={i} className={`h-1.5 flex-1 rounded-full ${level * 16 > i ? "bg-ok-500" : "bg-idle-100"}`} />
          ))}
        </div>
        <span className="text-muted">{heard ? texts.mic_ok : texts.mic_quiet}</span>
      </div>
    </div>
  );
}

const KINDS = ["face", "card_front", "card_back"];

// Which picture is next, and whether one is under way; all of it worked out while drawing, so that
// a quick second press never takes the picture that is there already. What the customer's browser
// answers counts at once: the server tells it a moment later.
function useShots({ callId, taken, link, texts }) {
  const [chosen, setChosen] = useState(null); // by hand: { kind, had }, until there is a new one
  const [answered, setAnswered] = useState([]); // kinds
  const [open, setOpen] = useState(null); // { shot, kind, had }
  const [failed, setFailed] = useState("");
  const kinds = useRef({}); // by the shot's name
  const has = (kind) => taken.includes(kind) || answered.includes(kind);
  const came = (one) => !one.had && has(one.kind);
  const byHand = chosen && !came(chosen) ? chosen.kind : "";
  const kind = byHand || KINDS.find((one) => !has(one)) || KINDS.at(-1);
  const shooting = Boolean(open && !came(open)); // a picture taken anew waits for its answer

  useEffect(() => { setChosen(null); setAnswered([]); setOpen(null); setFailed(""); }, [callId]);

  const choose = (next) => setChosen({ kind: next, had: has(next) });
  const heard = ({ t, shot, ok, error }) => {
    if (t !== "shot") return;
    const mine = kinds.current[shot];
    setOpen((now) => (now?.shot === shot ? null : now)); // the answer may come twice
    if (ok && mine) setAnswered((now) => (now.includes(mine) ? now : [...now, mine]));
    setFailed(ok ? "" : error?.endsWith("too_small") ? texts.too_small : texts.shot_failed);
  };
  const shoot = () => {
    if (shooting) return;
    const shot = crypto.randomUUID().slice(0, 12);
    kinds.current[shot] = kind;
    setOpen({ shot, kind, had: has(kind) });
    setFailed("");
    link.current?.command({ t: "snap", shot, kind });
    setTimeout(() => setOpen((now) => { // no answer: the press may be repeated
      if (now?.shot !== shot) return now;
      setFailed(texts.shot_failed);
      return null;
    }), 12000);
  };
  return { kind, shooting, failed, choose, heard, shoot };
}

export function DeskStage({ callId, caseNo, agent, texts, taken, onHangUp, onDevices }) {
  const [stream, openAnew] = useCamera(onDevices);
  const [ended, setEnded] = useState(false); // own camera or microphone
  const link = useRef(null);
  const [remote, setRemote] = useState(null);
  const [shown, setShown] = useState(null); // encoding begins after the first picture, not before it
  const recording = useRecording({ callId, caseNo, agent, local: stream, remote: remote && shown });
  const [state, setState] = useState({});
  const [theirs, setTheirs] = useState({});
  const [mic, setMic] = useState(true);
  const { kind, shooting, failed, choose, heard, shoot } = useShots({ callId, taken, link, texts });

  useEffect(() => {
    if (!callId || !stream) return undefined;
    const made = join(callId, "agent", stream, {
      state: setState, remote: setRemote, command: heard,
      over: () => { setRemote(null); setShown(null); }, // another tab has the call: no frozen picture is recorded
      media: (media) => { setTheirs(media); },
    });
    if (!mic) made.sayMedia({ mic });
    link.current = made;
    return () => { leave(made); link.current = null; setRemote(null); setShown(null); };
  }, [callId, stream]);

  const unseen = ended || recording.unseen;
  useEnd(stream, () => setEnded(true));
  useEffect(() => setEnded(false), [stream]);
  useEffect(() => {
    if (!unseen) return undefined;
    link.current?.note("camera_lost");
    return () => link.current?.note("camera_back");
  }, [unseen]);

  useEffect(() => { link.current?.sayMedia({ rec: recording.on }); }, [recording.on]);

  useEffect(() => { link.current?.command({ t: "mode", doc: kind !== "face" }); }, [kind, callId, stream]);

  useEffect(() => { // the stream outlives the talk: the next one must not begin in silence
    const hear = (on) => stream?.getAudioTracks().forEach((track) => { track.enabled = on; });
    hear(mic);
    return () => hear(true);
  }, [stream, mic]);
  const mute = () => {
    setMic(!mic);
    link.current?.sayMedia({ mic: !mic });
  };

  const away = trouble(texts, state, theirs, remote);
  return (
    <div id="desk-stage" data-ice={state.ice || "new"} data-peer={state.peer ? "yes" : "no"}
         className="relative h-full min-h-0 overflow-hidden rounded-control bg-stage-2 text-white">
      {remote && <Picture stream={remote} id="remote" fit="contain" onElement={(video) => { link.current?.watch(video); whenShown(video, () => video.srcObject === remote && setShown(remote)); }} />}
      <div className="absolute inset-x-2 top-2 flex flex-wrap justify-between gap-2">
        <span className="flex gap-2"><RecordingLight texts={texts} recording={recording} />{away && <span role="status" className="inline-flex h-7 items-center rounded-full bg-warn-700 px-3 text-xs font-semibold">{away}</span>}</span>
        {state.quality && <Quality texts={texts} quality={{ ...state.quality, weak: state.quality.weak || state.theirLevel > 0 }} />}
      </div>
      <div className="absolute bottom-20 left-2 w-28 overflow-hidden rounded-control ring-1 ring-white/40">
        {stream && <Picture stream={stream} muted mirrored id="mirror" />}
        <p className="absolute inset-x-0 bottom-0 bg-stage/75 px-1.5 text-micro">{texts.you}</p>
      </div>
      <div className="absolute inset-x-0 bottom-0 flex h-[68px] items-center justify-center gap-1 bg-stage/80 px-2">
        <Tool icon={mic ? "mic" : "mic-off"} text={texts.mic} hint="M" on={!mic} go={mute} />
        <Tool icon="face" text={texts.face} hint="F" on={kind === "face"} go={() => choose("face")} />
        <Tool icon="card" text={texts.front} hint={kind === "card_front" ? "" : "D"} on={kind === "card_front"} go={() => choose("card_front")} />
        <Tool icon="card" text={texts.back} hint={kind === "card_front" ? "D" : ""} on={kind === "card_back"} go={() => choose("card_back")} />
        <button type="button" id="shutter" data-key=" " data-shooting={shooting ? "yes" : "no"} aria-busy={shooting}
                onClick={(event) => { event.currentTarget.blur(); shoot(); }} disabled={!state.peer}
                className="mx-1 flex h-13 items-center gap-2 rounded-full bg-white px-4 text-ink ring-4 ring-white/30 disabled:opacity-50">
          <Icon name="camera" size="size-5" />
          <span className="text-left leading-4 whitespace-nowrap"><b className="block text-ui font-semibold">{shooting ? texts.shooting : texts.shoot}</b><span className="text-micro text-muted">{texts.space}</span></span>
        </button>
        <Tool icon="hang-up" text={texts.hang_up} hint="K" go={onHangUp} id="desk-hang-up" />
      </div>
      <div className="absolute inset-x-8 top-12"><RecordingBanner texts={texts} recording={recording} />{unseen && <Unseen texts={texts} go={openAnew} />}</div>
      {failed && <p role="alert" className="absolute inset-x-8 bottom-[76px] rounded-control bg-bad-100 px-3 py-2 text-center text-xs font-medium text-bad-700">{failed}</p>}
    </div>
  );
}

// Neither the customer nor the recording sees or hears the agent.
function Unseen({ texts, go }) {
  return (
    <p role="alert" id="own-camera" className="mt-1 flex items-center gap-3 rounded-control bg-bad-100 px-3 py-2 text-xs font-medium text-bad-700">
      {texts.own_lost}<button type="button" onClick={go} className="ml-auto font-semibold whitespace-nowrap underline">{texts.own_again}</button>
    </p>
  );
}

function trouble(texts, state, theirs, remote) {
  if (!remote) return texts.waiting_video;
  if (!state.peer || ["disconnected", "failed"].includes(state.ice)) return texts.customer_lost;
  if (theirs.hidden || theirs.asleep) return texts.customer_away;
  if (state.theirLevel === SOUND_ONLY) return texts.their_sound_only;
  if (state.level === SOUND_ONLY) return texts.sound_only;
  if (theirs.cam === false) return texts.customer_no_video;
  return theirs.mic === false ? texts.customer_muted : "";
}

function Quality({ texts, quality }) {
  const { weak, height, fps } = quality;
  return (
    <span className={`inline-flex h-7 items-center gap-1.5 rounded-full px-3 text-xs font-medium ${weak ? "bg-warn-700" : "bg-stage/75"}`}>
      <Icon name="bars" size="size-3.5" />{weak ? texts.weak : texts.good} · {height}p · {Math.round(fps)} {texts.fps}
    </span>
  );
}

function Tool({ icon, text, hint, on, go, id }) {
  return (
    <button type="button" id={id} data-key={hint || undefined} aria-pressed={Boolean(on)} onClick={(event) => { event.currentTarget.blur(); go(); }}
            className={`flex h-14 w-[62px] flex-col items-center justify-center gap-0.5 rounded-control text-micro ${on ? "bg-white/20" : "hover:bg-white/10"}`}>
      <Icon name={icon} size="size-5" />{text}<span className="text-white/60">{hint || "\u00a0"}</span>
    </button>
  );
}

// Or after three seconds: a customer with a weak network may have only a voice.
function whenShown(video, tell) {
  const once = setTimeout(tell, 3000);
  video.requestVideoFrameCallback?.(() => { clearTimeout(once); tell(); });
}
