"use strict";
// RFC 9285, which health and Claim 169 codes are written in. No guard.
var base45 = (function () {
  const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

  function decode(text) {
    const values = Array.from(text, function (symbol) { return ALPHABET.indexOf(symbol); });
    if (values.indexOf(-1) >= 0) throw new Incomplete(/[a-z]/.test(text) ? "lowercase" : "symbol");
    if (values.length % 3 === 1) throw new Incomplete("length");
    return base41.bytes(values, ALPHABET.length);
  }

  return { decode: decode };
})();
