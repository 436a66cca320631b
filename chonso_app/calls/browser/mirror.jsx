// Before the call: one's own picture, whether one is heard, and what to do when the camera refuses.
import { useEffect, useState } from "react";
import { hearLevel } from "./media.js";
import { Icon, Picture } from "./parts.jsx";

export function Mirror({ texts, stream, box, device, start, renew, state, asleep }) {
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
        {stream && asleep && (
          <div className="absolute inset-0 bg-night">
            <NoPicture texts={texts} device="busy" start={() => renew(false)} trouble />
          </div>
        )}
        {stream && !asleep && (
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
        <Chip good={Boolean(stream) && !asleep} text={texts.camera} />
        <Chip good={Boolean(stream)} text={texts.mic} />
        <Chip good={net === "good"} warn={net === "weak"} text={{ good: texts.net_good, weak: texts.net_weak }[net] || texts.net} />
      </ul>
    </>
  );
}

function NoPicture({ texts, device, start, trouble }) {
  const [copied, setCopied] = useState(false);
  const copy = () => navigator.clipboard?.writeText(location.href).then(() => setCopied(true), () => {});
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
