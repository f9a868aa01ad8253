// What every page must hold, looked at inside the page. Gives sentences about
// what is wrong.
async (want) => {
  const wrong = [];
  const say = (text) => wrong.push(text);
  const name = (el) => {
    const label = (el.getAttribute("aria-label") || el.innerText || el.name || "").trim().replace(/\s+/g, " ").slice(0, 30);
    return "<" + el.tagName.toLowerCase() + (el.id ? "#" + el.id : "") + (typeof el.className === "string" && el.className ? "." + el.className.trim().split(/\s+/).join(".") : "") + "> " + label;
  };
  const shown = (el) => el.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && el.getClientRects().length > 0;
  if (!document.title.trim()) say("the document has no title");
  if (document.documentElement.lang !== want.lang) say("lang is " + document.documentElement.lang + ", want " + want.lang);
  const heads = [...document.querySelectorAll("h1")].filter(shown);
  if (heads.length !== 1) say("the page shows " + heads.length + " h1");
  const missing = document.body.innerText.match(/⟦[^⟧]*⟧/g);
  if (missing) say("texts are missing: " + missing.join(" "));

  const found = await axe.run(document, { resultTypes: ["violations"], preload: false, rules: { "target-size": { enabled: true } } });
  for (const v of found.violations) {
    say("axe " + v.id + " (" + v.help + "): " + v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + n.html.slice(0, 100)).join(" | "));
  }

  const controls = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter((el) => shown(el) && !el.disabled);
  controls.filter((el) => el.tabIndex < 0 && !el.closest("[tabindex='-1'].roving")).forEach((el) => say("the Tab key cannot reach " + name(el)));
  controls.filter((el) => el.tabIndex > 0).forEach((el) => say("a tabindex above 0 on " + name(el)));
  return wrong;
}
