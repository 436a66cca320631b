// Recording as the agent's stage sees it: begins with the customer's picture, ends with the stage.
import { useEffect, useRef, useState } from "react";
import { Recorder, salvage } from "./recorder.js";

const BEHIND = 20; // seconds
const LEFT_EVERY = 10000;
const IDLE = { on: false, behind: 0, silent: false, unseen: false, failed: "" };

// Sends what a crashed tab of this agent left behind in this browser.
export function useLeftRecordings(agent) {
  useEffect(() => {
    const look = () => salvage(agent).catch(() => {});
    look();
    const timer = setInterval(look, LEFT_EVERY);
    return () => clearInterval(timer);
  }, [agent]);
}

// One recording for as long as the stage has the customer, whichever stream they send.
export function useRecording({ callId, caseNo, agent, local, remote }) {
  const recorder = useRef(null);
  const [state, setState] = useState(IDLE);
  const ready = Boolean(callId && local && remote);
  const stop = () => { // it goes on sending by itself
    if (!recorder.current) return;
    recorder.current.stop();
    recorder.current = null;
    setState(IDLE);
  };

  useEffect(() => {
    if (!ready) return void stop();
    if (recorder.current) return void recorder.current.see(remote);
    recorder.current = new Recorder({ callId, caseNo, agent, local, remote, tell: setState });
    recorder.current.start();
  }, [ready, remote, callId, local]);
  useEffect(() => stop, [callId, local]);
  return state;
}

export function RecordingLight({ texts, recording }) {
  return (
    <span id="recording" data-on={recording.on ? "yes" : "no"}
          className="inline-flex h-7 items-center gap-2 rounded-full bg-stage/80 px-2.5 text-xs font-semibold">
      <span className={`size-2.5 rounded-full ${recording.on ? "animate-live bg-live" : "bg-white/50"}`} />
      {recording.on ? texts.rec_on : texts.rec_off}
    </span>
  );
}

// What the agent must know now; nothing while all is well.
export function RecordingBanner({ texts, recording }) {
  const words = trouble(texts, recording);
  return words && (
    <p role="alert" id="recording-trouble" className="rounded-control bg-warn-100 px-3 py-2 text-xs font-medium text-warn-700">{words}</p>
  );
}

function trouble(texts, { behind, silent, failed, on }) {
  if (failed === "unsupported") return texts.rec_unsupported;
  if (failed) return texts.rec_refused;
  if (behind > BEHIND) return texts.rec_behind.replace("{seconds}", Math.round(behind));
  return on && silent ? texts.rec_silent : "";
}
