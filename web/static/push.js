// Switches pushes on for this browser. Loaded by the page that offers it only.
(() => {
  "use strict";
  const form = document.querySelector("form[data-push]");
  const note = document.querySelector("[data-push-none]");
  const refused = document.querySelector("[data-push-refused]");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
  form.hidden = false;
  if (note) note.hidden = true;

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (ch) => ch.charCodeAt(0));
  };
  const subscribe = async () => {
    if ((await Notification.requestPermission()) !== "granted") throw new Error("refused");
    const worker = await navigator.serviceWorker.register("/static/sw.js", { scope: "/static/" });
    if (!worker.active) {
      await new Promise((done) => {
        const soon = worker.installing || worker.waiting;
        soon.addEventListener("statechange", () => { if (soon.state === "activated") done(); });
      });
    }
    const old = await worker.pushManager.getSubscription();
    if (old) await old.unsubscribe();
    return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.push) });
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const { endpoint, keys } = (await subscribe()).toJSON();
      form.elements.endpoint.value = endpoint;
      form.elements.p256dh.value = keys.p256dh;
      form.elements.auth.value = keys.auth;
      form.submit();
    } catch {
      if (refused) refused.hidden = false;
    }
  });
})();
