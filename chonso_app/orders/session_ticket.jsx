// The contact phone was proven: exchange the ticket for the account's session cookie. The page
// stays as it is; the cookie counts from the next page load on.
import { useEffect } from "react";

export function SessionTicket({ ticket }) {
  useEffect(() => {
    if (!ticket) return;
    fetch("/api/phien", {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams({ ticket }),
    }).catch(() => {});  // the browser that holds the number owns the order without it, too
  }, [ticket]);
  return null;
}
