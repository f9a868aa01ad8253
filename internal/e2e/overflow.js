// Names what sticks out to the right of the page, "" when nothing does.
() => {
  const wide = document.documentElement.scrollWidth, room = document.documentElement.clientWidth;
  if (wide <= room) return "";
  const out = [...document.body.querySelectorAll("*")].filter((el) => el.getBoundingClientRect().right > room + 1);
  const deepest = out.filter((el) => !out.some((other) => other !== el && el.contains(other)));
  return wide + " px wide in " + room + ": " + deepest.slice(0, 3).map((el) => "<" + el.tagName.toLowerCase() + "." + el.className + "> " + (el.innerText || "").slice(0, 30)).join(" | ");
}
