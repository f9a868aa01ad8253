// How much the page has moved since it was opened, "" when it stood still. What a
// long table moves while a loaded machine paints it in halves stays under 0.05; a
// page that moves by itself is far above.
async () => {
  const name = (el) => "<" + el.tagName.toLowerCase() + "." + String(el.className) + "> " + (el.innerText || "").trim().replace(/\s+/g, " ").slice(0, 30);
  return new Promise((done) => {
    let sum = 0;
    const where = new Set();
    const add = (list) => list.forEach((e) => {
      if (e.hadRecentInput) return;
      sum += e.value;
      e.sources.forEach((s) => s.node && s.node.nodeType === 1 && where.add(name(s.node)));
    });
    const o = new PerformanceObserver((l) => add(l.getEntries()));
    o.observe({ type: "layout-shift", buffered: true });
    setTimeout(() => { add(o.takeRecords()); done(sum < 0.05 ? "" : sum + ": " + [...where].join(", ")); }, 60);
  });
}
