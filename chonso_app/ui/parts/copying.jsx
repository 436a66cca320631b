// Copies a text and says so. Where the clipboard is closed to pages, selects nothing and keeps still.
import { useEffect, useState } from "react";
import { Icon } from "$/public/external/chonso_app/ui/icons/icons.jsx";

export function CopyButton({ text, label, done, className = "", iconClass = "size-6", words }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => navigator.clipboard?.writeText(text).then(() => setCopied(true), () => {});
  return (
    <button type="button" onClick={copy} aria-label={words ? undefined : label} className={className}>
      <Icon name={copied ? "check" : "copy"} className={iconClass} />
      {words && (copied ? done : words)}
      <span role="status" className="sr-only">{copied ? done : ""}</span>
    </button>
  );
}
