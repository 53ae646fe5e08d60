// A paper that is being sealed is there within seconds: look again by itself, half a minute long, then leave it to the
// person. "after" tells the session that nobody pressed a key. Without a script there is a link.
"use strict";
if (document.querySelector("[data-soon]")) {
  const address = new URL(location.href);
  const times = Number(address.searchParams.get("after") || 0);
  if (times < 10) {
    address.searchParams.set("after", String(times + 1));
    setTimeout(() => location.replace(address), 3000);
  }
}
