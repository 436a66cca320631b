// Hands the address of this page on: by the phone's own sheet, else by copying it.
import { useEffect, useState } from "react";
import { Icon } from "$/public/external/chonso_app/ui/icons/icons.jsx";

export function ShareButton({ title, label, done, className = "" }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2500);
    return () => clearTimeout(timer);
  }, [copied]);
  const share = () => {
    const url = location.href;
    if (navigator.share) return void navigator.share({ title, url }).catch(() => {});
    navigator.clipboard?.writeText(url).then(() => setCopied(true), () => {});
  };
  return (
    <button type="button" onClick={share} className={className}>
      <Icon name={copied ? "check" : "share"} className="size-5" />
      <span role="status">{copied ? done : label}</span>
    </button>
  );
}
