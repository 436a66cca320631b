// The camera as a hand scanner: two frames a second to our own server until one holds a serial.
import { useEffect, useRef, useState } from "react";

const EVERY = 500;
const WIDTH = 1280;

export function Scanner({ words, onSerial, onClose }) {
  const video = useRef(null);
  const told = useRef(onSerial);
  told.current = onSerial;
  const [denied, setDenied] = useState(false);

  useEffect(() => {
    let stream, timer, over = false;
    const canvas = document.createElement("canvas");

    const look = async () => {
      const seen = video.current;
      if (over) return;
      if (seen?.videoWidth) {
        const scale = Math.min(1, WIDTH / seen.videoWidth);
        canvas.width = seen.videoWidth * scale;
        canvas.height = seen.videoHeight * scale;
        canvas.getContext("2d").drawImage(seen, 0, 0, canvas.width, canvas.height);
        const frame = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
        const answer = await fetch("/api/admin/serial", { method: "POST", body: frame })
          .then((response) => (response.ok ? response.json() : {}))
          .catch(() => ({}));
        if (over) return;
        if (answer.serial) return told.current(answer.serial);
      }
      timer = setTimeout(look, EVERY);
    };

    navigator.mediaDevices
      ?.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } })
      .then((given) => {
        if (over) return given.getTracks().forEach((track) => track.stop());
        stream = given;
        video.current.srcObject = given;
        look();
      })
      .catch(() => setDenied(true)) ?? setDenied(true);

    return () => {
      over = true;
      clearTimeout(timer);
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, []);

  if (denied) {
    return <p role="alert" className="mt-2 text-xs text-bad-700">{words.denied}</p>;
  }
  return (
    <div className="relative mt-2 overflow-hidden rounded-control bg-stage">
      <video ref={video} autoPlay muted playsInline className="h-44 w-full object-cover" />
      <span className="pointer-events-none absolute inset-x-6 top-1/2 h-px bg-live" />
      <p className="absolute inset-x-0 bottom-0 bg-stage/75 px-2 py-1 text-micro text-white">{words.aim}</p>
      <button type="button" onClick={() => onClose()}
        className="absolute top-1.5 right-1.5 rounded-md bg-stage/75 px-2 py-0.5 text-micro font-medium text-white">
        {words.stop}
      </button>
    </div>
  );
}
