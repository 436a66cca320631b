// The call as the customer sees it: the agent large, oneself small, what to do next, four buttons.
import { useRef, useState } from "react";
import { SOUND_ONLY } from "./health.js";
import { Clock, Icon, Picture, RoundButton } from "./parts.jsx";

export function InCall({ texts, stream, box, mine, renew, remote, state, link, asleep, flash, recorded, toggle, hangUp, agent, team, since, hintTitle, hintText, hintDone, hintTotal, hintProgress, children }) {
  const [silent, setSilent] = useState(false);
  const screen = useRef(null);
  const weak = state.quality?.weak || state.theirLevel > 0;
  const trouble = !remote ? texts.connecting
    : !state.peer && state.online ? texts.peer_left
    : ["disconnected", "failed"].includes(state.ice) ? texts.restoring
    : state.level === SOUND_ONLY ? texts.sound_only
    : state.theirLevel === SOUND_ONLY ? texts.their_sound_only
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
          <div className="flex flex-col items-end gap-2">
            {recorded && (
              <p id="recorded" role="status" className="inline-flex h-8 items-center gap-2 rounded-full bg-bad-700 px-3 text-note font-semibold">
                <span className="size-2.5 animate-blink rounded-full bg-white" />{texts.recorded}
              </p>
            )}
            {state.quality && (
              <p className={`inline-flex h-8 items-center gap-1.5 rounded-full px-3 text-note font-medium ${weak ? "bg-warn-700" : "bg-night/70"}`}>
                <Icon name="bars" size="size-4" />{weak ? texts.net_weak : texts.net_good}
              </p>
            )}
          </div>
        </header>
        {trouble && <p role="status" className="relative mx-auto mt-3 rounded-full bg-night/80 px-4 py-2 text-note font-medium">{trouble}</p>}
        <div className="relative mt-auto px-4 pb-[max(24px,env(safe-area-inset-bottom))]">
          {silent && <Wake text={texts.continue} go={() => { screen.current?.play(); setSilent(false); }} />}
          {asleep && <Wake text={texts.continue} go={() => renew(false)} />}
          <div className="mb-3 flex items-end justify-between gap-3">
            <div className="min-w-0 flex-1">{children}</div>
            <div className="relative h-[164px] w-[123px] shrink-0 overflow-hidden rounded-card bg-night-2 shadow-float ring-2 ring-white/90">
              <Picture stream={stream} muted mirrored={mine.facing === "user"} ref={box} id="mirror" />
              <p className="absolute bottom-2 left-2 rounded-full bg-night/80 px-2 text-cap">{flash ? texts.shot : texts.you}</p>
            </div>
          </div>
          {hintTitle && <Hint title={hintTitle} text={hintText} done={hintDone} total={hintTotal} label={hintProgress} />}
          <div className="flex items-start justify-between">
            <RoundButton icon={mine.mic ? "mic" : "mic-off"} text={mine.mic ? texts.mute : texts.unmute} pressed={!mine.mic} go={() => toggle("mic")} id="mute" />
            <RoundButton icon={mine.cam ? "video" : "video-off"} text={mine.cam ? texts.camera_off : texts.camera_on} pressed={!mine.cam} go={() => toggle("cam")} />
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
