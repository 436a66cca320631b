// The time in Vietnam, at the top of every desk.
import { useEffect, useState } from "react";

const words = new Intl.DateTimeFormat("vi-VN", {
  timeZone: "Asia/Ho_Chi_Minh", weekday: "short", day: "2-digit", month: "2-digit",
  hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

function written(moment) {
  const part = Object.fromEntries(words.formatToParts(moment).map((one) => [one.type, one.value]));
  return `${part.weekday}, ${part.day}/${part.month} · ${part.hour}:${part.minute}`;
}

export function DeskClock({ className }) {
  const [shown, setShown] = useState("");
  useEffect(() => {
    const tick = () => setShown(written(new Date()));
    tick();
    const timer = setInterval(tick, 5000);
    return () => clearInterval(timer);
  }, []);
  return <span className={className}>{shown}</span>;
}
