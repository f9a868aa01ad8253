// Mulin: what makes pages quicker. Nothing here is needed to use them.
// Everything is asked for by data attributes; see internal/kit/ui/README.md.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  const all = (sel, from = document) => Array.from(from.querySelectorAll(sel));
  const store = (area) => {
    try { return window[area]; } catch { return null; }
  };

  // ---- one sending only -------------------------------------------------
  const release = (form) => {
    delete form.dataset.sent;
    all("button[aria-busy]", form).forEach((b) => {
      b.removeAttribute("aria-busy");
      const label = b.querySelector("span");
      if (label && b.dataset.label) label.textContent = b.dataset.label;
    });
  };
  const once = (event, form) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    const button = event.submitter || form.querySelector("[type=submit]");
    if (!button) return;
    button.setAttribute("aria-busy", "true");
    const label = button.querySelector("span");
    if (label && form.dataset.submitOnce) {
      button.dataset.label = label.textContent;
      label.textContent = form.dataset.submitOnce;
    }
  };

  // ---- required answers, said at the field before sending -----------------
  const emptyOf = (el) => {
    if (el.tagName === "FIELDSET") return !el.querySelector("input:checked");
    if (el.type === "checkbox") return !el.checked;
    return !el.value.trim();
  };
  const sayMissing = (el) => {
    const frame = el.closest(".field");
    if (!frame || frame.querySelector("[data-said]")) return;
    const p = document.createElement("p");
    p.className = "error";
    p.id = (el.id || el.name) + "-missing";
    p.dataset.said = "1";
    p.textContent = el.dataset.missing;
    frame.append(p);
    frame.classList.add("has-error");
    el.setAttribute("aria-invalid", "true");
    const before = el.getAttribute("aria-describedby");
    el.setAttribute("aria-describedby", (before ? before + " " : "") + p.id);
    const clear = () => {
      if (emptyOf(el)) return;
      p.remove();
      el.removeAttribute("aria-invalid");
      if (before) el.setAttribute("aria-describedby", before);
      else el.removeAttribute("aria-describedby");
      if (!frame.querySelector(".error")) frame.classList.remove("has-error");
      el.removeEventListener("input", clear);
    };
    el.addEventListener("input", clear);
  };
  const complete = (form) => {
    const missing = all("[data-missing]", form).filter((el) => (el.tagName === "FIELDSET" || el.required) && emptyOf(el));
    missing.forEach(sayMissing);
    if (missing.length === 0) return true;
    const first = missing[0];
    (first.tagName === "FIELDSET" ? first.querySelector("input") : first).focus();
    return false;
  };

  // ---- drafts: kept on this device until sent, at most seven days ---------
  const PREFIX = "draft:";
  const WEEK = 7 * 24 * 3600 * 1000;
  const drafts = store("localStorage");
  const tab = store("sessionStorage");
  const secret = (el) => ["password", "file", "hidden", "submit", "button"].includes(el.type) || el.autocomplete === "one-time-code" || el.closest("[data-no-draft]");
  const kept = (form) => Array.from(form.elements).filter((el) => el.name && !secret(el));
  const saveDraft = (form) => {
    const values = kept(form).map((el) => [el.name, el.value, el.type === "checkbox" || el.type === "radio" ? el.checked : true]);
    try { drafts.setItem(PREFIX + form.dataset.draft, JSON.stringify({ at: Date.now(), values })); } catch { /* full or forbidden */ }
  };
  const fill = (form, values) => {
    let changed = false;
    const texts = values.slice();
    kept(form).forEach((el) => {
      const choice = el.type === "checkbox" || el.type === "radio";
      const i = texts.findIndex((v) => v[0] === el.name && (!choice || v[1] === el.value));
      if (i < 0) return;
      const [, value, on] = texts.splice(i, 1)[0];
      if (choice) {
        changed = changed || el.checked !== on;
        el.checked = on;
      } else if (el.value !== value) {
        changed = true;
        el.value = value;
      }
    });
    return changed;
  };
  const forgetDrafts = (keep) => {
    if (!drafts) return;
    Object.keys(drafts).filter((k) => k.startsWith(PREFIX) && !keep(k)).forEach((k) => drafts.removeItem(k));
  };
  const fresh = (key) => {
    try { return Date.now() - JSON.parse(drafts.getItem(key)).at < WEEK; } catch { return false; }
  };
  // A form that was sent and did not come back was accepted: its draft goes.
  const settleSent = () => {
    const sent = tab && tab.getItem("sent");
    if (!sent) return;
    tab.removeItem("sent");
    if (!all("[data-draft]").some((f) => f.dataset.draft === sent)) drafts.removeItem(PREFIX + sent);
  };
  const startDraft = (form) => {
    const typing = () => {
      clearTimeout(form.draftTimer);
      form.draftTimer = setTimeout(() => saveDraft(form), 400);
    };
    form.addEventListener("input", typing);
    form.addEventListener("change", typing);
    if (form.querySelector("[aria-invalid]")) return; // the server's echo is newer
    let draft = null;
    try { draft = JSON.parse(drafts.getItem(PREFIX + form.dataset.draft)); } catch { /* no draft */ }
    if (!draft || !fill(form, draft.values)) return;
    const note = form.querySelector("[data-draft-note]");
    if (note) note.hidden = false;
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if ("forgetDrafts" in form.dataset && drafts) forgetDrafts(() => false);
    if (!complete(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if ("submitOnce" in form.dataset) once(event, form);
    if (form.dataset.draft && tab && !event.defaultPrevented) {
      clearTimeout(form.draftTimer);
      saveDraft(form);
      tab.setItem("sent", form.dataset.draft);
    }
  }, true);
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach(release));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest && event.target.closest("form[data-sent]");
    if (form) release(form);
  });

  // ---- clocks ---------------------------------------------------------------
  const skew = new WeakMap();
  // The same words as the server's (internal/kit/when.Span), so that nothing
  // moves when the script takes over: one unit, rounded down.
  const words = (ms, units) => {
    const minutes = Math.floor(ms / 60000), hours = Math.floor(minutes / 60);
    const i = minutes < 120 ? 2 : hours < 48 ? 1 : 0;
    const n = [Math.floor(hours / 24), hours, minutes][i];
    const [one, many] = units.split("|")[i].split(",");
    return n + " " + (n === 1 || !many ? one : many);
  };
  const tick = (el) => {
    if (!skew.has(el)) skew.set(el, el.dataset.now ? Number(el.dataset.now) - Date.now() : 0);
    const left = Number(el.dataset.clock) - (Date.now() + skew.get(el));
    const text = left >= 0 ? el.dataset.left : el.dataset.late;
    const slot = el.querySelector("[data-clock-left]");
    if (!slot || !text) return;
    slot.textContent = text.replace("{t}", words(Math.abs(left), el.dataset.units || "day,days|hour,hours|minute,minutes"));
    if (left < 0) el.className = "badge k-danger clock";
  };
  const tickAll = () => all("[data-clock]").forEach(tick);
  setInterval(() => { if (!document.hidden) tickAll(); }, 20000);

  // ---- live parts -------------------------------------------------------------
  const where = (box) => {
    const el = document.activeElement;
    if (!el || !box.contains(el)) return null;
    return { id: el.id, href: el.getAttribute("href"), start: el.selectionStart, end: el.selectionEnd };
  };
  const putBack = (box, at) => {
    if (!at) return;
    const el = at.id ? document.getElementById(at.id) : all("a[href]", box).find((a) => a.getAttribute("href") === at.href);
    if (!el) return;
    el.focus({ preventScroll: true });
    if (at.start != null && el.setSelectionRange) {
      try { el.setSelectionRange(at.start, at.end); } catch { /* not a text field */ }
    }
  };
  const busyTyping = (box) => all("input, textarea, select", box).some((el) => el === document.activeElement || (el.type !== "hidden" && el.value !== el.defaultValue && "defaultValue" in el));
  const refresh = async (box) => {
    if (document.hidden || busyTyping(box) || box.querySelector("details[open] form")) {
      box.dataset.stale = "1";
      return;
    }
    delete box.dataset.stale;
    try {
      const answer = await fetch(box.dataset.src, { headers: { "X-Fragment": "1" }, credentials: "same-origin" });
      if (!answer.ok) return;
      const html = await answer.text();
      const at = where(box), x = window.scrollX, y = window.scrollY, inner = box.scrollTop;
      box.innerHTML = html;
      box.scrollTop = inner;
      window.scrollTo(x, y);
      putBack(box, at);
      start(box);
      if (window.htmx) window.htmx.process(box);
    } catch { /* offline: what is shown stays */ }
  };
  const listen = (box) => {
    if (box.source || !window.EventSource) return;
    box.source = new EventSource(box.dataset.live);
    const soon = () => {
      clearTimeout(box.timer);
      box.timer = setTimeout(() => refresh(box), 250);
    };
    ["message"].concat((box.dataset.liveEvents || "").split(" ").filter(Boolean)).forEach((name) => box.source.addEventListener(name, soon));
  };
  const catchUp = () => { if (!document.hidden) all("[data-live][data-stale]").forEach(refresh); };
  document.addEventListener("visibilitychange", catchUp);
  document.addEventListener("focusout", () => setTimeout(catchUp, 600));
  window.addEventListener("pagehide", () => all("[data-live]").forEach((box) => {
    if (box.source) box.source.close();
    box.source = null;
  }));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) all("[data-live]").forEach((box) => { listen(box); refresh(box); });
  });

  // ---- dialogs: opened by the address, so Back closes them ---------------------
  let opener = null;
  const openDialog = () => {
    const id = location.hash.slice(1);
    const el = id && document.getElementById(id);
    return el && (el.classList.contains("dialog") || el.classList.contains("menu-staff")) ? el : null;
  };
  const focusable = (box) => all("a[href], button, input, select, textarea, summary", box).filter((el) => el.tabIndex >= 0 && !el.disabled && el.getClientRects().length);
  const closeDialog = () => { location.hash = "#main"; };
  window.addEventListener("hashchange", () => {
    const box = openDialog();
    if (box) {
      const first = focusable(box).find((el) => !("dialogClose" in el.dataset)) || focusable(box)[0] || box;
      first.focus();
    } else if (opener && document.contains(opener)) {
      opener.focus({ preventScroll: true });
      opener = null;
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || openDialog()) return;
    const box = document.getElementById(link.getAttribute("href").slice(1));
    if (box && box.matches(".dialog, .menu-staff")) opener = link;
  });
  const keepInside = (event, box) => {
    const list = focusable(box);
    if (!list.length) return;
    const edge = event.shiftKey ? list[0] : list[list.length - 1];
    if (document.activeElement === edge || !box.contains(document.activeElement)) {
      event.preventDefault();
      (event.shiftKey ? list[list.length - 1] : list[0]).focus();
    }
  };

  // ---- a link whose page opens as a half-screen sheet ----------------------------
  const openSheet = async (link) => {
    const answer = await fetch(link.href, { headers: { "X-Fragment": "1" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error("no page");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const sheet = document.createElement("dialog");
    sheet.className = "sheet";
    sheet.setAttribute("aria-label", link.textContent.trim());
    const body = page.querySelector("main") || page.body;
    sheet.append(...Array.from(body.childNodes));
    sheet.addEventListener("close", () => { sheet.remove(); link.focus(); });
    sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });
    document.body.append(sheet);
    sheet.showModal();
    start(sheet);
    if (window.htmx) window.htmx.process(sheet);
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-sheet]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !window.HTMLDialogElement) return;
    event.preventDefault();
    openSheet(link).catch(() => { location.href = link.href; });
  });

  // ---- keys -----------------------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    const box = openDialog();
    if (box && event.key === "Escape") return closeDialog();
    if (box && event.key === "Tab") return keepInside(event, box);
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const line = document.querySelector("[data-intake]");
    if (!line) return;
    event.preventDefault();
    line.focus();
    line.select();
  });

  // ---- the intake line looks up who calls while one types -----------------------------------
  const lookUp = async (form) => {
    const box = form.querySelector("[data-lookup-box]"), turn = form.lookups = (form.lookups || 0) + 1;
    const query = new URLSearchParams(new FormData(form));
    query.delete("key");
    try {
      const answer = await fetch(form.dataset.lookup + "?" + query, { headers: { "X-Fragment": "1" }, credentials: "same-origin" });
      const html = await answer.text();
      if (!answer.ok || turn !== form.lookups) return;
      const el = document.activeElement, name = box.contains(el) && el.name, value = el.value;
      box.innerHTML = html;
      const again = name && all("input", box).find((i) => i.name === name && i.value === value);
      if (again) again.focus({ preventScroll: true });
    } catch { /* offline: the line can be sent without it */ }
  };
  const lookSoon = (event) => {
    const form = event.target.closest("form[data-lookup]");
    if (!form || !("look" in event.target.dataset || event.target.closest("[data-lookup-box]"))) return;
    clearTimeout(form.lookTimer);
    form.lookTimer = setTimeout(() => lookUp(form), event.type === "change" ? 0 : 250);
  };
  document.addEventListener("input", lookSoon);
  document.addEventListener("change", lookSoon);
  document.addEventListener("keydown", (event) => {
    const line = event.target.closest("[data-intake]");
    const next = line && line.form && line.form.elements.text;
    if (event.key !== "Enter" || event.isComposing || !next || next.value.trim()) return;
    event.preventDefault();
    next.focus();
  });

  // ---- reading aloud ------------------------------------------------------------------
  const quiet = () => all("[data-read][aria-pressed=true]").forEach((b) => {
    b.setAttribute("aria-pressed", "false");
    b.querySelector("span").textContent = b.dataset.label;
  });
  const readAloud = (button) => {
    const voice = window.speechSynthesis;
    const reading = button.getAttribute("aria-pressed") === "true";
    voice.cancel();
    quiet();
    if (reading) return;
    const box = document.querySelector(button.dataset.read);
    if (!box) return;
    const label = button.querySelector("span");
    button.dataset.label = label.textContent;
    button.setAttribute("aria-pressed", "true");
    label.textContent = button.dataset.stopText || label.textContent;
    // Short pieces: long ones are cut off by some phones' voices.
    const pieces = (box.innerText.match(/[^\n\u3002\uff01\uff1f\uff1b]+[\u3002\uff01\uff1f\uff1b]*/g) || []).map((t) => t.trim()).filter(Boolean);
    pieces.forEach((piece, i) => {
      const say = new SpeechSynthesisUtterance(piece);
      say.lang = root.lang === "en" ? "en" : "zh-CN";
      say.rate = 0.9;
      if (i === pieces.length - 1) say.onend = quiet;
      voice.speak(say);
    });
  };
  window.addEventListener("pagehide", () => { if (window.speechSynthesis) window.speechSynthesis.cancel(); });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-read], [data-print]");
    if (!button) return;
    if ("print" in button.dataset) window.print();
    else readAloud(button);
  });
  window.addEventListener("beforeprint", () => all("details[data-open-on-paper]").forEach((d) => { d.open = true; }));

  // ---- filters apply when a choice changes ---------------------------------------------
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form && event.target.tagName === "SELECT") form.requestSubmit ? form.requestSubmit() : form.submit();
  });

  // ---- start, also for parts that arrive later -------------------------------------------
  const start = (from) => {
    all("[data-clock]", from).forEach(tick);
    if (drafts) all("form[data-draft]", from).forEach(startDraft);
    all("[data-live][data-src]", from).forEach(listen);
    if (!window.speechSynthesis) all("[data-read]", from).forEach((b) => { b.hidden = true; });
    const wrong = from.querySelector("form [aria-invalid=true]");
    if (wrong && wrong.tagName !== "FIELDSET") wrong.focus();
  };
  if (drafts) {
    settleSent();
    forgetDrafts(fresh);
  }
  start(document);
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) start(event.target); });
})();
