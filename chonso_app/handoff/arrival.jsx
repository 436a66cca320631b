// Tells Python the secret behind "#", which a browser sends to nobody, and takes it out of the
// address at once: Reflex sends the whole address with every event.
import { useEffect, useRef } from "react";

export function Arrival({ ready, onArrived }) {
  const secret = useRef("");  // the page may load again without a new link
  useEffect(() => {
    if (!ready) return undefined;  // before that, the page's own load would forget it
    const tell = () => {
      secret.current = location.hash.slice(1) || secret.current;
      history.replaceState(history.state, "", location.pathname + location.search);
      onArrived(secret.current);
    };
    const changed = () => { if (location.hash.length > 1) tell(); };  // another link, same tab
    tell();
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, [ready]);
  return null;
}
