"use strict";
// Lists that come and go without a network: as the SMS that the command LISTES is answered with, and as codes on a
// colleague's screen. Whoever brings them is not trusted: what is brought is signed, and checked in registers.js.
var exchange = (function () {
  const EVERY_MS = 1000, DOTS = 8, QUIET = 4, BARE = "I2W";
  // The worst is said: what is false first, and what needs nothing last.
  const FALSE = ["signature", "key", "shape"];
  const WORDS = [["gap", "gap"], ["subject", "subject"], ["no_list", "no_list"], ["no_bundle", "no_list"], ["long", "long"], ["older", "older"]];
  let basket = new frames.Collector(), changed = null, turning = null;

  function by(id) { return document.getElementById(id); }

  function say(key, values) {
    by("brought-said").textContent = words.say("verify.exchange_" + key, values);
    by("brought-said").hidden = false;
  }

  // Frames, or the text of a delta, bare or behind a link; a document's token begins the same way and is none.
  function isFor(text) { return frames.within(text).length > 0 || bare(text) !== null; }

  function bare(text) {
    const run = text.slice(text.indexOf("#") + 1).trim().toUpperCase();
    if (run.indexOf(BARE) !== 0) return null;
    try {
      const data = base41.decode(run);
      return delta.kindOf(data) ? data : null;
    } catch (error) {
      return null;
    }
  }

  // Parts may come together or one by one, in any order. Resolves to true when nothing is waited for any more.
  function bring(text) {
    const data = bare(text);
    if (data) return taken([data]);
    return basket.add(text).then(function (found) {
      if (found.wholes.length) return taken(found.wholes);
      if (found.count) say("missing", { missing: found.missing.join(", "), count: found.count, have: found.count - found.missing.length });
      else if (found.damaged) say("damaged");
      return false;
    });
  }

  // The camera: a document's code is enough, frames when the last of them came. A blurred one is read again.
  function seen(text) { return isFor(text) ? bring(text) : true; }

  function taken(wholes) {
    return wholes.reduce(function (before, whole) {
      return before.then(function (said) { return items(whole).reduce(each, Promise.resolve(said)); });
    }, Promise.resolve([])).then(function (said) {
      conclude(said);
      return said.some(function (one) { return !one.reason; }) ? changed() : null;
    }).then(function () { return true; });
  }

  function items(whole) {
    try { return cbor.sequence(whole, cbor.REGISTER); } catch (error) { return [whole]; }
  }

  // One after the other: a delta follows the list before it.
  function each(before, data) {
    return before.then(function (said) {
      return registers.take(data).catch(function (error) {
        if (!(error instanceof cbor.Malformed)) throw error;
        return FALSE.concat(WORDS.map(function (pair) { return pair[0]; })).indexOf(error.reason) < 0 ? { reason: "shape" } : error;
      }).then(function (one) { return said.concat([one]); });
    });
  }

  function conclude(said) {
    const false_ = said.some(function (one) { return FALSE.indexOf(one.reason) >= 0; });
    const good = said.filter(function (one) { return !one.reason; });
    if (false_ || !said.length) return say("false");
    if (good.length) {
      const oldest = good.reduce(function (least, one) { return Math.min(least, one.iat); }, Infinity);
      return say("done", { age: words.since(oldest) });
    }
    const pair = WORDS.find(function (known) { return said.some(function (one) { return one.reason === known[0]; }); });
    const one = said.find(function (found) { return found.reason === pair[0]; });
    return say(pair[1], { base: one.base, number: one.number, ask: asking(one.kid, one.number) });
  }

  function asking(kid, number) { return "LISTES " + kid + " " + number; }

  // The lists of this device, how old they are, and what to text for newer ones.
  function tell(known) {
    by("exchange-hint").textContent = words.say(OFFICE.sms ? "verify.exchange_hint_to" : "verify.exchange_hint", { sms: OFFICE.sms });
    by("held").textContent = "";
    if (!known) return;
    registers.sealing(known.bundle).forEach(function (key) {
      const list = known.lists.get(key.kid), row = document.createElement("div"), name = document.createElement("b"), said = document.createElement("p");
      name.textContent = key.issuer;
      said.textContent = list ? words.say("verify.exchange_held", { number: list.number, age: words.since(list.iat) }) :
        words.say("verify.reason.no_list");
      row.appendChild(name);
      row.appendChild(said);
      if (list) said.appendChild(writing(asking(key.kid, list.number)));
      by("held").appendChild(row);
    });
  }

  // One touch opens the messages of the phone with the text in it (RFC 5724), where there is a number to write to.
  function writing(text) {
    const code = document.createElement("code");
    if (!OFFICE.sms) {
      code.textContent = text;
      return code;
    }
    const link = code.appendChild(document.createElement("a"));
    link.href = "sms:" + OFFICE.sms + "?body=" + encodeURIComponent(text);
    link.textContent = text;
    return code;
  }

  function show() {
    if (turning) return stop();
    return registers.offer().then(frames.split).then(function (texts) {
      if (!texts.length) return say("too_long");
      turning = { texts: texts, at: 0, timer: setInterval(turn, EVERY_MS) };
      by("showing").hidden = false;
      by("next").hidden = texts.length < 2;
      by("show").textContent = words.say("verify.exchange_hide");
      draw();
    });
  }

  function stop() {
    clearInterval(turning.timer);
    turning = null;
    by("showing").hidden = true;
    by("show").textContent = words.say("verify.exchange_show");
  }

  function turn() {
    turning.at = (turning.at + 1) % turning.texts.length;
    draw();
  }

  // By hand from now on: for a camera that is slower than a second.
  function next() {
    clearInterval(turning.timer);
    turn();
  }

  function draw() {
    const rows = symbol.of(turning.texts[turning.at]), side = (rows.length + 2 * QUIET) * DOTS, canvas = by("frame");
    canvas.width = canvas.height = side;
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, side, side);
    pen.fillStyle = "#000";
    rows.forEach(function (row, y) {
      row.forEach(function (dark, x) { if (dark) pen.fillRect((x + QUIET) * DOTS, (y + QUIET) * DOTS, DOTS, DOTS); });
    });
    by("frame-place").textContent = words.say("verify.exchange_place", { at: turning.at + 1, count: turning.texts.length });
  }

  function pasted(event) {
    event.preventDefault();
    const text = event.target.elements.text.value;
    event.target.reset();
    window.scrollTo(0, 0);
    return isFor(text) ? bring(text) : say("none");
  }

  // ``done`` is called when a list has changed.
  function start(done) {
    changed = done;
    by("exchange").hidden = false;
    by("brought").addEventListener("submit", pasted);
    by("show").addEventListener("click", show);
    by("next").addEventListener("click", next);
  }

  return { isFor: isFor, bring: bring, seen: seen, tell: tell, start: start };
})();
