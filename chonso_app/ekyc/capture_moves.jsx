// A few moves in front of the camera, right after the portrait. The server gives moves and a nonce for
// a minute; three frames of each go up while the person moves.
import { useEffect, useState } from "react";
import { Icon } from "$/public/external/chonso_app/ui/icons/icons.jsx";
import { useCamera } from "./capture_camera.js";
import { follow } from "./capture_challenge.js";
import { frameOf, send } from "./capture_tools.js";

const ARROWS = { left: "left", right: "right", closer: "expand", blink: "eye" };
const LOOK_EVERY = 90;  // milliseconds

export function Moves({ code, files, words, onDone }) {
  const { video, camera, mirrored } = useCamera(true);
  const [round, setRound] = useState(0);
  const now = useChallenge({ code, files, video, on: camera === "on", round });

  useEffect(() => {
    if (now.phase !== "done") return undefined;
    const timer = setTimeout(onDone, 1200);
    return () => clearTimeout(timer);
  }, [now.phase]);

  const lost = now.phase === "lost" || camera === "none";
  return (
    <>
      <video ref={video} autoPlay playsInline muted data-camera={camera} data-moves={now.phase} data-move={now.move}
        className={`absolute inset-0 size-full object-cover ${mirrored ? "-scale-x-100" : ""} ${camera === "on" ? "" : "invisible"}`} />
      <div className="relative flex min-h-0 flex-1 flex-col items-center gap-4 px-4 pt-[clamp(118px,17.5dvh,156px)]" role="status" aria-live="polite">
        <p className={`relative z-10 inline-flex min-h-12 items-center gap-2.5 rounded-full py-2 pl-3.5 pr-5 text-body font-semibold text-ink shadow-float ${now.say ? "bg-[#ffb84d]" : "bg-white"}`}>
          <Icon name={lost ? "alert" : ARROWS[now.move] ?? "face"} className="size-6" />
          {lost ? words.moves_lost : now.phase === "done" ? words.moves_done : now.say ? words[now.say] : now.move ? words[`move_${now.move}`] : words.moves_ready}
        </p>
        <Oval share={now.share} />
        <ol className="relative flex gap-2" aria-label={words.moves_title}>
          {now.moves.map((one, place) => (
            <li key={one} className={`h-1.5 w-10 rounded-full ${place < now.at || now.phase === "done" ? "bg-white" : place === now.at ? "bg-white/60" : "bg-white/25"}`} />
          ))}
        </ol>
        <p className="relative max-w-[290px] text-center text-body text-white/85">{lost ? now.text || words.moves_lost_note : words.moves_note}</p>
      </div>
      <div className="relative shrink-0 px-4 pb-[max(28px,env(safe-area-inset-bottom))]">
        <div className="grid grid-cols-2 gap-3">
          <button type="button" onClick={onDone} id="skip-moves"
            className={`inline-flex h-13 items-center justify-center rounded-field bg-white/10 text-lead font-semibold ${lost && camera === "on" ? "" : "col-span-2"}`}>{words.moves_skip}</button>
          {lost && camera === "on" && (
            <button type="button" onClick={() => setRound(round + 1)}
              className="inline-flex h-13 items-center justify-center rounded-field bg-brand-600 text-lead font-semibold shadow-press active:bg-brand-700">{words.moves_again}</button>
          )}
        </div>
        <p className="mt-3 text-center text-note text-white/75">{words.moves_skip_note}</p>
      </div>
    </>
  );
}

function Oval({ share }) {
  return (
    <div className="pointer-events-none relative aspect-[4/5] h-[clamp(220px,35dvh,300px)] shrink-0 rounded-[50%] border-4 border-white/40 shadow-[0_0_0_999px_rgb(7_18_38/.72)]">
      <div className="absolute -inset-1 rounded-[50%] border-4 border-white transition-opacity" style={{ opacity: share }} />
    </div>
  );
}

// phase: ready, asked, sending, done, lost. Ends by itself when the person leaves or starts again.
function useChallenge({ code, files, video, on, round }) {
  const first = { phase: "ready", moves: [], at: 0, share: 0, move: "", say: "", text: "" };
  const [now, setNow] = useState(first);
  useEffect(() => {
    if (!on) return undefined;
    const run = { over: false };
    setNow(first);
    const tell = (more) => !run.over && setNow((before) => ({ ...before, ...more }));
    challenge({ code, files, video, run, tell }).catch((error) => tell({ phase: "lost", text: error.text ?? "" }));
    return () => { run.over = true; };
  }, [on, round]);
  return now;
}

async function challenge({ code, files, video, run, tell }) {
  const { faceFinder } = await import("./capture_vision.js");
  const find = await faceFinder(files);
  const url = `/api/ekyc/${code}/moves`;
  const begun = wellDone(await send(`${url}/begin`, null));
  const headers = { "X-Challenge": begun.nonce };
  const ends = Date.now() + begun.seconds * 1000;
  const sending = [];
  tell({ phase: "asked", moves: begun.moves });
  for (const [at, move] of begun.moves.entries()) {
    const step = follow(move);
    tell({ at, move, say: "", share: 0 });
    for (let kept = 0, done = false; !done;) {
      if (run.over) return;
      if (Date.now() > ends) throw new Error("late");
      const told = step(await find(video.current));
      if (told.keep) {
        const number = at * begun.frames + kept++;
        const frame = await frameOf(video.current);
        sending.push(send(`${url}/${number}`, frame, null, headers));
      }
      tell({ share: told.share, say: told.say ?? "" });
      done = Boolean(told.done);
      await new Promise((wait) => setTimeout(wait, LOOK_EVERY));
    }
  }
  tell({ phase: "sending", move: "" });
  for (const one of await Promise.all(sending)) wellDone(one);
  wellDone(await send(`${url}/done`, null, null, headers));
  tell({ phase: "done", share: 1 });
}

function wellDone(answer) {
  if (answer.ok) return answer.said;
  throw Object.assign(new Error("refused"), { text: answer.text });
}
