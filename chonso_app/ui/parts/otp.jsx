// Six digits: one transparent input over six drawn boxes, so that the phone can fill the code in.
import { useEffect, useRef, useState } from "react";

const LENGTH = 6;

export function OtpBoxes({ name = "otp", label, wrong, describedBy, serial, onComplete, onTyped }) {
  const [code, setCode] = useState("");
  const [here, setHere] = useState(false);
  const input = useRef(null);

  // a new code was sent, or the last one was wrong: begin again
  useEffect(() => { if (serial) { setCode(""); input.current?.focus(); } }, [serial]);

  const typed = (event) => {
    const digits = event.target.value.normalize("NFKC").replace(/\D/g, "").slice(0, LENGTH);
    setCode(digits);
    onTyped?.(digits);
    if (digits.length === LENGTH && digits !== code) onComplete?.(digits);
  };

  return (
    <div className="relative">
      <div aria-hidden="true" className="grid grid-cols-6 gap-2 tabular-nums text-num font-semibold">
        {Array.from({ length: LENGTH }, (_, place) => (
          <span key={place} className={box(place, code, here, wrong)}>{code[place] ?? ""}</span>
        ))}
      </div>
      <input
        ref={input} id={name} name={name} value={code} onChange={typed}
        onFocus={() => setHere(true)} onBlur={() => setHere(false)}
        type="text" inputMode="numeric" autoComplete="one-time-code" pattern="\d{6}" required
        aria-label={label} aria-invalid={wrong ? "true" : "false"} aria-describedby={describedBy}
        className="absolute inset-0 w-full cursor-text opacity-0 text-[16px]"
      />
    </div>
  );
}

function box(place, code, here, wrong) {
  const now = here && place === Math.min(code.length, LENGTH - 1);
  const ring = now ? "ring-2 ring-brand-600" : wrong ? "ring-2 ring-bad-600" : "ring-1 ring-line-strong";
  return `grid h-13 place-items-center rounded-field ${wrong ? "bg-bad-50" : "bg-surface"} ${ring}`;
}
