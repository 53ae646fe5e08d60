"use strict";
// What a person does on the page. Without cryptography or a cache here the plain forms go on working by the server.
(function () {
  const REFRESH_MS = 15 * 60 * 1000;
  let known = null, refreshed = 0;
  let asked = null; // { text, opened }: ``opened`` when it came in the page's own address

  function by(id) { return document.getElementById(id); }
  function seconds() { return Date.now() / 1000; }

  function able() {
    return window.crypto && crypto.subtle && window.caches && store.possible() && window.fetch && window.TextDecoder && navigator.serviceWorker;
  }

  function notice(key, values) {
    by("notice").textContent = key ? words.say(key, values) : "";
    by("notice").hidden = !key;
  }

  function state(key, values) {
    by("state").textContent = words.say(key, values);
    by("state").hidden = false;
  }

  function ready(offline) {
    if (!known) return state("verify.not_ready");
    const newest = Array.from(known.lists.values()).reduce(function (latest, list) { return Math.max(latest, list.iat); }, known.heard);
    return state(offline ? "verify.offline" : "verify.ready", { age: words.since(Math.max(newest, known.bundle.iat)) });
  }

  // The host of this page is looked at like that of any link: a copy of it on another site says so.
  function opened() {
    const fragment = location.hash.slice(1);
    if (fragment && exchange.isFor(fragment)) return brought(fragment);
    return fragment ? { text: "https://" + location.host + "/V/#" + fragment } : null;
  }

  // A link that somebody made of a list update leads to no document.
  function brought(text) {
    by("result").hidden = true;
    by("ask").hidden = false;
    exchange.bring(text);
    return null;
  }

  // What was read of the store later may have been read of it as it was earlier.
  function become(found) {
    if (found && (!known || found.revision >= known.revision)) known = found;
  }

  // Judged again whenever lists have come; who is comparing fields meanwhile stays where he is while the word stays.
  function judge() {
    if (!asked || !known) return Promise.resolve();
    const mine = asked, held = known;
    return verdict.examine(mine.text, OFFICE.hosts, held, { device: seconds(), heard: held.heard }).then(function (found) {
      if (mine !== asked || held !== known) return;
      result.draw(by("result"), found, mine.text, again);
      by("ask").hidden = true;
      if (mine.word !== found.word) window.scrollTo(0, 0);
      mine.word = found.word;
    });
  }

  function ask(text) {
    notice("");
    if (exchange.isFor(text)) return exchange.bring(text);
    asked = { text: text };
    if (!known) notice("verify.not_ready");
    return judge();
  }

  function again() {
    asked = null;
    if (location.hash) history.replaceState(null, "", location.pathname);
    by("result").hidden = true;
    by("ask").hidden = false;
    by("scan").focus();
  }

  // Lists came, here or on another tab: what stands on the screen is judged by them.
  function changed() {
    return registers.load().then(function (found) {
      become(found);
      ready(!navigator.onLine);
      exchange.tell(known);
      return judge();
    });
  }

  function refresh() {
    if (Date.now() - refreshed < REFRESH_MS && known && refreshed) return Promise.resolve();
    if (!navigator.onLine) return Promise.resolve(ready(true));
    refreshed = Date.now();
    return registers.refresh().then(function (found) {
      become(found);
      ready(false);
      exchange.tell(known);
      return judge();
    }, function () {
      refreshed = 0;
      ready(true);
    });
  }

  function close() {
    scan.close();
    by("camera").hidden = true;
    by("scan").textContent = words.say("verify.scan");
  }

  function camera() {
    if (!by("camera").hidden) return close();
    notice("");
    by("camera").hidden = false;
    by("scan").textContent = words.say("verify.scan_stop");
    return scan.watch(by("video"), function (torch) {
      by("torch").hidden = !torch;
      by("torch").onclick = torch;
    }, exchange.seen).then(function (text) {
      close();
      return exchange.isFor(text) ? null : ask(text);
    }, function (error) {
      if (error.message === "closed") return;
      close();
      notice(error.message === "no scanner" ? "verify.no_scanner" : "verify.no_camera");
    });
  }

  function none() { return null; }

  function pictured(event) {
    const file = event.target.elements.photo.files[0];
    event.preventDefault();
    scan.picture(file).catch(none).then(function (text) {
      return text || (navigator.onLine ? scan.sent(file).catch(none) : null);
    }).then(function (text) { return text ? ask(text) : notice("verify.no_code"); });
  }

  function typed(event) {
    event.preventDefault();
    ask(event.target.elements.token.value);
  }

  function online(event) {
    if (navigator.onLine) return;
    event.preventDefault();
    notice("verify.needs_network", { dial: OFFICE.dial });
  }

  function listen() {
    by("scan").addEventListener("click", camera);
    by("typed").addEventListener("submit", typed);
    by("pictured").addEventListener("submit", pictured);
    Array.from(document.querySelectorAll("form.online")).forEach(function (form) { form.addEventListener("submit", online); });
    by("language").addEventListener("change", function () { words.keep(by("language").value); ready(!navigator.onLine); exchange.tell(known); judge(); });
    window.addEventListener("hashchange", function () { asked = opened(); judge(); });
    window.addEventListener("online", refresh);
    document.addEventListener("visibilitychange", function () { if (!document.hidden) changed().catch(none).then(refresh); });
    setInterval(refresh, REFRESH_MS);
  }

  function start() {
    by("language").hidden = false;
    by("language").value = words.chosen();
    by("scan").hidden = !scan.possible();
    by("pictured").parentNode.open = !scan.possible(); // the next best
    asked = opened();
    listen();
    exchange.start(changed);
    navigator.serviceWorker.register("/V/worker.js", { scope: "/V/" }).catch(none); // asked for again at the next visit
    return registers.load().catch(none).then(function (found) {
      become(found);
      ready(false);
      exchange.tell(known);
      return judge();
    }).then(refresh);
  }

  function plain() {
    notice("verify.old_browser");
    by("typed").elements.token.value = location.hash ? location.href : "";
    by("typed").parentNode.open = true;
  }

  words.load().then(function () { return able() ? start() : plain(); });
})();
