// A reload in the middle of a call: camera and room begin with this script, long before the page
// knows what it will show. What was begun waits here for the component that shows it.
import { acquire, release } from "./call_media.js";
import { Link } from "./call_link.js";

const KEY = "call-in-this-tab";
const FRESH = 60_000; // the place of a lost side is kept as long
const UNCLAIMED = 10_000; // the page shows something else

let joined = null;
let begun = null;

// The link of this call: the one that a reload began, or a new one.
export function join(callId, role, stream, hear) {
  joined = { callId, role, path: location.pathname };
  const mine = begun?.callId === callId && begun.role === role && begun.link && !begun.link.closed;
  if (!mine) {
    drop();
    return new Link(callId, role, stream, hear);
  }
  const { link } = begun;
  begun = null;
  release(); // the component holds the camera itself
  link.hearAnew(hear);
  return link;
}

export function leave(link) {
  joined = null;
  link?.close();
}

function drop() {
  if (!begun) return;
  if (begun.link) {
    begun.link.close();
    release();
  }
  begun = null;
}

function begin() {
  const kept = recalled();
  if (!kept || kept.path !== location.pathname || Date.now() - kept.at > FRESH) return;
  begun = kept;
  acquire().then((stream) => {
    if (begun !== kept) return release();
    kept.link = new Link(kept.callId, kept.role, stream, {});
    return setTimeout(() => begun === kept && drop(), UNCLAIMED);
  }).catch(() => { if (begun === kept) begun = null; });
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
