// The customer's side: device check, waiting with one's own picture, and the call itself. One
// component for all of them, so that camera and room are never dropped between two screens.
import { useCallback, useEffect, useRef, useState } from "react";
import { acquire, explain, facingNow, release, renewCamera, showPaper, still, stopAll } from "./media.js";
import { join, leave } from "./resume.js";
import { Mirror } from "./mirror.jsx";
import { InCall } from "./screen.jsx";

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
  const [asleep, setAsleep] = useState(false); // without a picture that we want to have
  const [renewals, setRenewals] = useState(0); // of the stream's picture
  const link = useRef(null);
  const held = useRef(false);
  const [recorded, setRecorded] = useState(false);

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
    const made = join(callId, "customer", stream, {
      state: setState,
      remote: setRemote,
      mode: showPaper,
      media: (theirs) => setRecorded(Boolean(theirs.rec)),
      command: (message) => obey(message, { made, callId, box, setFlash }),
      over: (why) => { setOver(why); setRemote(null); },
    });
    made.sayMedia({ ...mine, asleep });
    link.current = made;
    const hidden = () => {
      made.sayMedia({ hidden: document.hidden });
      made.note(document.hidden ? "app_left" : "app_back");
    };
    document.addEventListener("visibilitychange", hidden);
    return () => {
      document.removeEventListener("visibilitychange", hidden);
      leave(made);
      link.current = null;
      setRemote(null);
    };
  }, [callId, stream]);

  useEffect(() => {
    if (phase !== "over") return;
    leave(link.current);
    setRemote(null);
    if (held.current) { held.current = false; release(); }
    stopAll();
    setStream(null);
    setDevice("off");
    setAsleep(false);
    setMine((now) => ({ ...now, mic: true, cam: true })); // as the next stream begins
  }, [phase]);

  const fell = () => { setAsleep(true); link.current?.sayMedia({ asleep: true }); link.current?.note("camera_lost"); };
  const woke = () => { setAsleep(false); link.current?.sayMedia({ asleep: false }); link.current?.note("camera_back"); };

  useEffect(() => { // the system takes the camera away when a phone rings
    const track = stream?.getVideoTracks()[0];
    if (!track) return undefined;
    const events = [["ended", fell], ["mute", fell], ["unmute", woke]];
    events.forEach(([name, hear]) => track.addEventListener(name, hear));
    return () => events.forEach(([name, hear]) => track.removeEventListener(name, hear));
  }, [stream, renewals]);

  useEffect(() => { // whichever tracks there are now are as the buttons say
    stream?.getAudioTracks().forEach((track) => { track.enabled = mine.mic; });
    stream?.getVideoTracks().forEach((track) => { track.enabled = mine.cam; });
  }, [stream, renewals, mine.mic, mine.cam]);

  const change = (more) => {
    setMine((now) => ({ ...now, ...more }));
    link.current?.sayMedia(more);
  };
  const toggle = (name) => change({ [name]: !mine[name] });
  const renew = async (other) => {
    try {
      const track = await renewCamera({ other });
      if (!track) return; // the call ended
      track.enabled = mine.cam;
      await link.current?.replaceVideo(track);
      if (asleep) woke();
      setRenewals((count) => count + 1);
      change({ facing: facingNow() });
    } catch { if (held.current) fell(); }
  };
  const hangUp = () => {
    leave(link.current);
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
                  flash={flash} recorded={recorded} toggle={toggle} hangUp={hangUp} />
        : <Mirror {...shared} device={device} start={start} state={state} asleep={asleep} />}
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
const heard = new Set(); // shots: a command may come twice
const underWay = new Map(); // by kind: a second press meanwhile gets the answer of the first
async function obey(message, { made, callId, box, setFlash }) {
  if (message.t !== "snap" || heard.has(message.shot)) return;
  heard.add(message.shot);
  const { shot, kind } = message;
  if (!underWay.has(kind)) {
    underWay.set(kind, take(shot, kind, { callId, box }).finally(() => underWay.delete(kind)));
  }
  try {
    const [ok, told] = await underWay.get(kind);
    made.command({ t: "shot", shot, ok, number: told.number, error: told.error });
    setFlash(true);
    setTimeout(() => setFlash(false), 1500);
  } catch { made.command({ t: "shot", shot, ok: false }); }
}

async function take(shot, kind, { callId, box }) {
  const { blob, sha256, settings } = await still(box.current, { sharp: kind !== "face" });
  const about = JSON.stringify({ kind, shot, sha256, track: clean(settings) });
  return sent(`/api/calls/${callId}/stills`, blob, about);
}

// A weak network gets three chances; the same shot sent twice is kept once.
async function sent(url, blob, about) {
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = await fetch(url, {
        method: "POST", body: blob, headers: { "Content-Type": "image/jpeg", "X-Shot": about },
      });
      if (answer.status < 500) return [answer.ok, await answer.json()];
    } catch (error) { if (tries === 3) throw error; }
    if (tries === 3) return [false, {}];
    await new Promise((later) => setTimeout(later, 700 * tries));
  }
}

const clean = (settings) =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
