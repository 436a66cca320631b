// One file to one of our routes, as the raw body: dropped or chosen, with how much has been sent.
// The answer's `id` comes back by onSent; what the server refused is shown here, in its own words.
import { useRef, useState } from "react";

function send(url, file, onProgress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Content-Type", "text/csv");
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.upload.onprogress = (event) => onProgress(Math.round((100 * event.loaded) / event.total));
    request.onerror = () => resolve({});
    request.onload = () => {
      try { resolve(JSON.parse(request.responseText)); } catch { resolve({}); }
    };
    request.send(file);
  });
}

export function FileDrop({ url, words, accept, onSent }) {
  const [share, setShare] = useState(-1);
  const [over, setOver] = useState(false);
  const [refusal, setRefusal] = useState("");
  const input = useRef(null);
  const busy = share >= 0;

  const take = async (file) => {
    if (!file || busy) return;
    setRefusal("");
    setShare(0);
    const answer = await send(url, file, setShare);
    setShare(-1);
    if (input.current) input.current.value = "";
    if (answer.id) onSent(answer.id);
    else setRefusal(answer.text || words.failed);
  };
  const dropped = (event) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  const look = "relative grid place-items-center gap-1 rounded-panel border-[1.5px] border-dashed px-4 py-7 text-center transition-colors focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-brand-600 ";

  return (
    <div>
      <label onDragOver={(event) => { event.preventDefault(); setOver(true); }}
        onDragLeave={() => setOver(false)} onDrop={dropped} aria-busy={busy}
        className={look + (over ? "border-brand-600 bg-brand-50" : "border-edge bg-canvas hover:bg-hover")}>
        <input ref={input} type="file" accept={accept} disabled={busy} className="sr-only"
          onChange={(event) => take(event.target.files[0])} />
        <span className="font-semibold">{busy ? words.sending + " " + share + "%" : words.choose}</span>
        <span className="text-xs text-muted">{words.note}</span>
        {busy && <progress max="100" value={share} className="mt-2 h-1.5 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-brand-600 [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-brand-600" />}
      </label>
      <p role="alert" className="mt-2 font-medium text-bad-700 empty:hidden">{refusal}</p>
    </div>
  );
}
