// Shows what the shop tells this browser, also while no page of it is open. Caches nothing.
const inside = (path) => typeof path === "string" && /^\/(?![/\\])/.test(path) ? path : "/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let told = {};
  try { told = event.data.json(); } catch { return; }
  event.waitUntil(self.registration.showNotification(String(told.title || ""), {
    tag: told.tag, lang: "vi", icon: "/icon-192.png", badge: "/icon-192.png",
    data: { path: inside(told.path) },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(inside(event.notification.data?.path), self.location.origin).href;
  event.waitUntil((async () => {
    const tabs = await self.clients.matchAll({ type: "window" });
    const open = tabs.find((tab) => tab.url.split(/[?#]/)[0].replace(/\/$/, "") === url);
    return open ? open.focus() : self.clients.openWindow(url);
  })());
});

// The browser has changed its address: the old one is dead, the new one takes its place.
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil((async () => {
    const options = event.oldSubscription?.options;
    const fresh = event.newSubscription ||
      (options && await self.registration.pushManager.subscribe(options));
    if (!fresh) return;
    await fetch("/api/thong-bao", { method: "POST", body: JSON.stringify(fresh) });
  })());
});
