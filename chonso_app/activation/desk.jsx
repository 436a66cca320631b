// The console's keys, its heartbeat, and the word that it was left. Keys work while no field has
// the focus. Everything is decided on the server; this only says what was pressed.
import { useEffect, useRef } from "react";

export function DeskKeys({ every, onKey, onBeat, onLeave }) {
  const heard = useRef({});
  heard.current = { onKey, onBeat, onLeave };

  useEffect(() => {
    const press = (event) => {
      const inField = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "checkbox";
      if (event.repeat || event.altKey || event.metaKey) return;
      if (event.key === "Escape") { event.target.blur?.(); return heard.current.onKey("escape"); }
      if (event.ctrlKey) return event.key === "Enter" ? heard.current.onKey("send") : undefined;
      if (inField) return;
      const key = event.key.toLowerCase();
      if (/^[arjko1-9]$/.test(key)) { event.preventDefault(); heard.current.onKey(key); }
    };
    const beat = setInterval(() => heard.current.onBeat(), every * 1000);
    document.addEventListener("keydown", press);
    return () => {
      clearInterval(beat);
      document.removeEventListener("keydown", press);
      heard.current.onLeave();
    };
  }, [every]);

  return null;
}
