// Plays a recording, with marks to jump to. The file is asked for at the first press only.
import { useEffect, useRef, useState } from "react";

const SPEEDS = [1, 1.5, 2];
const two = (n) => String(n).padStart(2, "0");
const clock = (s) => `${two(Math.floor(s / 60))}:${two(Math.floor(s) % 60)}`;

export function Player({ source, seconds, marks, words, hotkey }) {
  const video = useRef(null);
  const [loaded, setLoaded] = useState(false);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [speed, setSpeed] = useState(SPEEDS[0]);
  const [failed, setFailed] = useState(false);

  useEffect(() => { // another case: nothing of the one before is left on the screen
    setLoaded(false);
    setPlaying(false);
    setFailed(false);
    setAt(0);
  }, [source]);

  const begin = (from) => {
    setLoaded(true);
    setFailed(false);
    setAt(from);
    requestAnimationFrame(() => {
      const element = video.current;
      if (!element) return; // another case by now
      if (!element.src || element.error) element.src = source;
      element.currentTime = from;
      element.playbackRate = speed;
      element.play().catch(() => {});
    });
  };
  const toggle = () => (playing ? video.current.pause() : begin(at >= seconds - 0.3 ? 0 : at));
  const jump = (to) => (loaded && !playing ? seek(to) : begin(to));
  const seek = (to) => { setAt(to); if (loaded) video.current.currentTime = to; };
  const faster = () => {
    const next = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length];
    setSpeed(next);
    if (video.current) video.current.playbackRate = next;
  };
  const current = marks.findLastIndex((mark) => mark.at <= at + 0.25);

  return (
    <div className="flex min-h-0 flex-col" data-player={playing ? "playing" : loaded ? "paused" : "new"}>
      <div className="relative aspect-video shrink-0 bg-stage">
        {loaded && <video ref={video} key={source} className="size-full" playsInline
          onPlay={() => setPlaying(true)} onPause={() => setPlaying(false)} onEnded={() => setPlaying(false)}
          onTimeUpdate={({ target }) => setAt(target.currentTime)} onError={() => setFailed(true)}
          onClick={toggle} />}
        {!playing && !failed && (
          <button type="button" aria-label={words.play} onClick={toggle}
                  className="absolute inset-0 m-auto grid size-11 place-items-center rounded-full bg-stage/70 text-white">
            <Sign playing={false} size="size-5" />
          </button>
        )}
        {failed && <p role="alert" className="absolute inset-x-3 top-1/3 text-center text-xs text-white">{words.failed}</p>}
      </div>
      <div className="px-3 pt-2">
        <div className="relative h-5">
          {marks.map((mark, i) => (
            <span key={i} aria-hidden="true" style={{ left: `${(100 * mark.at) / (seconds || 1)}%` }}
                  className={`pointer-events-none absolute top-0 h-1.5 w-0.5 ${mark.tone ? "bg-warn-500" : "bg-idle-700/50"}`} />
          ))}
          <input type="range" min="0" max={seconds} step="0.1" value={at} aria-label={words.seek}
                 aria-valuetext={clock(at)} onChange={({ target }) => seek(Number(target.value))}
                 className="absolute inset-x-0 bottom-0 h-3 w-full accent-brand-600" />
        </div>
        <div className="mt-1 flex items-center gap-2 text-xs tabular-nums">
          <button type="button" onClick={toggle} data-key={hotkey || undefined} aria-label={playing ? words.pause : words.play}
                  className="grid size-7 shrink-0 place-items-center rounded-control text-muted transition-colors hover:bg-hover hover:text-ink">
            <Sign playing={playing} size="size-4" />
          </button>
          {hotkey && <kbd aria-hidden="true" className="inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-[5px] border border-line bg-surface px-1 font-sans text-micro font-semibold text-muted">{hotkey}</kbd>}
          <span className="whitespace-nowrap">{clock(at)} <span className="text-muted">/ {clock(seconds)}</span></span>
          <button type="button" onClick={faster} aria-label={words.speed}
                  className="ml-auto rounded-control px-1.5 py-1 text-muted transition-colors hover:bg-hover hover:text-ink">
            {String(speed).replace(".", ",")}×
          </button>
        </div>
      </div>
      <ol className="grid min-h-0 grid-cols-2 overflow-y-auto px-1.5 pt-1 pb-2 [scrollbar-width:thin]">
        {marks.map((mark, i) => (
          <li key={i} className="min-w-0">
            <button type="button" onClick={() => jump(mark.at)} title={mark.word} aria-label={`${words.at} ${mark.time}: ${mark.word}`}
                    className={`flex h-[26px] w-full items-center gap-2 rounded-md px-1.5 text-left text-xs ${look(mark, i === current)}`}>
              <span className={`w-9 shrink-0 tabular-nums ${i === current ? "" : "text-muted"}`}>{mark.time}</span>
              <span className="truncate">{mark.word}</span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

function look(mark, current) {
  if (current) return "bg-brand-50 font-semibold text-brand-700";
  return mark.tone ? "text-warn-700 hover:bg-hover" : "hover:bg-hover";
}

function Sign({ playing, size }) {
  return (
    <svg viewBox="0 0 24 24" className={`${size} shrink-0 fill-current`} aria-hidden="true">
      <path d={playing ? "M7 5h3.500v14H7zM13.500 5H17v14h-3.500z" : "M8 5v14l11-7z"} />
    </svg>
  );
}
