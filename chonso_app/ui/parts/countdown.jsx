// Counts down to `until` (ISO 8601) by this device's clock corrected by the server's (`now`).
// Asks the server nothing; tells it once, when the time is over.
import { useEffect, useRef, useState } from "react";
import { Icon } from "$/public/external/chonso_app/ui/icons/icons.jsx";

const CHIP = "inline-flex h-9 items-center gap-1.5 rounded-full px-3 text-note font-medium whitespace-nowrap ";
const TONES = {
  calm: "bg-brand-50 text-brand-700",
  warn: "bg-warn-100 text-warn-700",
  bad: "bg-bad-100 text-bad-700",
  paused: "bg-line/60 text-muted",
};

export function Countdown({ until, now, paused, plain, words, className = "", onEnd }) {
  const left = useSecondsLeft(until, now, paused, onEnd);
  const shown = left === null ? "--:--" : clock(left);
  if (plain) return <span className={"tabular-nums " + className}>{shown}</span>;
  const tone = paused ? "paused" : left === null || left > 180 ? "calm" : left > 60 ? "warn" : "bad";
  return (
    <span className={CHIP + TONES[tone] + " " + className} role="timer">
      <Icon name={paused ? "lock" : "clock"} className="size-4" />
      {paused ? words.paused : words.left}
      <span className="tabular-nums font-semibold">{shown}</span>
    </span>
  );
}

function useSecondsLeft(until, now, paused, onEnd) {
  const [left, setLeft] = useState(null);
  const told = useRef("");
  const skew = useRef(0);
  useEffect(() => { skew.current = now ? Date.parse(now) - Date.now() : 0; }, [now]);
  useEffect(() => {
    const end = Date.parse(until ?? "");
    if (Number.isNaN(end)) return setLeft(null);
    const tick = () => {
      const seconds = Math.max(0, Math.ceil((end - Date.now() - skew.current) / 1000));
      setLeft(seconds);
      if (seconds === 0 && !paused && told.current !== until) {
        told.current = until;
        onEnd?.();
      }
    };
    tick();
    if (paused) return undefined;
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [until, now, paused]);
  return left;
}

function clock(seconds) {
  const two = (value) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}
