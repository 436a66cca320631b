// Leaves this page for `url`, once each time it is set: to the bank, or to a route of our own that
// is no page. (Reflex's redirect only knows pages of this app, or a new tab.)
import { useEffect } from "react";

export function Going({ url }) {
  useEffect(() => { if (url) window.location.assign(url); }, [url]);
  return null;
}
