// Single keys of the staff's desks. A key presses the button that prints it (data-key), so what a
// key does and whether it may be used is said once, by the button.
import { useEffect } from "react";

const busyTyping = (node) =>
  node?.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(node?.tagName);

const named = (event) => {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + key;
};

export function Hotkeys() {
  useEffect(() => {
    const press = (event) => {
      if (event.altKey || event.repeat || event.defaultPrevented) return;
      const field = busyTyping(event.target);
      if (field && event.key === "Escape") return event.target.blur();
      if (field && !event.ctrlKey && !event.metaKey) return;
      const pressed = named(event);
      if (pressed === "Enter" && event.target.closest?.("button, a")) return;
      const room = [...document.querySelectorAll("dialog[open]")].pop() ?? document;
      const button = [...room.querySelectorAll("[data-key]")].find(
        (node) => node.dataset.key.toUpperCase() === pressed.toUpperCase()
          && !node.disabled && node.checkVisibility?.() !== false);
      if (!button) return;
      event.preventDefault();
      if (busyTyping(button)) button.focus(); else button.click();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  return null;
}

// A key without a button: press an event directly.
export function Hotkey({ name, onPress }) {
  return <button type="button" hidden data-key={name} onClick={() => onPress()} ref={(node) => {
    if (node) node.checkVisibility = () => true;
  }} />;
}
