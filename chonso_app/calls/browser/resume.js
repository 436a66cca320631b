// A reload in the middle of a call: camera and room begin with this script, long before the page
// knows what it will show. What was begun waits here for the component that shows it.
import { acquire, release } from "./media.js";
import { Link } from "./link.js";

const KEY = "call-in-this-tab";
const FRESH = 60_000; // the place of a lost side is kept as long
const UNCLAIMED = 10_000; // the page shows something else

let joined = null;
let begun = null;

// The link of this call: the one that a reload began, or a new one.
export function join(callId, role, stream, hear) {
  joined = { callId, role, path: location.pathname };
  const mine = begun?.callId === callId && begun.role === role && !begun.link.closed;
  if (!mine || !begun.link.shows(stream)) {
    drop();
    return new Link(callId, role, stream, hear);
  }
  const { link, opened } = begun;
  begun = null;
  opened.then(release, () => {}); // the component holds the camera itself
  link.hearAnew(hear);
  return link;
}

export function leave(link) {
  joined = null;
  link?.close();
}

function drop() {
  if (!begun) return;
  begun.link.close();
  begun.opened.then(release, () => {});
  begun = null;
}

function begin() {
  const kept = recalled();
  if (!kept || kept.path !== location.pathname || Date.now() - kept.at > FRESH) return;
  const opened = acquire();
  begun = { ...kept, opened, link: new Link(kept.callId, kept.role, opened, {}) };
  const mine = begun;
  opened.catch(() => begun === mine && drop());
  setTimeout(() => begun === mine && drop(), UNCLAIMED);
}

function recalled() {
  try {
    const text = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return text && JSON.parse(text);
  } catch { return null; } // storage is switched off: then a reload takes a little longer
}

if (typeof window !== "undefined") {
  window.addEventListener("pagehide", () => {
    try {
      if (joined) sessionStorage.setItem(KEY, JSON.stringify({ ...joined, at: Date.now() }));
    } catch { /* as above */ }
  });
  begin();
}
