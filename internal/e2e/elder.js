// What the elder view promises: letters of 18 px, targets of 60 px.
() => {
  const wrong = [];
  const name = (el) => "<" + el.tagName.toLowerCase() + "." + String(el.className && el.className.baseVal === undefined ? el.className : "").trim().split(/\s+/).join(".") + "> " + (el.getAttribute("aria-label") || el.innerText || el.name || "").trim().replace(/\s+/g, " ").slice(0, 30);
  const shown = (el) => el.checkVisibility({ visibilityProperty: true }) && el.getClientRects().length > 0;
  const clipped = (el) => { const r = el.getBoundingClientRect(); return r.width <= 1 || r.height <= 1; };
  const seen = new Set();
  const say = (what, el) => { const text = what + " " + name(el); if (!seen.has(text)) { seen.add(text); wrong.push(text); } };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const el = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !shown(el) || clipped(el)) continue;
    const size = parseFloat(getComputedStyle(el).fontSize);
    if (size < 18) say("letters of " + size + " px:", el);
  }
  for (const el of document.querySelectorAll("a[href], button, select, textarea, summary, input:not([type=hidden])")) {
    if (!shown(el) || clipped(el)) continue;
    const style = getComputedStyle(el);
    if (el.tagName === "A" && style.display === "inline" && el.closest("p, li, td, dd")) continue; // a link within a sentence
    let box = el.getBoundingClientRect();
    if (el.type === "checkbox" || el.type === "radio" || el.type === "file") {
      const label = el.closest("label") || (el.labels && el.labels[0]);
      const large = label && label.getBoundingClientRect();
      if (large && large.height > box.height) box = large;
    }
    if (box.height < 59.5 || box.width < 44) say("a target of " + Math.round(box.width) + "×" + Math.round(box.height) + " px:", el);
  }
  return wrong;
}
