// The progress of a statement, renewed in place. Without it the page reloads itself.
"use strict";
(() => {
  const EVERY_MS = 1500;
  const look = async () => {
    const shown = document.getElementById("work");
    if (!shown || !shown.dataset.going) return;
    try {
      const answer = await fetch(shown.dataset.again, { credentials: "same-origin" });
      if (answer.redirected) { location.replace(answer.url); return; }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.getElementById("work");
      if (!found || !found.dataset.going) { location.reload(); return; }
      shown.replaceWith(document.adoptNode(found));
    } catch (error) {
      // The network is away for a moment: the next look finds it again.
    }
    setTimeout(look, EVERY_MS);
  };
  setTimeout(look, EVERY_MS);
})();
