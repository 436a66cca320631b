// The console's sign of life, while somebody is really there, and the word that it was left. What
// silent consoles hold goes back to the queue by itself; leaving only makes it faster.
import { useEffect, useRef } from "react";

const AWAY_AFTER = 10 * 60 * 1000;
const LEAVE = "/api/admin/activation/leave";

export function Heartbeat({ every, onBeat }) {
  const beat = useRef(onBeat);
  beat.current = onBeat;

  useEffect(() => {
    let seen = Date.now();
    const alive = () => { seen = Date.now(); };
    const tick = () => {
      if (document.visibilityState === "visible" && Date.now() - seen < AWAY_AFTER) beat.current();
    };
    const leave = () => navigator.sendBeacon(LEAVE);
    const timer = setInterval(tick, every * 1000);
    const signs = ["pointermove", "keydown", "wheel"];
    signs.forEach((sign) => document.addEventListener(sign, alive, { passive: true }));
    window.addEventListener("pagehide", leave);
    return () => {
      clearInterval(timer);
      signs.forEach((sign) => document.removeEventListener(sign, alive));
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [every]);

  return null;
}
