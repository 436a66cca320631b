// The console's keys, its sign of life, and the clocks that make it ask again.
import { useEffect, useRef, useState } from "react";
import { useLeftRecordings } from "./recording.jsx";

const LEADS = { r: "reject", t: "technical", g: "fraud" };

// Keys that are no button's: a digit means a step, or after R, T and G a reason. Before the page's
// own keys, which leave alone what was taken here.
export function DeskKeys({ agent, onKey, onBeat }) {
  useLeftRecordings(agent);
  const lead = useRef({ key: "", at: 0 });
  useEffect(() => {
    const timer = setInterval(() => onBeat(), 10000);
    const press = (event) => {
      if (!isFree(event)) return;
      const key = event.key.toLowerCase();
      const led = Date.now() - lead.current.at < 4000 ? lead.current.key : "";
      lead.current = LEADS[key] ? { key, at: Date.now() } : { key: "", at: 0 };
      if (!/^[1-9]$/.test(key)) return;
      event.preventDefault();
      onKey(`${LEADS[led] || "step"}:${key}`);
    };
    document.addEventListener("keydown", press, true);
    return () => { clearInterval(timer); document.removeEventListener("keydown", press, true); };
  }, []);
  return null;
}

function isFree(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return false;
  if (document.querySelector("dialog[open]")) return false;
  return !event.target.closest?.("input, textarea, select, [contenteditable]");
}

// Seconds until a moment of the server's clock (`now`: its time when `until` was told). At the end
// it asks, and asks again: the server decides whether the time has come.
function useSeconds(until, now, onEnd) {
  const [left, setLeft] = useState(null);
  useEffect(() => {
    if (!until) return undefined;
    const end = performance.now() + Date.parse(until) - Date.parse(now);
    let asked = 0;
    const tick = () => {
      const ms = end - performance.now();
      setLeft(Math.max(0, Math.ceil(ms / 1000)));
      if (ms > 0 || performance.now() - asked < 1000) return;
      asked = performance.now();
      onEnd?.();
    };
    tick();
    const timer = setInterval(tick, 200);
    return () => clearInterval(timer);
  }, [until]);
  return until ? left : null;
}

// "Sẵn sàng lại sau 12 giây".
export function Remaining({ until, now, words, className, onEnd }) {
  const left = useSeconds(until, now, onEnd);
  return <span className={className} role="timer">{left === null ? "" : words.replace("{left}", left)}</span>;
}

const ROUND = 2 * Math.PI * 26;

export function OfferRing({ until, now, whole, label }) {
  const left = useSeconds(until, now) ?? 0;
  return (
    <span role="timer" aria-label={label} className="relative grid size-16 shrink-0 place-items-center text-[15px] font-semibold tabular-nums">
      <svg viewBox="0 0 60 60" className="absolute inset-0 -rotate-90 fill-none" aria-hidden="true">
        <circle cx="30" cy="30" r="26" strokeWidth="4" className="stroke-brand-100" />
        <circle cx="30" cy="30" r="26" strokeWidth="4" strokeLinecap="round" className="stroke-brand-600"
                strokeDasharray={ROUND} strokeDashoffset={ROUND * (1 - left / whole)} />
      </svg>
      {left}
    </span>
  );
}
