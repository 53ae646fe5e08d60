"use strict";
// A verdict on the screen: colour, shape and word say the same. Everything is put in as text, nothing as markup.
var result = (function () {
  const SHAPES = {
    VALID: "ok", VALID_LIST_OLD: "warn", REVOKED: "stop", FORGED: "stop", WRONG_SITE: "stop", SUSPENDED: "pause",
    REPLACED: "arrow", EXPIRED: "clock", NOT_YET_OR_CLOCK: "clock", UNKNOWN_KEY: "question", INCOMPLETE: "question",
  };

  function made(tag, text, name) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (name) element.className = name;
    return element;
  }

  function within(parent, children) {
    children.forEach(function (child) { if (child) parent.appendChild(child); });
    return parent;
  }

  function draw(place, found, text, again) {
    place.textContent = "";
    within(place, [head(found), found.clockWrong ? made("p", words.say("verify.clock"), "notice") : null, reasons(found)]
      .concat(found.document ? compare(found.document) : []).concat(actions(found, text, again)));
    place.hidden = false;
  }

  function head(found) {
    const shape = SHAPES[found.word], word = found.word.toLowerCase(), box = made("div", "", "verdict " + shape), image = made("img");
    box.setAttribute("data-word", found.word);
    image.src = words.here + shape + ".svg";
    image.alt = "";
    image.width = image.height = 96;
    return within(box, [image, made("h1", words.say("verify.word." + word)), made("p", words.say("verify.say." + word), "say"), age(found)]);
  }

  // What was not believed was not looked up in any list. A clock that is wrong knows no age.
  function age(found) {
    if (found.listAge !== null) return made("p", words.say("verify.list_age", { age: found.clockWrong ? words.dated(found.listAt) : words.age(found.listAge) }), "age");
    return found.document ? made("p", words.say("verify.list_none"), "age") : null;
  }

  function reasons(found) {
    const known = found.reasons.filter(function (code) { return words.has("verify.reason." + code); });
    return within(made("ul", "", "reasons"), known.map(function (code) { return made("li", words.say("verify.reason." + code)); }));
  }

  function compare(document) {
    const list = within(made("dl"), shown.rows(document).map(function (row) {
      return within(made("div"), [made("dt", row[0]), made("dd", row[1])]);
    }));
    return [made("h2", words.say("verify.compare")), made("p", words.say("verify.compare_hint"), "hint"), list];
  }

  function actions(found, text, again) {
    const other = made("button", words.say("verify.another")), paper = made("button", words.say("verify.print"), "quiet");
    other.addEventListener("click", again);
    paper.addEventListener("click", function () { window.print(); });
    return [other, navigator.onLine && found.word !== "WRONG_SITE" ? register(text) : null, paper, navigator.onLine ? refusal() : null];
  }

  // Asking the register sends the token to it, so a person presses for that.
  function register(text) {
    const form = made("form"), button = made("button", words.say("verify.register"), "quiet");
    form.method = "post";
    form.action = "/verify";
    [["token", text], ["lang", words.chosen()]].forEach(function (pair) {
      const input = made("input");
      input.type = "hidden";
      input.name = pair[0];
      input.value = pair[1];
      form.appendChild(input);
    });
    return within(form, [button, made("p", words.say("verify.register_hint"), "hint")]);
  }

  function refusal() {
    const link = made("a", words.say("verify.refusal"));
    link.href = "/verify/refusal?lang=" + words.chosen();
    return within(made("p", "", "actions"), [link]);
  }

  return { draw: draw };
})();
