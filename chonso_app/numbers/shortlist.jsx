// The numbers that a visitor keeps to compare: in this browser only, at most six.
import { useSyncExternalStore } from "react";
import { Link } from "react-router";
import { Icon } from "$/public/external/chonso_app/ui/icons/icons.jsx";

const KEY = "so-da-chon";
const MOST = 6;
const NONE = { numbers: [], full: false };
const listeners = new Set();
let shown = null;

function read() {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return stored.filter((one) => /^0\d{9}$/.test(one)).slice(0, MOST);
  } catch {
    return []; // storage is closed to this page, or something else wrote there
  }
}

function show(numbers, full = false) {
  shown = { numbers, full };
  for (const tell of listeners) tell();
}

function toggle(number) {
  const { numbers } = now();
  const without = numbers.filter((one) => one !== number);
  const full = without.length === numbers.length && numbers.length >= MOST;
  const kept = full || without.length < numbers.length ? without : [...numbers, number];
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // kept until the page is left
  }
  show(kept, full);
}

const now = () => (shown ??= { numbers: read(), full: false });

function subscribe(tell) {
  const elsewhere = (event) => event.key === KEY && show(read());
  listeners.add(tell);
  addEventListener("storage", elsewhere);
  return () => {
    listeners.delete(tell);
    removeEventListener("storage", elsewhere);
  };
}

const useKept = () => useSyncExternalStore(subscribe, now, () => NONE);
const comparing = (numbers) => "/so-sanh?so=" + numbers.join(",");

export function Heart({ number, words, className = "" }) {
  const on = useKept().numbers.includes(number);
  return (
    <button
      type="button" aria-pressed={on} aria-label={words.keep + " " + number}
      onClick={() => toggle(number)}
      className={"grid size-11 shrink-0 place-items-center rounded-full active:bg-line/60 " + className}
    >
      <Icon name="heart" className={"size-6 " + (on ? "text-bad-600 *:fill-current" : "text-faint")} />
    </button>
  );
}

export function ShortlistBar({ words }) {
  const { numbers, full } = useKept();
  const said = full ? words.full : words.before + " " + numbers.length + " " + words.after;
  return (
    <div role="status" className="sticky bottom-3 z-20 mx-4 mt-auto empty:hidden">
      {numbers.length > 0 && (
        <div className="flex animate-rise items-center gap-3 rounded-card bg-ink py-2 pr-2 pl-4 text-white shadow-float">
          <Icon name="heart" className="size-5 *:fill-current" />
          <span className="flex-1 text-note font-semibold tabular-nums">{said}</span>
          <Link
            to={comparing(numbers)} discover="none"
            className="inline-flex h-11 items-center rounded-field bg-surface px-4 text-note font-semibold text-ink"
          >
            {words.compare}
          </Link>
        </div>
      )}
    </div>
  );
}

// In a header: leads to the comparison once something is kept.
export function ShortlistLink({ words }) {
  const { numbers } = useKept();
  if (!numbers.length) return null;
  return (
    <Link
      to={comparing(numbers)} discover="none" aria-label={words.compare + " " + numbers.length + " " + words.after}
      className="relative grid size-11 place-items-center rounded-full active:bg-line/60"
    >
      <Icon name="heart" className="size-6" />
      <span className="absolute top-1 right-0.5 grid h-4.5 min-w-4.5 place-items-center rounded-full bg-ink px-1 text-[11px] font-semibold text-white tabular-nums">
        {numbers.length}
      </span>
    </Link>
  );
}
