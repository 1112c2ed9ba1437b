// Keeps the page as it is now, without moving what is under a finger, and lets digits press what carries them.
const main = document.getElementById("main");
const EVERY_MS = 1000;
const SAID_MS = 8000;
const AWAY_MS = 5000;
const HASTE_MS = 700;
const seen = new Map();
let mark = main.dataset.mark;
let pressed = false;

addEventListener("pointerdown", () => { pressed = true; });
addEventListener("pointerup", () => { setTimeout(() => { pressed = false; }, 400); });
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (target) target.click();
});

// What appears under a finger that was about to press something else is not an answer to it.
function waitForEyes() {
  for (const input of document.querySelectorAll("input[name=subject]")) {
    if (!seen.has(input.value)) {
      seen.set(input.value, performance.now());
      setTimeout(waitForEyes, HASTE_MS + 20);
    }
    input.form.querySelector("button").disabled = performance.now() - seen.get(input.value) < HASTE_MS;
  }
}

let answered = performance.now();

function doubt() {
  const silent = performance.now() - answered > AWAY_MS;
  document.getElementById("away").hidden = !silent;
  main.classList.toggle("doubted", silent);
}

async function look() {
  const answer = await fetch(location.pathname + location.search, {
    headers: { "X-Part": "main", "If-None-Match": mark }, cache: "no-store",
  });
  answered = performance.now();
  if (answer.status !== 200 || pressed) return;
  const fresh = await answer.text();
  mark = answer.headers.get("ETag") ?? "";
  const held = document.activeElement;
  const again = held?.id ? `#${held.id}` : `a[href="${held?.getAttribute("href")}"]`;
  main.innerHTML = fresh;
  waitForEyes();
  if (held !== document.body) main.querySelector(again)?.focus({ preventScroll: true });
}

waitForEyes();
if (main.hasAttribute("data-live")) {
  setInterval(() => look().catch(() => {}).finally(doubt), EVERY_MS);
  setTimeout(() => {
    const address = new URL(location.href);
    address.searchParams.delete("said");
    history.replaceState(null, "", address);
  }, SAID_MS);
}
