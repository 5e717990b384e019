/* Shows messages while no page of ours is open. Caches nothing and answers no request.
 *
 * A push is JSON: {tag, id, url, title, body, urgent}, or {tag, …, close: true} when nobody needs it any more.
 * One tag is one matter: a later message about it takes the place of an earlier one.
 */
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const message = event.data?.json() ?? {};
  event.waitUntil(message.close ? takeAway(message) : show(message));
});

function show({ title, body, tag, url, id, urgent }) {
  return self.registration.showNotification(title, {
    body,
    tag,
    renotify: true,
    requireInteraction: Boolean(urgent),
    data: { url, id },
  });
}

/* Browsers want to see something for every push: the same place, silently, and gone at once. */
async function takeAway({ title, tag }) {
  await self.registration.showNotification(title, { tag, silent: true });
  for (const shown of await self.registration.getNotifications({ tag })) shown.close();
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { pathname } = new URL(event.notification.data?.url ?? "/", self.location.origin);
  event.waitUntil(open(new URL(pathname, self.location.origin).href));
});

async function open(address) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((page) => page.url === address);
  return there ? there.focus() : self.clients.openWindow(address);
}
