// Forms whose answer sets the session cookie. They post natively until the page is alive, then by
// fetch, so that a refusal leaves what was typed where it is. Getting in is a full navigation: the
// socket must be made anew with the new cookie.
import { useEffect, useState } from "react";
import { Icon } from "$/public/external/chonso_app/ui/icons/icons.jsx";

async function send(action, body, lost) {
  try {
    const answer = await fetch(action, { method: "POST", body, headers: { Accept: "application/json" } });
    return await answer.json();
  } catch {
    return { text: lost };
  }
}

export function PostForm({ action, lost, className = "", children, onRefused }) {
  const [busy, setBusy] = useState(false);

  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const answer = await send(action, new URLSearchParams(new FormData(event.target)), lost);
    if (answer.next) return window.location.assign(answer.next);
    setBusy(false);
    onRefused?.(answer.text ?? lost);
  };

  return (
    <form action={action} method="post" onSubmit={submit} aria-busy={busy} className={"group " + className}>
      {children}
    </form>
  );
}

export function TicketExchange({ ticket, next, lost, onRefused }) {
  useEffect(() => {
    if (!ticket) return;
    send("/api/phien", new URLSearchParams({ ticket, next }), lost).then((answer) => {
      if (answer.next) window.location.assign(answer.next);
      else onRefused?.(answer.text ?? lost);
    });
  }, [ticket]);
  return null;
}

// A password with an eye, and while it is chosen what it still lacks.
export function PasswordBox({ name, autoComplete, invalid, describedBy, words, shortest, meter, desk }) {
  const [value, setValue] = useState("");
  const [shown, setShown] = useState(false);
  const box = desk ? "relative" : "mt-1.5 flex h-13 items-center rounded-field pl-4 pr-1 focus-within:ring-2 focus-within:ring-brand-600 " +
    (invalid ? "bg-bad-50 ring-2 ring-bad-600" : "bg-surface ring-1 ring-line-strong");
  const input = desk
    ? "h-11 w-full rounded-control border bg-surface pr-10 pl-2.5 text-[14px] text-ink " + (invalid ? "border-bad-700 ring-3 ring-bad-100" : "border-edge")
    : "h-12 min-w-0 flex-1 bg-transparent text-lead outline-none";
  const eye = desk ? "absolute top-1.5 right-1.5 grid size-8 place-items-center text-muted" : "grid size-11 place-items-center rounded-full " + (shown ? "text-brand-600" : "text-muted");
  return (
    <>
      <div className={box}>
        <input
          id={name} name={name} type={shown ? "text" : "password"} autoComplete={autoComplete}
          onChange={(event) => setValue(event.target.value)} maxLength={128} required
          aria-invalid={invalid ? "true" : "false"} aria-describedby={describedBy} className={input}
        />
        <button type="button" className={eye} aria-pressed={shown} aria-label={shown ? words.hide : words.show} onClick={() => setShown(!shown)}>
          <Icon name="eye" className={desk ? "size-4" : "size-5.5"} />
        </button>
      </div>
      {meter && <Meter value={value} words={words} shortest={shortest} letters={!desk} />}
    </>
  );
}

function Meter({ value, words, shortest, letters }) {
  const length = [...value].length;
  const mixed = /\p{L}/u.test(value) && /\d/.test(value);
  const long = length >= shortest;
  const rules = letters ? [mixed, long, length >= shortest + 4] : [long, length >= shortest + 4, length >= shortest + 8];
  const strong = rules.filter(Boolean).length;
  const missing = long ? words.long : words.missing.replace("{n}", shortest - length);
  return (
    <div aria-live="polite">
      <div className="mt-2.5 flex gap-1.5" aria-hidden="true">
        {[1, 2, 3].map((place) => <span key={place} className={"h-1 flex-1 rounded-full " + (place <= strong ? "bg-brand-600" : "bg-line")} />)}
      </div>
      <ul className="mt-2.5 flex flex-col gap-1.5 text-note">
        {letters && <Rule met={mixed} text={words.mixed} />}
        <Rule met={long} text={missing} />
      </ul>
    </div>
  );
}

function Rule({ met, text }) {
  return (
    <li className={"flex items-center gap-2 " + (met ? "text-ok-700" : "text-muted")}>
      {met ? <Icon name="check" className="size-4.5" /> : <span className="mx-[5px] size-2 rounded-full ring-[1.5px] ring-line-strong" />}
      {text}
    </li>
  );
}
