// The written part of a call. The page's state keeps the words with the call; here is only what is
// being typed, and what was sent and has not arrived yet.
import { useEffect, useRef, useState } from "react";

const LATE = 6000;
const CAPTION_STAYS = 15000;

function useSaying(rows, onSay) {
  const [sent, setSent] = useState([]);
  const put = (one) => {
    onSay({ ref: one.ref, kind: one.kind, text: one.text });
    setTimeout(() => setSent((all) => all.map((other) => (other.ref === one.ref ? { ...other, late: true } : other))), LATE);
  };
  const say = (text, kind = "text") => {
    const one = { ref: crypto.randomUUID().slice(0, 16), kind, text: text.trim() };
    if (!one.text) return;
    setSent((all) => [...all, one]);
    put(one);
  };
  const again = (ref) => {
    const one = { ...sent.find((other) => other.ref === ref), late: false };
    setSent((all) => all.map((other) => (other.ref === ref ? one : other)));
    put(one);
  };
  const arrived = new Set(rows.map((row) => row.ref));
  return { say, again, waiting: sent.filter((one) => !arrived.has(one.ref)) };
}

// How many of the other side's lines came since `open` was last true.
function useUnread(rows, open) {
  const theirs = rows.filter((row) => !row.mine).length;
  const [read, setRead] = useState(theirs);
  useEffect(() => { if (open || theirs < read) setRead(theirs); }, [open, theirs]);
  return Math.max(0, theirs - read);
}

function Log({ rows, saying, texts, label }) {
  const end = useRef(null);
  const count = rows.length + saying.waiting.length;
  useEffect(() => { end.current?.scrollIntoView({ block: "nearest" }); }, [count]);
  return (
    <ol role="log" aria-live="polite" aria-label={label} className="flex min-h-0 flex-1 flex-col gap-1.5 overflow-y-auto px-4 py-2 [scrollbar-width:thin]">
      {count === 0 && <li className="py-3 text-center text-muted">{texts.nothing}</li>}
      {rows.map((row) => <Line key={row.ref} mine={row.mine} text={row.text} note={`${row.mine ? texts.you : texts.them} · ${row.time}`} />)}
      {saying.waiting.map((one) => (
        <Line key={one.ref} mine text={one.text} note={one.late ? texts.late : texts.sending} again={one.late && (() => saying.again(one.ref))} texts={texts} />
      ))}
      <li ref={end} aria-hidden="true" />
    </ol>
  );
}

function Line({ mine, text, note, again, texts }) {
  return (
    <li className={`max-w-[85%] ${mine ? "self-end text-right" : "self-start"}`}>
      <p className={`inline-block rounded-control px-2.5 py-1.5 text-left break-words ${mine ? "bg-brand-600 text-white" : "bg-canvas text-ink ring-1 ring-line"}`}>{text}</p>
      <p className="text-micro text-muted">{note}{again && <button type="button" onClick={again} className="ml-1.5 font-semibold text-brand-600">{texts.again}</button>}</p>
    </li>
  );
}

// -- customer ---------------------------------------------------------------------------------
export function CallerChat({ callId, rows, byText, texts, onOpen, onSay, onByText }) {
  const [open, setOpen] = useState(false);
  const saying = useSaying(rows, onSay);
  const unread = useUnread(rows, open);
  const caption = useCaption(rows);
  const last = rows.filter((row) => !row.mine && !row.caption).at(-1);
  useEffect(() => { onOpen(callId || 0); }, [callId]);
  return (
    <div id="caller-chat" data-rows={rows.length}>
      {caption && !open && (
        <p role="status" id="caption" className="absolute inset-x-4 bottom-full mb-3 rounded-card bg-night/90 px-4 py-3 text-center text-head font-semibold text-white">{caption}</p>
      )}
      {unread > 0 && last && !open && (
        <p role="status" className="mb-2 line-clamp-4 rounded-card bg-white px-3 py-2 text-note text-ink shadow-float">{last.text}</p>
      )}
      <button type="button" id="open-chat" onClick={() => setOpen(true)} aria-expanded={open}
              className="inline-flex h-11 items-center gap-2 rounded-full bg-white/18 px-4 text-note font-medium backdrop-blur">
        <Bubble />{texts.open}
        {unread > 0 && <span className="grid size-5 place-items-center rounded-full bg-white text-cap font-semibold text-ink">{unread}</span>}
      </button>
      {open && (
        <section aria-label={texts.title} className="fixed inset-x-0 bottom-0 z-50 mx-auto flex max-h-[62dvh] min-h-[280px] max-w-[430px] flex-col rounded-t-sheet bg-surface text-note text-ink shadow-float">
          <header className="flex items-center justify-between pt-2 pr-2 pl-4">
            <h2 className="text-body font-semibold">{texts.title}</h2>
            <button type="button" onClick={() => setOpen(false)} className="h-11 px-3 text-note font-semibold text-brand-600">{texts.close}</button>
          </header>
          <label className="mx-4 flex min-h-11 items-center gap-3 rounded-field bg-canvas px-3 py-2">
            <input type="checkbox" id="by-text" checked={byText} onChange={(event) => onByText(event.target.checked)} className="size-5 accent-brand-600" />
            {texts.by_text}
          </label>
          <Log rows={rows} saying={saying} texts={texts} label={texts.title} />
          <Field texts={texts} say={saying.say} big />
        </section>
      )}
    </div>
  );
}

// In the waiting room: so that the agent knows it before answering.
export function CallerWish({ callId, byText, texts, onOpen, onByText }) {
  useEffect(() => { onOpen(callId || 0); }, [callId]);
  return (
    <label className="flex min-h-11 items-center gap-3 rounded-card bg-surface px-4 py-3 text-note text-ink shadow-card ring-1 ring-line">
      <input type="checkbox" id="wish-text" checked={byText} onChange={(event) => onByText(event.target.checked)} className="size-5 accent-brand-600" />
      {texts.by_text}
    </label>
  );
}

// The newest caption, for as long as it takes to read it.
function useCaption(rows) {
  const newest = rows.filter((row) => !row.mine && row.caption).at(-1);
  const [gone, setGone] = useState(newest?.ref);
  useEffect(() => {
    if (!newest) return undefined;
    const timer = setTimeout(() => setGone(newest.ref), CAPTION_STAYS);
    return () => clearTimeout(timer);
  }, [newest?.ref]);
  return newest && newest.ref !== gone ? newest.text : "";
}

function Field({ texts, say, big }) {
  const send = (event) => {
    event.preventDefault();
    const field = event.currentTarget.elements.words;
    say(field.value);
    field.value = "";
    field.focus();
  };
  return (
    <form onSubmit={send} className="flex gap-2 px-4 pt-2 pb-[max(16px,env(safe-area-inset-bottom))]">
      <input name="words" id="chat-words" autoFocus={big} autoComplete="off" maxLength={500} placeholder={texts.write} aria-label={texts.write}
             className="h-12 min-w-0 flex-1 rounded-field bg-canvas px-3 text-body ring-1 ring-line-strong" />
      <button type="submit" className="h-12 rounded-field bg-brand-600 px-4 text-body font-semibold text-white">{texts.send}</button>
    </form>
  );
}

// -- agent ------------------------------------------------------------------------------------
export function DeskChat({ callId, live, rows, byText, texts, onOpen, onSay }) {
  const [shown, setShown] = useState(false);
  const [caption, setCaption] = useState(null); // null: as the customer needs it
  const saying = useSaying(rows, onSay);
  const unread = useUnread(rows, shown);
  const asCaption = caption ?? byText;
  useEffect(() => { onOpen(callId || 0); setCaption(null); setShown(false); }, [callId]);
  useEffect(() => { if (unread > 0) setShown(true); }, [unread]);
  const send = (event) => {
    event.preventDefault();
    const field = event.currentTarget.elements.words;
    saying.say(field.value, asCaption ? "caption" : "text");
    field.value = "";
  };
  if (!live && rows.length === 0) return null;
  const left = (event) => { if (!event.currentTarget.contains(event.relatedTarget)) setShown(false); };
  return (
    <div id="desk-chat" data-rows={rows.length} onBlur={left} className="relative shrink-0">
      {shown && (
        <div className="absolute inset-x-0 bottom-full z-20 mb-1.5 flex max-h-56 flex-col rounded-panel border border-line bg-surface shadow-pop">
          <div className="flex h-8 items-center justify-between border-b border-line px-3 text-xs font-semibold">{texts.title}
            <button type="button" onClick={() => setShown(false)} className="font-medium text-muted hover:text-ink">{texts.close}</button>
          </div>
          <Log rows={rows} saying={saying} texts={texts} label={texts.title} />
        </div>
      )}
      {!live && (
        <button type="button" onClick={() => setShown(true)} className="h-8 rounded-control border border-edge bg-surface px-3 text-xs font-medium shadow-panel hover:bg-hover">
          {texts.title} · {rows.length}
        </button>
      )}
      {live && <form onSubmit={send} className="flex items-center gap-2">
        {byText && <span role="status" className="inline-flex h-8 items-center rounded-control bg-warn-100 px-2.5 text-xs font-semibold whitespace-nowrap text-warn-700">{texts.writes}</span>}
        <div className="relative min-w-0 flex-1">
          <input name="words" id="desk-words" data-key="C" autoComplete="off" maxLength={500} placeholder={texts.write} aria-label={texts.write} onFocus={() => setShown(true)}
                 className="h-8 w-full rounded-control border border-edge bg-surface pr-8 pl-2.5 text-ui text-ink placeholder:text-muted" />
          <kbd aria-hidden="true" className="pointer-events-none absolute top-[7px] right-2 inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-[5px] border border-line bg-surface px-1 font-sans text-micro font-semibold text-muted">C</kbd>
        </div>
        <button type="button" aria-pressed={asCaption} onClick={() => setCaption(!asCaption)} title={texts.caption_hint}
                className={`h-8 rounded-control px-2.5 text-xs font-medium whitespace-nowrap ring-1 ${asCaption ? "bg-brand-50 text-brand-700 ring-brand-600/40" : "text-muted ring-edge hover:bg-hover"}`}>{texts.caption}</button>
        <button type="submit" className="h-8 rounded-control border border-edge bg-surface px-3 text-xs font-medium shadow-panel hover:bg-hover">{texts.send}</button>
      </form>}
    </div>
  );
}

const Bubble = () => (
  <svg viewBox="0 0 24 24" className="size-5 shrink-0 fill-none stroke-current" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
    <path d="M4 6.5A2.500 2.500 0 0 1 6.500 4h11A2.500 2.500 0 0 1 20 6.500v7a2.500 2.500 0 0 1-2.500 2.500H11l-4.500 4v-4A2.500 2.500 0 0 1 4 13.500zM8 8.500h8M8 11.800h5" />
  </svg>
);
