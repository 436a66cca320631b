// What only the phone can do with an activation code: open it in one tap, copy it. The code comes
// straight from our own no-store route, so that it never lies in the server's page state.
import { useEffect, useState } from "react";

const load = (code, put) => fetch(`/api/esim/${code}/fields`, { cache: "no-store" })
  .then((answer) => (answer.ok ? answer.json() : null)).then(put).catch(() => put(null));

export function OneTap({ code, issue, words }) {
  const [fields, setFields] = useState(null);
  const [android, setAndroid] = useState(false);
  useEffect(() => {
    setAndroid(/android/i.test(navigator.userAgent));
    load(code, setFields);
  }, [code, issue]);
  if (!fields) return null;
  return (
    <a href={android ? fields.android : fields.iphone} id="one-tap" rel="noreferrer" referrerPolicy="no-referrer"
      className="flex items-center gap-4 rounded-card bg-linear-135 from-ink to-brand-900 p-5 text-white [clip-path:polygon(0_0,calc(100%-28px)_0,100%_28px,100%_100%,0_100%)]">
      <span className="grid size-12 shrink-0 place-items-center rounded-full bg-white/12">
        <Icon path="M12 4v11m0 0 4.5-4.5M12 15l-4.5-4.5M4.5 19.5h15" size="size-6" />
      </span>
      <span className="flex-1">
        <span className="block text-lead font-semibold">{words.one_tap}</span>
        <span className="block text-note text-brand-100">{android ? words.one_tap_android : words.one_tap_ios}</span>
      </span>
      <Icon path="M4.5 12h15M13.5 6l6 6-6 6" size="size-6" />
    </a>
  );
}

export function ManualFields({ code, issue, words }) {
  const [fields, setFields] = useState(null);
  useEffect(() => { load(code, setFields); }, [code, issue]);
  if (!fields) return null;
  return (
    <details className="group rounded-card bg-surface ring-1 ring-line" id="manual">
      <summary className="flex min-h-14 cursor-pointer list-none items-center justify-between px-5 text-body font-semibold [&::-webkit-details-marker]:hidden">
        {words.manual}
        <Icon path="m5.5 9.5 6.5 6.5 6.5-6.5" size="size-5 text-muted group-open:rotate-180" />
      </summary>
      <dl className="divide-y divide-line border-t border-line pl-5 pr-2">
        <Line label={words.smdp} value={fields.smdp} words={words} />
        <Line label={words.code} value={fields.code} words={words} />
      </dl>
    </details>
  );
}

function Line({ label, value, words }) {
  const [copied, setCopied] = useState(false);
  const copy = () => navigator.clipboard?.writeText(value).then(() => setCopied(true)).catch(() => {});
  return (
    <div className="flex items-center gap-2 py-2.5">
      <div className="min-w-0 flex-1">
        <dt className="text-note text-muted">{label}</dt>
        <dd className="break-all tabular-nums text-body font-medium tracking-[.02em]">{value}</dd>
      </div>
      <button type="button" onClick={copy} aria-label={words.copy.replace("{what}", label)}
        className={`inline-flex h-11 min-w-11 items-center justify-center gap-1.5 rounded-full px-2.5 text-note font-semibold ${copied ? "text-ok-700" : "text-brand-600"}`}>
        <Icon path={copied ? "m5 12.5 4.5 4.5L19 7.5" : "M8.5 11a2.5 2.5 0 0 1 2.5-2.5h6.5A2.5 2.5 0 0 1 20 11v6.5a2.5 2.5 0 0 1-2.5 2.5H11a2.5 2.5 0 0 1-2.5-2.5ZM15.5 8.5v-2A2.5 2.5 0 0 0 13 4H6.5A2.5 2.5 0 0 0 4 6.5V13a2.5 2.5 0 0 0 2.5 2.5h2"} size="size-5" />
        {copied && words.copied}
      </button>
    </div>
  );
}

function Icon({ path, size }) {
  return (
    <svg viewBox="0 0 24 24" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true"
      className={`shrink-0 fill-none stroke-current ${size}`}><path d={path} /></svg>
  );
}
