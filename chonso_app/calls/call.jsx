// The customer's side: device check, waiting with one's own picture, and the call itself. One
// component for all of them, so that camera and room are never dropped between two screens.
import { useCallback, useEffect, useRef, useState } from "react";
import { acquire, explain, facingNow, hearLevel, release, renewCamera, still, stopAll } from "./call_media.js";
import { Link } from "./call_link.js";
import { Clock, Icon, Picture, RoundButton } from "./call_parts.jsx";

export function CustomerCall(props) {
  const { callId, phase, texts, onDevices, onHangUp } = props;
  const box = useRef(null);
  const [device, setDevice] = useState("off");
  const [stream, setStream] = useState(null);
  const [remote, setRemote] = useState(null);
  const [state, setState] = useState({});
  const [mine, setMine] = useState({ mic: true, cam: true, facing: "user" });
  const [over, setOver] = useState("");
  const [flash, setFlash] = useState(false);
  const [asleep, setAsleep] = useState(false);
  const link = useRef(null);
  const held = useRef(false);

  const start = useCallback(async () => {
    if (held.current) return;
    held.current = true;
    setDevice("asking");
    try {
      setStream(await acquire());
      setDevice("ready");
      onDevices("ready");
    } catch (error) {
      held.current = false;
      setDevice(explain(error));
      onDevices(explain(error));
    }
  }, []);

  useEffect(() => {
    if (phase === "waiting" || phase === "call") start();
    else if (phase === "check") allowedBefore().then((yes) => yes && start());
  }, [phase]);

  useEffect(() => () => { if (held.current) { held.current = false; release(); } }, []);

  useEffect(() => {
    if (!callId || !stream || over === "other_tab") return undefined;
    setOver("");
    const made = new Link(callId, "customer", stream, {
      state: setState,
      remote: setRemote,
      command: (message) => obey(message, { made, callId, box, setFlash }),
      over: (why) => { setOver(why); setRemote(null); },
    });
    made.sayMedia(mine);
    link.current = made;
    const hidden = () => made.sayMedia({ hidden: document.hidden });
    document.addEventListener("visibilitychange", hidden);
    return () => {
      document.removeEventListener("visibilitychange", hidden);
      made.close();
      link.current = null;
      setRemote(null);
    };
  }, [callId, stream]);

  useEffect(() => {
    if (phase !== "over") return;
    link.current?.close();
    setRemote(null);
    if (held.current) { held.current = false; release(); }
    stopAll();
    setStream(null);
    setDevice("off");
  }, [phase]);

  useEffect(() => { // the system takes the camera away when a phone rings
    const track = stream?.getVideoTracks()[0];
    if (!track) return undefined;
    const fell = () => setAsleep(true);
    track.addEventListener("ended", fell);
    return () => track.removeEventListener("ended", fell);
  }, [stream, mine.facing, asleep]);

  const change = (more) => {
    const next = { ...mine, ...more };
    setMine(next);
    link.current?.sayMedia(next);
  };
  const toggle = (kind, name) => {
    stream.getTracks().filter((track) => track.kind === kind)
      .forEach((track) => { track.enabled = !mine[name]; });
    change({ [name]: !mine[name] });
  };
  const renew = async (other) => {
    const track = await renewCamera({ other });
    track.enabled = mine.cam;
    await link.current?.replaceVideo(track);
    setAsleep(false);
    change({ facing: facingNow() });
  };
  const hangUp = () => {
    link.current?.close();
    stopAll();
    onHangUp();
  };

  if (phase === "over") return null;
  const inCall = phase === "call" || (phase === "waiting" && remote && state.peer);
  const shared = { texts, stream, box, mine, renew };
  return (
    <div id="call-box" data-device={device} data-phase={phase} data-ice={state.ice || "new"}
         data-peer={state.peer ? "yes" : "no"} data-over={over}>
      {over === "other_tab" && (
        <p role="alert" className="rounded-card bg-warn-100 p-4 text-note text-warn-700">{texts.other_tab}</p>
      )}
      {inCall
        ? <InCall {...props} {...shared} remote={remote} state={state} link={link} asleep={asleep}
                  flash={flash} toggle={toggle} hangUp={hangUp} />
        : <Mirror {...shared} device={device} start={start} state={state} />}
    </div>
  );
}

async function allowedBefore() {
  try {
    const answers = await Promise.all(
      ["camera", "microphone"].map((name) => navigator.permissions.query({ name })));
    return answers.every((answer) => answer.state === "granted");
  } catch { return false; }
}

// What the agent's console asks of this camera.
const busy = new Set();
async function obey(message, { made, callId, box, setFlash }) {
  if (message.t === "mode") {
    const track = made.stream.getVideoTracks()[0];
    if (track && "contentHint" in track) track.contentHint = message.doc ? "detail" : "motion";
  }
  if (message.t !== "snap" || busy.has(message.shot)) return;
  busy.add(message.shot);
  const { shot, kind } = message;
  try {
    const { blob, settings } = await still(box.current, { sharp: kind !== "face" });
    const about = JSON.stringify({ kind, shot, track: clean(settings) });
    const answer = await fetch(`/api/calls/${callId}/stills`, {
      method: "POST", body: blob, headers: { "Content-Type": "image/jpeg", "X-Shot": about },
    });
    const told = await answer.json();
    made.command({ t: "shot", shot, ok: answer.ok, number: told.number, error: told.error });
    setFlash(true);
    setTimeout(() => setFlash(false), 1500);
  } catch { made.command({ t: "shot", shot, ok: false }); }
}

const clean = (settings) =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));

function Mirror({ texts, stream, box, device, start, renew, state }) {
  const [level, setLevel] = useState(0);
  const [heard, setHeard] = useState(false);
  const [net, setNet] = useState("");
  useEffect(() => {
    if (!stream) return undefined;
    return hearLevel(stream, (now) => { setLevel(now); if (now > 0.08) setHeard(true); });
  }, [stream]);
  useEffect(() => { roundTrip().then((ms) => setNet(ms < 500 ? "good" : "weak")); }, [state.online]);
  const trouble = !["off", "asking", "ready"].includes(device);
  return (
    <>
      <section className="relative h-[292px] overflow-hidden rounded-card bg-night" aria-label={texts.your_picture}>
        {stream && <Picture stream={stream} muted mirrored ref={box} id="mirror" />}
        {!stream && <NoPicture texts={texts} device={device} start={start} trouble={trouble} />}
        {stream && (
          <div className="absolute inset-x-0 bottom-0 flex items-center justify-between bg-linear-to-t from-night/85 to-transparent px-4 pb-4 pt-12 text-white">
            <div className="flex items-center gap-3">
              <Level value={level} />
              <p className="text-note font-medium">{heard ? texts.hear : texts.say_something}</p>
            </div>
            <button type="button" className="grid size-11 place-items-center rounded-full bg-white/20"
                    aria-label={texts.switch} onClick={() => renew(true)}><Icon name="swap" /></button>
          </div>
        )}
      </section>
      <ul className="mt-5 grid grid-cols-3 gap-2 text-note font-medium">
        <Chip good={Boolean(stream)} text={texts.camera} />
        <Chip good={Boolean(stream)} text={texts.mic} />
        <Chip good={net === "good"} warn={net === "weak"} text={{ good: texts.net_good, weak: texts.net_weak }[net] || texts.net} />
      </ul>
    </>
  );
}

function NoPicture({ texts, device, start, trouble }) {
  const [copied, setCopied] = useState(false);
  const copy = () => navigator.clipboard?.writeText(location.href).then(() => setCopied(true));
  return (
    <div className="flex h-full flex-col items-center justify-center gap-4 px-6 text-center text-white" role={trouble ? "alert" : undefined}>
      <Icon name={trouble ? "alert" : "camera"} size="size-10" />
      {trouble && (
        <div>
          <p className="text-body font-semibold">{texts[`${device}_title`]}</p>
          <p className="mt-1 text-note text-white/85">{texts[`${device}_text`]}</p>
        </div>
      )}
      {device === "unsupported"
        ? <button type="button" onClick={copy} className={LIGHT}>{copied ? texts.copied : texts.copy}</button>
        : (
          <button type="button" id="start-devices" onClick={start} className={LIGHT} aria-busy={device === "asking"}>
            {trouble ? texts.retry : texts.start}
          </button>
        )}
    </div>
  );
}

const LIGHT = "inline-flex h-12 items-center justify-center rounded-field bg-white px-5 text-body font-semibold text-ink";

function Level({ value }) {
  const bars = [0.05, 0.15, 0.3, 0.5, 0.75];
  const tall = ["h-2", "h-4", "h-6", "h-3", "h-1.5"];
  return (
    <div className="flex h-6 items-center gap-[3px]" aria-hidden="true">
      {bars.map((bar, i) => (
        <span key={bar} className={`${tall[i]} w-1 rounded-full ${value > bar ? "bg-[#4ade9f]" : "bg-white/40"}`} />
      ))}
    </div>
  );
}

function Chip({ good, warn, text }) {
  const look = good ? "bg-ok-100 text-ok-700" : warn ? "bg-warn-100 text-warn-700" : "bg-line/60 text-muted";
  return (
    <li className={`flex h-11 items-center justify-center gap-1.5 rounded-field ${look}`}>
      {good && <Icon name="check" size="size-4.5" />}{warn && <Icon name="alert" size="size-4.5" />}{text}
    </li>
  );
}

async function roundTrip() {
  const began = performance.now();
  await fetch("/ping", { cache: "no-store" }).catch(() => {});
  return performance.now() - began;
}

function InCall({ texts, stream, box, mine, renew, remote, state, link, asleep, flash, toggle, hangUp, agent, team, since, hintTitle, hintText, hintDone, hintTotal, hintProgress }) {
  const [silent, setSilent] = useState(false);
  const screen = useRef(null);
  const weak = state.quality?.weak;
  const trouble = !remote ? texts.connecting
    : !state.peer && state.online ? texts.peer_left
    : ["disconnected", "failed"].includes(state.ice) ? texts.restoring
    : state.stalled ? texts.stalled : "";
  return (
    <div className="fixed inset-0 z-40 bg-night text-white" role="region" aria-label={texts.title}>
      <div className="relative mx-auto flex h-dvh max-w-[430px] flex-col overflow-hidden">
        <div className="absolute inset-0">
          {remote && <Picture stream={remote} id="remote" ref={screen} label={texts.agent_picture}
                              onElement={(video) => link.current?.watch(video)} onSilent={() => setSilent(true)} />}
        </div>
        <div className="pointer-events-none absolute inset-x-0 top-0 h-44 bg-linear-to-b from-night/85 to-transparent" />
        <div className="pointer-events-none absolute inset-x-0 bottom-0 h-[400px] bg-linear-to-t from-night from-38% to-transparent" />
        <header className="relative flex items-start justify-between gap-3 px-4 pt-[max(16px,env(safe-area-inset-top))]">
          <div><p className="text-lead font-semibold">{agent}</p><p className="text-note text-white/85">{team}</p></div>
          {state.quality && (
            <p className={`inline-flex h-8 items-center gap-1.5 rounded-full px-3 text-note font-medium ${weak ? "bg-warn-700" : "bg-night/70"}`}>
              <Icon name="bars" size="size-4" />{weak ? texts.net_weak : texts.net_good}
            </p>
          )}
        </header>
        {trouble && <p role="status" className="relative mx-auto mt-3 rounded-full bg-night/80 px-4 py-2 text-note font-medium">{trouble}</p>}
        <div className="relative mt-auto px-4 pb-[max(24px,env(safe-area-inset-bottom))]">
          {silent && <Wake text={texts.continue} go={() => { screen.current?.play(); setSilent(false); }} />}
          {asleep && <Wake text={texts.continue} go={() => renew(false)} />}
          <div className="relative mb-3 ml-auto h-[164px] w-[123px] overflow-hidden rounded-card bg-night-2 shadow-float ring-2 ring-white/90">
            <Picture stream={stream} muted mirrored={mine.facing === "user"} ref={box} id="mirror" />
            <p className="absolute bottom-2 left-2 rounded-full bg-night/80 px-2 text-cap">{flash ? texts.shot : texts.you}</p>
          </div>
          {hintTitle && <Hint title={hintTitle} text={hintText} done={hintDone} total={hintTotal} label={hintProgress} />}
          <div className="flex items-start justify-between">
            <RoundButton icon={mine.mic ? "mic" : "mic-off"} text={mine.mic ? texts.mute : texts.unmute} pressed={!mine.mic} go={() => toggle("audio", "mic")} id="mute" />
            <RoundButton icon={mine.cam ? "video" : "video-off"} text={mine.cam ? texts.camera_off : texts.camera_on} pressed={!mine.cam} go={() => toggle("video", "cam")} />
            <RoundButton icon="swap" text={mine.facing === "user" ? texts.back_camera : texts.front_camera} go={() => renew(true)} />
            <RoundButton icon="hang-up" text={texts.hang_up} danger go={hangUp} id="hang-up" />
          </div>
          <Clock since={since} className="mt-4 text-center tabular-nums text-note text-white/75" />
        </div>
      </div>
    </div>
  );
}

const Wake = ({ text, go }) => (
  <button type="button" onClick={go} className="mb-3 h-13 w-full rounded-field bg-white text-lead font-semibold text-ink">{text}</button>
);

function Hint({ title, text, done, total, label }) {
  return (
    <div className="mb-6 rounded-card bg-white p-4 text-ink shadow-float" role="status" aria-live="polite">
      <div className="flex items-center gap-3.5">
        <span className="grid size-12 shrink-0 place-items-center rounded-full bg-brand-50 text-brand-600"><Icon name="card" size="size-6.5" /></span>
        <div className="flex-1"><p className="text-body font-semibold">{title}</p><p className="text-note text-muted">{text}</p></div>
      </div>
      <div className="mt-3.5 flex items-center gap-3">
        <div className="flex flex-1 gap-1" role="img" aria-label={label}>
          {Array.from({ length: total }, (_, i) => (
            <span key={i} className={`h-1 flex-1 rounded-full ${i < done ? "bg-ok-500" : i === done ? "bg-brand-600" : "bg-line"}`} />
          ))}
        </div>
        <p className="tabular-nums text-note text-muted">{Math.min(done + 1, total)}/{total}</p>
      </div>
    </div>
  );
}
