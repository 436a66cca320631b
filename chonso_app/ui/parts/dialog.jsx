// A real <dialog>: the browser traps focus, closes on Esc and gives focus back.
// Opened by the server (`open`) or, without a round trip, by any element with data-opens={id};
// an element inside with data-closes shuts it. A form inside with data-afresh is empty next time;
// until then, refused or not, it keeps what was typed.
import { useEffect, useRef } from "react";

export function Dialog({ id, open, label, className, children, onClose }) {
  const box = useRef(null);

  useEffect(() => {
    if (open === undefined) return;
    if (open && !box.current.open) box.current.showModal();
    if (!open && box.current.open) box.current.close();
  }, [open]);

  useEffect(() => {
    const opens = (event) => {
      if (event.target.closest?.(`[data-opens="${id}"]`)) box.current.showModal();
    };
    document.addEventListener("click", opens);
    return () => document.removeEventListener("click", opens);
  }, [id]);

  const clicked = (event) => {
    const scrim = event.target === box.current;
    if (scrim || event.target.closest("[data-closes]")) box.current.close();
  };

  const closed = ({ currentTarget }) => { // it may have left the page by then
    currentTarget.querySelectorAll("form[data-afresh]").forEach((form) => form.reset());
    onClose?.();
  };

  return (
    <dialog
      ref={box} id={id} aria-label={label} className={className}
      onClick={clicked} onClose={closed}
    >
      {children}
    </dialog>
  );
}
