// Tells Python the secret behind "#", which a browser sends to nobody. It stays in the address until
// the page is left: an in-app browser's "open in browser" must take it along.
import { useEffect } from "react";

export function Arrival({ ready, onArrived }) {
  useEffect(() => {
    if (ready) onArrived(location.hash.slice(1));  // before that, the page's own load would forget it
  }, [ready]);
  return null;
}
