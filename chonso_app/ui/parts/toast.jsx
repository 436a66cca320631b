// The notice of the page: comes with each new serial, goes after five seconds, stays while it has
// the pointer or the focus. The region itself is always there, so that readers announce it.
import { useEffect, useState } from "react";
import { Icon } from "$/public/external/chonso_app/ui/icons/icons.jsx";

const SECONDS = 5;
const ICONS = { ok: "check-c", bad: "alert", info: "info" };
const TINTS = { ok: "text-[#4ade9f]", bad: "text-[#ffb4a8]", info: "text-brand-300" };

export function Toast({ text, kind, serial, closeLabel, className = "" }) {
  const [shown, setShown] = useState(false);
  const [held, setHeld] = useState(false);

  useEffect(() => { setShown(Boolean(serial && text)); }, [serial, text]);
  useEffect(() => {
    if (!shown || held) return undefined;
    const timer = setTimeout(() => setShown(false), SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [shown, held, serial]);

  return (
    <div role="status" aria-live="polite" data-notice={shown ? kind : ""} className={className}>
      {shown && (
        <div
          key={serial}
          onMouseEnter={() => setHeld(true)} onMouseLeave={() => setHeld(false)}
          onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}
          className="pointer-events-auto flex animate-rise items-center gap-3 rounded-card bg-ink py-2 pl-4 pr-2 text-white shadow-float"
        >
          <Icon name={ICONS[kind] ?? "info"} className={"size-5 " + (TINTS[kind] ?? TINTS.info)} />
          <p className="min-w-0 flex-1 py-1.5 text-note">{text}</p>
          <button
            type="button" aria-label={closeLabel} onClick={() => setShown(false)}
            className="grid size-11 shrink-0 place-items-center rounded-full text-white/80"
          >
            <Icon name="x" className="size-4" />
          </button>
        </div>
      )}
    </div>
  );
}
