// Read the contract, draw the signature, tick the consent, send. The picture goes to our own
// route; Python hears only that it was accepted (onSigned) or what the server said (onRefused).
import { useEffect, useRef, useState } from "react";
import SignaturePad from "signature_pad";

const INK = "#0b1b3b";
const LEAST = 0.08; // of the pad's width and height: less is a dot or a tap

export function SigningSheet(props) {
  const [read, setRead] = useState(0);
  const [message, setMessage] = useState("");
  const [agreed, setAgreed] = useState(false);
  const [busy, setBusy] = useState(false);
  const pad = useRef(null);

  const send = async () => {
    if (read < props.pages) return setMessage(props.words.need_reading);
    if (tooSmall(pad.current)) return setMessage(props.words.too_small);
    if (!agreed) return setMessage(props.words.need_consent);
    setBusy(true);
    setMessage("");
    const refusal = await post(props, pad.current);
    setBusy(false);
    if (refusal) setMessage(refusal);
    else props.onSigned();
  };

  return (
    <>
      <Reader {...props} read={read} onRead={setRead} />
      <section aria-labelledby="pad-title" className="px-4">
        <Pad {...props} pad={pad} onDraw={() => setMessage("")} />
        <label className="mt-3 flex min-h-11 cursor-pointer items-start gap-3 py-2 text-note">
          <input type="checkbox" className="peer sr-only" id="consent" checked={agreed}
            onChange={(change) => { setAgreed(change.target.checked); setMessage(""); }} />
          <span className="grid size-6 shrink-0 place-items-center rounded-[7px] text-white ring-[1.5px] ring-line-strong peer-checked:bg-brand-600 peer-checked:ring-brand-600 peer-focus-visible:outline-2 peer-focus-visible:outline-brand-600">
            <Icon path="m5 12.5 4.5 4.5L19 7.5" size="size-4" />
          </span>
          <span className="pt-0.5">{props.words.consent}</span>
        </label>
      </section>
      <div className="sticky bottom-0 z-20 mt-auto bg-surface px-4 pb-[max(16px,env(safe-area-inset-bottom))] pt-3 shadow-bar">
        <p role="alert" id="sign-message" className="mb-2 text-center text-note font-medium text-bad-700 empty:hidden">{message}</p>
        <button type="button" id="send" onClick={send} aria-busy={busy} disabled={busy}
          className="inline-flex h-13 w-full items-center justify-center gap-2 rounded-field bg-brand-600 px-5 text-lead font-semibold text-white shadow-press active:bg-brand-700">
          {busy && <span className="size-5 animate-spin rounded-full border-2 border-white/40 border-t-white" />}
          {busy ? props.words.sealing : props.words.send}
        </button>
        <p className="mt-2 text-center text-note text-muted">{props.words.send_note}</p>
      </div>
    </>
  );
}

function Reader({ code, number, pages, words, read, onRead, version }) {
  const box = useRef(null);
  useEffect(() => {
    const seen = (entries) => entries.forEach((entry) => {
      if (entry.isIntersecting) onRead((before) => Math.max(before, Number(entry.target.dataset.page)));
    });
    const watcher = new IntersectionObserver(seen, { root: box.current, threshold: 0 });
    box.current.querySelectorAll("[data-page]").forEach((mark) => watcher.observe(mark));
    return () => watcher.disconnect();
  }, [pages, version]);

  const numbers = Array.from({ length: pages }, (_, index) => index + 1);
  return (
    <section className="mx-4 rounded-card bg-surface ring-1 ring-line" aria-labelledby="doc-title">
      <div className="flex items-center gap-3 px-5 pt-4">
        <Icon path="M6 5a1.5 1.5 0 0 1 1.5-1.5H14l4.5 4.5v11a1.5 1.5 0 0 1-1.5 1.5H7.5A1.5 1.5 0 0 1 6 19Z M9.5 12h5.5 M9.5 15.5h5.5" size="size-6 text-muted" />
        <div className="flex-1">
          <h2 id="doc-title" className="text-body font-semibold">{words.document}</h2>
          <p className="text-note text-muted">{words.document_line}</p>
        </div>
      </div>
      <div ref={box} tabIndex="0" role="document" aria-label={words.document}
        className="mx-5 mt-4 h-[360px] overflow-y-auto rounded-field bg-canvas p-2">
        {numbers.map((page) => (
          <div key={page} className="mb-2">
            <img src={`/api/contracts/${code}/pages/${page}.png?${version}`} width="1075" height="1520"
              alt={words.page_alt.replace("{page}", page)} className="h-auto w-full rounded-lg bg-white" />
            <span data-page={page} className="block h-px" />
          </div>
        ))}
        <p className="py-2 text-center text-note text-muted">{words.end}</p>
      </div>
      <div className="flex items-center gap-3 px-5 pb-4 pt-3">
        <progress value={read} max={pages} aria-label={words.read.replace("{read}", read)}
          className="h-1.5 flex-1 appearance-none overflow-hidden rounded-full [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:rounded-full [&::-webkit-progress-value]:bg-ok-500" />
        <p id="read" className={`text-note font-medium ${read < pages ? "text-muted" : "text-ok-700"}`}>
          {words.read.replace("{read}", read)}
        </p>
      </div>
    </section>
  );
}

function Pad({ words, name, pad, onDraw }) {
  const canvas = useRef(null);
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    const element = canvas.current;
    const drawing = new SignaturePad(element, { penColor: INK, minWidth: 1.2, maxWidth: 3.2 });
    drawing.addEventListener("beginStroke", () => { setDrawn(true); onDraw(); });
    pad.current = drawing;
    const fit = () => fitToScreen(element, drawing);
    fit();
    const watcher = new ResizeObserver(fit);
    watcher.observe(element);
    return () => { watcher.disconnect(); drawing.off(); };
  }, []);

  const again = () => { pad.current.clear(); setDrawn(false); };
  return (
    <>
      <div className="flex items-center justify-between">
        <h2 id="pad-title" className="text-head font-semibold">{words.pad_title}</h2>
        <button type="button" id="again" onClick={again}
          className="-mr-2 inline-flex h-11 items-center gap-1.5 px-2 text-note font-semibold text-brand-600">
          <Icon path="M8 5 4 9l4 4 M4 9h10a5.5 5.5 0 0 1 0 11h-3" size="size-4.5" />
          {words.pad_again}
        </button>
      </div>
      <div className={`relative mt-2 h-[196px] rounded-card bg-surface ${drawn ? "ring-2 ring-brand-600" : "ring-1 ring-line-strong"}`}>
        {!drawn && <p className="pointer-events-none absolute inset-0 grid place-items-center text-lead text-faint">{words.pad_hint}</p>}
        <span className="pointer-events-none absolute inset-x-6 bottom-11 border-t border-dashed border-line-strong/70" />
        <p className="pointer-events-none absolute inset-x-6 bottom-3 flex justify-between text-note text-muted">
          <span>{name}</span><span className="tabular-nums">{words.today}</span>
        </p>
        <canvas ref={canvas} id="pad" role="img" aria-label={drawn ? words.pad_signed : words.pad_label}
          className="absolute inset-0 size-full touch-none rounded-card" />
      </div>
    </>
  );
}

// The canvas has as many dots as the screen; what was drawn is drawn again after turning it.
function fitToScreen(element, drawing) {
  const dots = Math.min(Math.max(window.devicePixelRatio || 1, 1), 3);
  const width = Math.round(element.offsetWidth * dots);
  const height = Math.round(element.offsetHeight * dots);
  if (!width || (element.width === width && element.height === height)) return;
  const strokes = drawing.toData();
  element.width = width;
  element.height = height;
  element.getContext("2d").scale(dots, dots);
  drawing.clear();
  drawing.fromData(strokes);
}

function tooSmall(pad) {
  const points = pad.toData().flatMap((stroke) => stroke.points);
  if (pad.isEmpty() || points.length < 8) return true;
  const spread = (values) => Math.max(...values) - Math.min(...values);
  const { offsetWidth, offsetHeight } = pad.canvas;
  return spread(points.map((point) => point.x)) < LEAST * offsetWidth
    || spread(points.map((point) => point.y)) < LEAST * offsetHeight;
}

// Nothing when the server took it, else what it said.
async function post({ code, version, words }, pad) {
  try {
    const picture = await new Promise((done) => pad.canvas.toBlob(done, "image/png"));
    const answer = await fetch(`/api/contracts/${code}/signature`, {
      method: "POST", body: picture, headers: { "X-Consent-To": version, "Content-Type": "image/png" },
    });
    if (answer.ok) return "";
    return (await answer.json().catch(() => ({}))).text || words.send_failed;
  } catch {
    return words.send_failed;
  }
}

function Icon({ path, size }) {
  return (
    <svg viewBox="0 0 24 24" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true"
      className={`shrink-0 fill-none stroke-current ${size}`}>
      {path.split(/ (?=M)/).map((one) => <path key={one} d={one} />)}
    </svg>
  );
}
