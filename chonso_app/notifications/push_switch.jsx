// "Bật thông báo": asks the browser only after a tap, and tells the shop where to write to.
import { useEffect, useState } from "react";

const PATH = "/api/thong-bao";
const able = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

const send = async (path, subscription) => {
  const answer = await fetch(path, { method: "POST", body: JSON.stringify(subscription) });
  if (!answer.ok) throw new Error(String(answer.status));
};

const current = async () =>
  (await (await navigator.serviceWorker.getRegistration("/"))?.pushManager.getSubscription()) || null;

async function turnOn(key) {
  const worker = await navigator.serviceWorker.register("/sw.js", { scope: "/" });
  await navigator.serviceWorker.ready;
  const padded = key.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(key.length / 4) * 4, "=");
  const bytes = Uint8Array.from(atob(padded), (char) => char.charCodeAt(0));
  const wanted = { userVisibleOnly: true, applicationServerKey: bytes };
  await send(PATH, await worker.pushManager.subscribe(wanted));
}

export function PushSwitch({ words }) {
  const [state, setState] = useState("");  // "" nothing to show | off | busy | on | denied | failed
  const [key, setKey] = useState("");

  useEffect(() => {
    if (!able()) return;
    (async () => {
      const told = await (await fetch(`${PATH}/khoa`)).json();
      if (!told.key) return;
      setKey(told.key);
      if (Notification.permission === "denied") return setState("denied");
      const known = Notification.permission === "granted" && (await current());
      if (known) await send(PATH, known);  // whoever uses this browser now
      setState(known ? "on" : "off");
    })().catch(() => setState("off"));
  }, []);

  const on = async () => {
    setState("busy");
    try {
      const answer = await Notification.requestPermission();
      if (answer !== "granted") return setState(answer === "denied" ? "denied" : "off");
      await turnOn(key);
      setState("on");
    } catch {
      setState("failed");
    }
  };
  const off = async () => {
    try {
      const known = await current();
      if (known) {
        await send(`${PATH}/tat`, known);
        await known.unsubscribe();
      }
      setState("off");
    } catch {
      setState("failed");
    }
  };

  if (!state) return null;
  const isOn = state === "on";
  const button = isOn ? words.turn_off : state === "busy" ? words.busy : words.turn_on;
  return (
    <section aria-label={words.title} data-push={state}
      className="flex items-center gap-3.5 rounded-card bg-surface p-4 ring-1 ring-line">
      <span className="min-w-0 flex-1" role="status">
        <span className="block text-body font-semibold">{isOn ? words.is_on : words.title}</span>
        <span className="block text-note text-muted">{words[state] || words.off}</span>
      </span>
      {state !== "denied" && (
        <button type="button" disabled={state === "busy"} onClick={isOn ? off : on}
          className={isOn ? "inline-flex h-11 items-center px-2 text-note font-semibold text-brand-600"
            : "inline-flex h-11 shrink-0 items-center rounded-field bg-brand-50 px-4 text-note font-semibold text-brand-700 active:bg-brand-100"}>
          {button}
        </button>
      )}
    </section>
  );
}
