// Keeps the reader's place while the page lives: rows under the pointer stay where they are,
// a row that changed says so, a broken connection is told in words.
(() => {
  "use strict";
  const MARK_MS = 8000;
  const hovers = window.matchMedia("(hover: hover)");
  let versions = new Map();
  let unfolded = [];
  let heldBack = false;

  const tell = (state) => () => { document.body.dataset.connection = state; };
  const rows = () => [...document.querySelectorAll("[data-version]")];
  const isPointedAt = (list) =>
    Boolean(list) && ((hovers.matches && list.matches(":hover")) || list.querySelector(":focus-visible") !== null);
  const isLive = (event) => event.detail?.ctx?.sourceElement?.hasAttribute("data-live-block");

  // While the pointer is on the list, ask for the same rows in the same order, news at the end.
  document.addEventListener("htmx:config:request", (event) => {
    const list = document.getElementById("faults");
    if (!isLive(event) || !isPointedAt(list)) return;
    heldBack = true;
    event.detail.ctx.request.body.set("keep", rows().map((row) => row.dataset.key).join(","));
  });
  document.addEventListener("mouseout", (event) => {
    const list = document.getElementById("faults");
    if (!heldBack || !list || list.contains(event.relatedTarget)) return;
    heldBack = false;
    window.htmx.trigger("#queue", "settled");
  });

  // What appears above the row that is being looked at must not push it away.
  const held = { row: null, top: 0 };
  const pointedRow = () => document.querySelector("tr[data-key]:hover, tr[data-key]:focus-within");

  document.addEventListener("htmx:before:swap", () => {
    held.row = pointedRow();
    held.top = held.row?.getBoundingClientRect().top ?? 0;
    versions = new Map(rows().map((row) => [row.dataset.key, row.dataset.version]));
    unfolded = [...document.querySelectorAll("details[id][open]")].map((fold) => fold.id);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    if (!isLive(event)) return;
    tell("live")();
    // The centre does not know what the reader has unfolded.
    for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
    if (held.row?.isConnected) window.scrollBy(0, held.row.getBoundingClientRect().top - held.top);
    for (const row of rows()) {
      if (versions.get(row.dataset.key) === row.dataset.version) continue;
      row.setAttribute("data-changed", "");
      window.setTimeout(() => row.removeAttribute("data-changed"), MARK_MS);
    }
  });

  document.addEventListener("htmx:sse:after:connection", tell("live"));
  for (const failure of ["htmx:sse:error", "htmx:error", "htmx:response:error"]) {
    document.addEventListener(failure, tell("lost"));
  }

  // A choice in the filters takes effect at once; without this script the button beside them does it.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });
})();
