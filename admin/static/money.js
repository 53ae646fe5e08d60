// The list of payments asks every 3 s whether it has changed. Without this script it is whole, and stands still.
(() => {
  "use strict";
  const EVERY_MS = 3000, SLOWEST_MS = 60000;
  const rows = document.getElementById("money-rows");
  const bar = document.getElementById("money-live");
  if (!rows || !bar || !rows.dataset.after) return;
  const [told, button] = [bar.querySelector("span"), bar.querySelector("button")];
  const words = bar.dataset;
  let paused = false, wait = EVERY_MS;

  const tell = (word) => { if (told.textContent !== word) told.textContent = word; };

  const show = () => {
    tell(paused ? words.paused : words.live);
    button.textContent = paused ? words.resume : words.pause;
  };

  // Whoever stands on a link with the keyboard stays on it.
  const replace = (html) => {
    const held = rows.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    const scrolled = rows.querySelector(".scroll")?.scrollLeft ?? 0;
    rows.innerHTML = html;
    const scroll = rows.querySelector(".scroll");
    if (scroll) scroll.scrollLeft = scrolled;
    if (held) rows.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  };

  const ask = async () => {
    const address = new URL(location.href);
    address.searchParams.set("after", rows.dataset.after);
    const answer = await fetch(address, { cache: "no-store", credentials: "same-origin" });
    // The session has ended: the page itself goes to the door, and comes back.
    if (answer.redirected) return location.reload();
    if (answer.status === 200) {
      replace(await answer.text());
      rows.dataset.after = answer.headers.get("Guichet-After");
    } else if (answer.status !== 204) throw new Error(String(answer.status));
    wait = EVERY_MS;
    if (!paused) tell(words.live);
  };

  const turn = async () => {
    if (!paused && !document.hidden) {
      try { await ask(); } catch { wait = Math.min(wait * 2, SLOWEST_MS); tell(words.lost); }
    }
    setTimeout(turn, wait);
  };

  button.addEventListener("click", () => { paused = !paused; wait = EVERY_MS; show(); });
  show();
  bar.hidden = false;
  setTimeout(turn, wait);
})();
