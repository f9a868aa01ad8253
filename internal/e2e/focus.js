// Notes, for each element that gets the focus, whether one sees it there.
(() => {
  const face = (el) => {
    const s = getComputedStyle(el);
    return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor, s.textDecorationLine].join(";");
  };
  const faces = new WeakMap();
  window.focusNotes = { reached: 0, unseen: [], order: [] };
  window.focusBegin = () => {
    for (const el of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")) faces.set(el, face(el));
    window.focusNotes = { reached: 0, unseen: [], order: [] };
    const top = document.documentElement; // the next press of Tab begins here
    top.tabIndex = -1;
    top.focus();
    top.removeAttribute("tabindex");
    const marks = window.focusNotes, seen = new Set();
    document.addEventListener("focusin", (event) => {
      const el = event.target;
      if (seen.has(el)) return;
      seen.add(el);
      marks.reached++;
      let frame = el.closest("label") || el;
      const visible = (x) => { const s = getComputedStyle(x); return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none"; };
      const before = faces.get(el);
      const near = el.nextElementSibling;
      if (!visible(el) && !visible(frame) && !(near && visible(near)) && before === face(el)) {
        marks.unseen.push("<" + el.tagName.toLowerCase() + "." + el.className + "> " + (el.innerText || el.name || "").slice(0, 30));
      }
      const box = el.getBoundingClientRect();
      if (box.width > 0 && (box.bottom < 0 || box.top > innerHeight)) marks.unseen.push("out of sight: " + (el.innerText || el.name || "").slice(0, 30));
    });
  };
  // How many stops the Tab key has: a set of radio buttons is one.
  window.focusable = () => {
    const stops = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter((el) => el.checkVisibility({ visibilityProperty: true }) && !el.disabled && el.tabIndex >= 0);
    const sets = new Set(stops.filter((el) => el.type === "radio").map((el) => (el.form ? [...document.forms].indexOf(el.form) : "") + el.name));
    return stops.filter((el) => el.type !== "radio").length + sets.size;
  };
})()
