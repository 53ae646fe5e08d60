"use strict";
// base41 with its guard, docs/seal.md 1. Two bytes are three symbols, least significant first.
var base41 = (function () {
  const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./:+";
  const GUARDS = 36;

  function decode(text) {
    if (/[a-z]/.test(text)) throw new Incomplete("lowercase");
    const values = Array.from(text, function (symbol) { return ALPHABET.indexOf(symbol); });
    if (values.indexOf(-1) >= 0) throw new Incomplete("symbol");
    if (values.length === 0 || values.length % 3 === 2) throw new Incomplete("length");
    const last = values.pop();
    if (guard(values) !== last) throw new Incomplete("guard");
    return bytes(values, ALPHABET.length);
  }

  function guard(values) {
    return values.reduce(function (sum, value, at) { return (sum + value * (at + 1)) % GUARDS; }, 0);
  }

  // Shared with base45, which counts the same way with four symbols more.
  function bytes(values, size) {
    const found = [];
    for (let at = 0; at < values.length; at += 3) {
      const three = at + 2 < values.length;
      const number = values[at] + size * (values[at + 1] + (three ? size * values[at + 2] : 0));
      if (number > (three ? 0xffff : 0xff)) throw new Incomplete("value");
      if (three) found.push(number >> 8);
      found.push(number & 0xff);
    }
    return new Uint8Array(found);
  }

  function encode(data) {
    const values = [];
    for (let at = 0; at < data.length; at += 2) {
      const two = at + 1 < data.length, number = two ? data[at] << 8 | data[at + 1] : data[at], size = ALPHABET.length;
      values.push(number % size, Math.floor(number / size) % size);
      if (two) values.push(Math.floor(number / size / size));
    }
    return values.concat(guard(values)).map(function (value) { return ALPHABET[value]; }).join("");
  }

  return { decode: decode, encode: encode, bytes: bytes };
})();
