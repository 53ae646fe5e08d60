"use strict";
// The fields of a document as a person compares them with the paper: [label, value]. shown.py shows the same.
var shown = (function () {
  function two(number) { return (number < 10 ? "0" : "") + number; }

  function date(seconds) {
    const at = new Date(seconds * 1000);
    return two(at.getUTCDate()) + "/" + two(at.getUTCMonth() + 1) + "/" + at.getUTCFullYear();
  }

  function counted(number) { return String(number).replace(/\B(?=(\d{3})+$)/g, " "); }
  function kilograms(number) { return counted(number) + " kg"; }
  function francs(number) { return counted(number) + " F"; }
  function spaced(digits) { return digits.slice(0, 2) + " " + digits.slice(2, 10) + " " + digits.slice(10); }
  function heading(hs6) { return hs6.slice(0, 4) + "." + hs6.slice(4); }
  function kind(number) { return words.say("verify.doc_type." + number); }
  function copy(number) { return words.say("verify.copy_kind." + number); }

  // A code as it is signed, behind what it means where the page has words for it.
  function coded(name) {
    return function (code) {
      const meaning = "verify.value." + name + "." + code.toLowerCase();
      return words.has(meaning) ? words.say(meaning) + " (" + code + ")" : code;
    };
  }

  const ORDER = [
    ["doc_type", kind], ["copy_kind", copy], ["serial", spaced], ["issuer"], ["issued_at", date], ["expires_at", date],
    ["exporter"], ["tax_id"], ["consignee"], ["dest", coded("dest")], ["hs6", heading], ["goods"], ["criterion", coded("criterion")],
    ["gross_kg", kilograms], ["packages", counted], ["package_code", coded("package_code")], ["invoice"], ["approval"], ["replaces", spaced],
    ["extra_lines", lines], ["annex_digest"], ["party"], ["matter"], ["amount_xof", francs], ["civil", civil],
  ];

  function rows(document) {
    return ORDER.reduce(function (found, field) {
      const value = document[field[0]], how = field[1];
      if (value === undefined) return found;
      if (how === lines || how === civil) return found.concat(how(value));
      return found.concat([[words.say("verify.field." + field[0]), how ? how(value) : value]]);
    }, []);
  }

  function lines(found) {
    return found.map(function (line, at) {
      const parts = [heading(line.hs6), line.goods];
      if (line.gross_kg !== null) parts.push(kilograms(line.gross_kg));
      if (line.packages !== null) parts.push(counted(line.packages));
      return [words.say("verify.field.line", { number: at + 2 }), parts.join(", ")];
    });
  }

  // MOSIP's numbers; the meaning of a number that has no label here is not guessed.
  function civil(found) {
    return Object.keys(found).map(Number).sort(function (one, other) { return one - other; }).map(function (key) {
      const label = "verify.field.civil_" + key, meaning = "verify.civil_" + key + "." + found[key];
      const coded = typeof found[key] === "number" && words.has(meaning);
      return [words.has(label) ? words.say(label) : words.say("verify.field.civil", { number: key }), coded ? words.say(meaning) : String(found[key])];
    });
  }

  return { rows: rows, date: date };
})();
