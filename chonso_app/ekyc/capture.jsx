// Takes the pictures that are wanted, one after another: camera or file, preview, upload, and after
// the portrait a few moves. Python hears which picture went up, and when the box is closed. Nothing
// is kept in the browser.
import { useCallback, useEffect, useRef, useState } from "react";
import { Icon } from "$/public/external/chonso_app/ui/icons/icons.jsx";
import { Finder } from "./capture_finder.jsx";
import { Moves } from "./capture_moves.jsx";
import { Preview } from "./capture_preview.jsx";
import { faultOf, send, shrunk } from "./capture_tools.js";

export function CaptureBox({ code, wanted, kinds = wanted, moves, files, words, onUploaded, onElsewhere, onClose }) {
  const [queue] = useState(wanted);
  const [at, setAt] = useState(0);
  const [moving, setMoving] = useState(moves && !wanted.length);
  const [shot, setShot] = useState(null);  // { blob, url, live, hint }
  const [sent, setSent] = useState(null);  // share that went up; "failed: text"
  const kind = queue[at];
  const closed = useRef(false);

  useEffect(() => () => shot && URL.revokeObjectURL(shot.url), [shot]);
  useEffect(() => {  // the page behind must not scroll, and Escape closes
    const before = document.body.style.overflow;
    document.body.style.overflow = "hidden";
    const key = (event) => event.key === "Escape" && onClose();
    addEventListener("keydown", key);
    closed.current = false;
    return () => {
      closed.current = true;
      document.body.style.overflow = before;
      removeEventListener("keydown", key);
    };
  }, []);

  const show = (blob, more) => { setSent(null); setShot({ blob, url: URL.createObjectURL(blob), ...more }); };
  const take = useCallback((blob) => show(blob, { live: true, hint: "" }), []);
  const choose = useCallback(async (file) => {
    const blob = await shrunk(file);
    show(blob, { live: false, hint: await faultOf(blob, kind) });
  }, [kind]);

  const upload = async () => {
    setSent(0);
    const answer = await send(`/api/ekyc/${code}/${kind}`, shot.blob, setSent);
    if (!answer.ok) return setSent(answer.text || words.not_sent);
    onUploaded(kind, answer.id);
    if (closed.current) return;  // while it went up: what is open by now is another box
    const live = shot.live;
    setShot(null);
    setSent(null);
    if (at + 1 < queue.length) setAt(at + 1);
    else if (moves && kind === "portrait" && live) setMoving(true);
    else onClose();
  };

  if (!kind && !moving) return null;
  return (
    <div role="dialog" aria-modal="true" aria-label={words.title}
      className="fixed inset-0 z-30 mx-auto flex max-w-[430px] flex-col overflow-hidden bg-night text-white">
      {moving
        ? <Moves {...{ code, files, words }} onDone={onClose} />
        : shot
          ? <Preview {...{ shot, sent, words, kind }} onAgain={() => { setShot(null); setSent(null); }} onUse={upload} />
          : <Finder key={kind} {...{ kind, files, words }} isPage={kind === "card_front" && Boolean(words.page)} onTake={take} onFile={choose} onElsewhere={onElsewhere} />}
      <Head words={words} kinds={kinds} kind={moving ? "portrait" : kind} onClose={onClose} />
    </div>
  );
}

function Head({ words, kinds, kind, onClose }) {
  const now = kinds.indexOf(kind);
  return (
    <div className="absolute inset-x-0 top-0 z-10 pt-[env(safe-area-inset-top)]">
      <header className="flex h-15 items-center justify-between px-2">
        <button type="button" onClick={onClose} aria-label={words.close}
          className="grid size-11 place-items-center rounded-full bg-white/10"><Icon name="x" className="size-6" /></button>
        <h2 className="text-body font-semibold">{words.title}</h2>
        <span className="size-11" />
      </header>
      <ol className="mx-4 mt-3 flex gap-2 text-note">
        {kinds.map((one, place) => (
          <li key={one} aria-current={one === kind ? "step" : undefined}
            className={`flex flex-1 flex-col gap-2 ${one === kind ? "" : "text-white/75"}`}>
            <span className={`h-1 rounded-full ${place <= now ? "bg-white" : "bg-white/25"}`} />
            <span className={one === kind ? "font-semibold" : ""}>{words[one]}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
