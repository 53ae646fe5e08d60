"use strict";
// The words of the page: those of the catalogue, French where a language still waits for a speaker.
var words = (function () {
  const HERE = document.currentScript.src.replace(/[^/]*$/, ""), KEPT = "guichet-language", DAY = 86400;
  let all = { fr: {} }, language = "fr";

  function load() {
    return fetch(HERE + "words.json").then(function (answer) { return answer.json(); }).then(function (found) {
      all = unpacked(found);
      choose(remembered() || (navigator.language || "").slice(0, 2));
    });
  }

  // Each key is sent once, without the name of the family of most, and nothing where a language has no words of its own:
  // its list may end before the last key.
  function unpacked(found) {
    return Object.keys(found).reduce(function (made, name) {
      if (name === "keys") return made;
      made[name] = {};
      found.keys.forEach(function (key, at) { if (found[name][at]) made[name][key[0] === "." ? "verify" + key : key] = found[name][at]; });
      return made;
    }, {});
  }

  function remembered() {
    try { return localStorage.getItem(KEPT); } catch (error) { return null; } // storage may be forbidden
  }

  function choose(wanted) {
    language = all[wanted] ? wanted : "fr";
    const waits = !all[language]["verify.title"];
    document.documentElement.lang = waits ? "fr" : language; // what is read aloud is French then
    Array.from(document.querySelectorAll("[data-words]")).forEach(function (each) { each.textContent = say(each.getAttribute("data-words")); });
    document.getElementById("waits").hidden = !waits;
    Array.from(document.querySelectorAll("input[name=lang]")).forEach(function (each) { each.value = language; });
  }

  function keep(wanted) {
    choose(wanted);
    try { localStorage.setItem(KEPT, language); } catch (error) { return; }
  }

  function has(key) { return all.fr[key] !== undefined; }

  function say(key, values) {
    const template = all[language][key] || all.fr[key] || key;
    return template.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; });
  }

  function age(seconds) {
    const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60);
    if (minutes < 1) return say("verify.age_now");
    if (minutes < 120) return say("verify.age_minutes", { count: minutes });
    return hours < 48 ? say("verify.age_hours", { count: hours }) : say("verify.age_days", { count: Math.floor(hours / 24) });
  }

  // Of a moment in Unix seconds: its date where the clock of this device is behind it, so that no age is known.
  function since(at) {
    const passed = Date.now() / 1000 - at;
    return passed < -DAY ? dated(at) : age(Math.max(0, passed));
  }

  function dated(at) { return say("verify.age_date", { date: shown.date(at) }); }

  function chosen() { return language; }

  return { load: load, keep: keep, has: has, say: say, age: age, since: since, dated: dated, chosen: chosen, here: HERE };
})();
