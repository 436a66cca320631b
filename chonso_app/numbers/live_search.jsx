// The search box of /tim: what is typed is asked at once, without leaving the page. One question is
// under way at a time; of those typed meanwhile only the last is asked.
import { useEffect, useRef } from "react";
import { written } from "$/public/external/chonso_app/ui/parts/forms/query.jsx";

const LOST_AFTER = 2000; // ms: an answer that will not come any more (refused, or the line broke)

// answered: the question that the page shows. typed: what its box says. place: its address.
export function LiveSearch({ answered, typed, place, onAsk, children, ...rest }) {
  const form = useRef(null);
  const asked = useRef(null);
  const since = useRef(0);

  const waiting = () => asked.current !== null && performance.now() - since.current < LOST_AFTER;
  const ask = () => {
    const question = written(form.current);
    if (waiting() || question === answered) return;
    asked.current = question;
    since.current = performance.now();
    onAsk(question);
  };

  useChanges(answered, () => {
    if (asked.current !== answered) {
      if (!waiting()) form.current.elements.q.value = typed; // by a link, or by going back
      return;
    }
    asked.current = null;
    ask();
  });
  useChanges(place, () => {
    try {
      history.replaceState(history.state, "", location.pathname + (place && "?" + place));
    } catch {
      // Safari allows a hundred in half a minute: the next one will do
    }
  });

  const submit = (event) => {
    event.preventDefault();
    ask();
    form.current.elements.q.blur();
  };
  const clear = (event) => {
    event.preventDefault();
    form.current.elements.q.value = "";
    form.current.elements.q.focus();
    ask();
  };
  return (
    <form
      {...rest} ref={form} action="/tim" method="get" role="search"
      onSubmit={submit} onInput={ask} onReset={clear}
    >
      {children}
    </form>
  );
}

// Not for what it is when the page is first drawn: then the address and the box are right.
function useChanges(value, act) {
  const before = useRef(value);
  useEffect(() => {
    if (value === before.current) return;
    before.current = value;
    act();
  }, [value]);
}
