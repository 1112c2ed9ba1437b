// Keeps the page as it is now, without moving what is under a finger, and lets digits press what carries them.
const main = document.getElementById("main");
const EVERY_MS = 1000;
const SAID_MS = 8000;
let mark = "";
let pressed = false;

addEventListener("pointerdown", () => { pressed = true; });
addEventListener("pointerup", () => { setTimeout(() => { pressed = false; }, 400); });
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (target) target.click();
});

async function look() {
  const answer = await fetch(location.pathname + location.search, {
    headers: { "X-Part": "main", ...(mark && { "If-None-Match": mark }) }, cache: "no-store",
  });
  if (answer.status !== 200 || pressed) return;
  const fresh = await answer.text();
  mark = answer.headers.get("ETag") ?? "";
  const held = document.activeElement?.id;
  main.innerHTML = fresh;
  if (held) document.getElementById(held)?.focus({ preventScroll: true });
}

if (main.hasAttribute("data-live")) {
  setInterval(() => look().catch(() => {}), EVERY_MS);
  setTimeout(() => {
    const address = new URL(location.href);
    address.searchParams.delete("said");
    history.replaceState(null, "", address);
  }, SAID_MS);
}
