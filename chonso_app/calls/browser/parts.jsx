// What both sides of the call draw: a picture, an icon, a clock, a round button.
import { forwardRef, useEffect, useImperativeHandle, useRef, useState } from "react";

// A media stream on the screen. `onSilent`: the browser wants a tap before it plays sound.
export const Picture = forwardRef(function Picture({ stream, muted, mirrored, id, label, onElement, onSilent, fit }, outside) {
  const video = useRef(null);
  useImperativeHandle(outside, () => video.current);
  useEffect(() => {
    const element = video.current;
    element.srcObject = stream;
    onElement?.(element);
    element.play().catch((error) => error.name === "NotAllowedError" && onSilent?.());
    return () => { element.srcObject = null; };
  }, [stream]);
  const look = `size-full ${fit === "contain" ? "object-contain" : "object-cover"} ${mirrored ? "-scale-x-100" : ""}`;
  return <video ref={video} id={id} aria-label={label} className={look} autoPlay playsInline muted={muted} />;
});

export function Clock({ since, className }) {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  if (!since) return null;
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(since)) / 1000));
  const two = (n) => String(n).padStart(2, "0");
  return <p className={className}>{two(Math.floor(seconds / 60))}:{two(seconds % 60)}</p>;
}

export function RoundButton({ icon, text, go, pressed, danger, id }) {
  return (
    <button type="button" id={id} onClick={go} aria-pressed={danger ? undefined : Boolean(pressed)}
            className={`flex w-20 flex-col items-center gap-1.5 whitespace-nowrap text-note ${danger ? "font-medium" : ""}`}>
      <span className={`grid size-14 place-items-center rounded-full ${danger ? "bg-bad-600" : pressed ? "bg-white text-ink" : "bg-white/18 backdrop-blur"}`}>
        <Icon name={icon} size="size-6.5" />
      </span>{text}
    </button>
  );
}

const PATHS = {
  mic: "M9 6.5a3 3 0 0 1 6 0v5a3 3 0 0 1-6 0zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v2.5",
  "mic-off": "M9 6.5a3 3 0 0 1 6 0v5M9 11.5a3 3 0 0 0 4.5 2.6M5.5 11.5a6.5 6.5 0 0 0 10 5.5M12 18v2.5M4 4l16 16",
  video: "M3.5 9A2.5 2.5 0 0 1 6 6.5h6.5A2.5 2.5 0 0 1 15 9v6a2.5 2.5 0 0 1-2.5 2.5H6A2.5 2.5 0 0 1 3.5 15zM15 11l5.5-3v8L15 13",
  "video-off": "M9 6.5h3.5A2.5 2.5 0 0 1 15 9v2l5.5-3v8L15 13v2M13 17.5H6A2.5 2.5 0 0 1 3.5 15V9c0-1 .6-1.9 1.5-2.300M4 4l16 16",
  camera: "M4 8.5h3.5L9 6h6l1.5 2.5H20v10H4zM12 16.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.400z",
  swap: "M4.5 12a7.5 7.5 0 0 1 13-5.100L19.5 9M19.5 4.5V9H15M19.5 12a7.5 7.5 0 0 1-13 5.100L4.5 15M4.5 19.5V15H9",
  "hang-up": "M3.5 14.200c-.6-1.9.2-3.3 1.9-4.2 4-2.2 9.2-2.2 13.2 0 1.7.9 2.5 2.3 1.9 4.2-.3.9-1 1.3-1.9 1.100l-2.7-.6c-.8-.2-1.3-.8-1.3-1.600v-1.300c-1.7-.5-3.5-.5-5.2 0v1.300c0 .8-.5 1.4-1.3 1.600l-2.7.6c-.9.2-1.6-.2-1.9-1.100Z",
  check: "m5 12.5 4.5 4.5L19 7.5",
  alert: "M12 4 2.8 19.5h18.400zM12 10v4.5M12 17v.1",
  bars: "M5 19v-3M9.7 19v-6M14.3 19v-9.5M19 19V5.5",
  card: "M3.5 8A2.5 2.5 0 0 1 6 5.5h12A2.5 2.5 0 0 1 20.5 8v8a2.5 2.5 0 0 1-2.5 2.5H6A2.5 2.5 0 0 1 3.5 16zM8.5 12.900a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.800M5.750 15.5c.5-1.4 1.5-2 2.750-2s2.250.6 2.750 2M14 10h3.5M14 13.5h3.5",
  face: "M4 8V6a2 2 0 0 1 2-2h2M16 4h2a2 2 0 0 1 2 2v2M20 16v2a2 2 0 0 1-2 2h-2M8 20H6a2 2 0 0 1-2-2v-2M9 10v.1M15 10v.1M9 14.5c1.8 1.6 4.2 1.6 6 0",
};

export function Icon({ name, size = "size-6" }) {
  return (
    <svg viewBox="0 0 24 24" className={`${size} shrink-0 fill-none stroke-current`} strokeWidth="1.75"
         strokeLinecap="round" strokeLinejoin="round" aria-hidden="true"><path d={PATHS[name]} /></svg>
  );
}
