// Two small things that the pages do without, too: new notes appear by themselves, and j and k walk the queue.
(() => {
  "use strict";
  const EVERY_MS = 3000;
  const list = document.getElementById("note-list");

  async function ask() {
    const answer = await fetch(`${list.dataset.notes}?after=${list.dataset.after}`, { credentials: "same-origin", redirect: "manual" });
    if (answer.status === 204) return true;
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(`<ol>${await answer.text()}</ol>`, "text/html");
    for (const item of page.querySelectorAll("li[data-note]")) {
      list.append(item);
      list.dataset.after = item.dataset.note;
    }
    list.scrollTop = list.scrollHeight;
    return true;
  }

  // A session that ended answers with a way in: asking stops. A lost connection is asked again.
  function again() {
    setTimeout(async () => {
      if (document.hidden || (await ask().catch(() => true))) again();
    }, EVERY_MS);
  }
  if (list) {
    list.scrollTop = list.scrollHeight;
    again();
  }

  const rows = [...document.querySelectorAll("a[data-row]")];
  const step = { j: 1, k: -1 };
  document.addEventListener("keydown", (event) => {
    if (!rows.length || !(event.key in step) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.matches("input, select, textarea")) return;
    const at = rows.indexOf(document.activeElement);
    rows[Math.min(Math.max(at + step[event.key], 0), rows.length - 1)].focus();
  });
})();
