// A form that asks by the address bar: GET to `action`, in the running app once it runs and by the
// browser alone before. Fields of one name are joined by commas, empty ones left out. A field with
// data-clears="a b" empties the fields a and b when it is changed.
import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";

export function written(form) {
  const said = {};
  for (const [name, value] of new FormData(form)) {
    if (value !== "") said[name] = said[name] ? said[name] + "," + value : value;
  }
  return new URLSearchParams(said).toString().replaceAll("%2C", ",").replaceAll("%2A", "*");
}

function clear(form, names) {
  for (const field of form.elements) {
    if (!names?.split(" ").includes(field.name)) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = false;
    else field.value = "";
  }
}

export function QueryForm({ id, action, className, children, onTyped, ...rest }) {
  const navigate = useNavigate();
  const waiting = useRef(0);
  useEffect(() => () => clearTimeout(waiting.current), []);

  const submit = (event) => {
    event.preventDefault();
    const query = written(event.currentTarget);
    event.currentTarget.closest("dialog")?.close();
    document.activeElement?.blur();
    navigate(action + (query ? "?" + query : ""));
  };
  const typed = (event) => {
    const form = event.currentTarget;
    clear(form, event.target.dataset.clears);
    if (!onTyped) return;
    clearTimeout(waiting.current);
    waiting.current = setTimeout(() => onTyped(written(form)), 200);
  };

  return (
    <form id={id} action={action} method="get" className={className} onSubmit={submit} onChange={typed} {...rest}>
      {children}
    </form>
  );
}
