// Shows pushes and opens the page they are about. It caches nothing.
self.addEventListener("push", (event) => {
  let news = {};
  try { news = event.data.json(); } catch { return; }
  event.waitUntil(self.registration.showNotification(news.title, {
    body: news.body, data: news.url, icon: "/static/icons/mulin.svg", tag: news.url,
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const path = String(event.notification.data || "/me/inbox");
  const url = new URL(path, self.location.origin);
  if (url.origin === self.location.origin) event.waitUntil(self.clients.openWindow(url.href));
});
