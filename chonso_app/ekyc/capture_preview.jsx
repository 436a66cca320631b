// The picture that was taken or chosen, before it goes up.
import { Icon } from "$/public/external/chonso_app/ui/icons/icons.jsx";

export function Preview({ shot, sent, words, kind, onAgain, onUse }) {
  const failed = typeof sent === "string";
  const busy = typeof sent === "number";
  return (
    <>
      <div className="flex min-h-0 flex-1 items-center justify-center px-4 pb-4 pt-[132px]">
        <img src={shot.url} alt={words[kind]} className="max-h-full max-w-full rounded-[20px] object-contain" />
      </div>
      <div className="px-4 pb-[max(28px,env(safe-area-inset-bottom))]" role="status" aria-live="polite">
        {!failed && !busy && shot.hint && (
          <p className="mb-3 flex items-center gap-2.5 rounded-card bg-[#ffb84d] p-4 text-note font-medium text-ink">
            <Icon name="alert" className="size-5" />{words[`still_${shot.hint}`]}
          </p>
        )}
        {failed && <p className="mb-3 rounded-card bg-bad-100 p-4 text-note font-medium text-bad-700">{sent}</p>}
        {busy && (
          <div className="mb-3 h-1.5 overflow-hidden rounded-full bg-white/25">
            <div className="h-full rounded-full bg-white" style={{ width: `${Math.round(sent * 100)}%` }} />
          </div>
        )}
        <div className="grid grid-cols-2 gap-3">
          <button type="button" onClick={onAgain} disabled={busy}
            className="inline-flex h-13 items-center justify-center rounded-field bg-white/10 text-lead font-semibold disabled:opacity-40">{words.again}</button>
          <button type="button" onClick={onUse} disabled={busy} id="use-picture" aria-busy={busy}
            className="inline-flex h-13 items-center justify-center rounded-field bg-brand-600 text-lead font-semibold shadow-press active:bg-brand-700">
            {busy ? `${words.sending} ${Math.round(sent * 100)}%` : failed ? words.retry : words.use}
          </button>
        </div>
      </div>
    </>
  );
}
