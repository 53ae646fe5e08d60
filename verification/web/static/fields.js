"use strict";
// Values as seals write them, docs/seal.md 2: whole numbers, one-line texts, serials, codes. Each refuses with Malformed.
var fields = (function () {
  const TEXT_MAX = 200, TIME_MAX = 253402300799, LINES_MAX = 8, DIGEST_BYTES = 16;
  const NEWEST_TYPE = 5, NEWEST_COPY = 2;
  // Control, format, separator, surrogate and private characters. What Unicode has not given out yet is let pass.
  const UNPRINTABLE = new RegExp("[\\u0000-\\u001f\\u007f-\\u00a0\\u00ad\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2" +
    "\\u1680\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ue000-\\uf8ff\\ufeff\\ufff0-\\ufffb\\ufffe\\uffff]|" +
    "[\\udb80-\\udbff]|\\udb40|\\ud804[\\udcbd\\udccd]|\\ud80d[\\udc30-\\udc3f]|\\ud82f[\\udca0-\\udca3]|\\ud834[\\udd73-\\udd7a]");

  function refuse(reason) { throw new cbor.Malformed(reason); }

  function number(value) {
    if (typeof value !== "number" || value < 0) refuse("number");
    return value;
  }

  function words(value) {
    const length = typeof value === "string" ? cbor.utf8(value).length : 0;
    if (length < 1 || length > TEXT_MAX || UNPRINTABLE.test(value)) refuse("text");
    return value;
  }

  function moment(value) {
    if (number(value) > TIME_MAX) refuse("time");
    return value;
  }

  function padded(value, width) {
    const digits = String(number(value));
    return "0".repeat(Math.max(0, width - digits.length)) + digits;
  }

  // ISO 7064 MOD 97-10: 98 less the rest, so 02 to 98 and no other spelling.
  function serial(value) {
    const digits = padded(value, 12);
    if (digits.length !== 12 || 98 - Number(digits.slice(0, 10)) * 100 % 97 !== Number(digits.slice(10))) refuse("serial");
    return digits;
  }

  function hs6(value) {
    const digits = padded(value, 6);
    if (digits.length !== 6) refuse("hs6");
    return digits;
  }

  function country(value) {
    if (typeof value !== "string" || !/^[A-Z]{2}$/.test(value)) refuse("country");
    return value;
  }

  function digest(value) {
    if (!(value instanceof Uint8Array) || value.length !== DIGEST_BYTES) refuse("digest");
    return cbor.hex(value);
  }

  // What a key's owner sealed with a type of tomorrow is no forgery: this reader is too old.
  function docType(value) {
    if (number(value) < 1 || value > NEWEST_TYPE) refuse("newer");
    return value;
  }

  function copyKind(value) {
    if (number(value) > NEWEST_COPY) refuse("newer");
    return value;
  }

  function line(value) {
    if (!Array.isArray(value) || value.length !== 4) refuse("line");
    const counts = [value[2], value[3]].map(function (count) { return count === null ? null : number(count); });
    return { hs6: hs6(value[0]), goods: words(value[1]), gross_kg: counts[0], packages: counts[1] };
  }

  function lines(value) {
    if (!Array.isArray(value) || value.length < 1 || value.length > LINES_MAX) refuse("lines");
    return value.map(line);
  }

  return {
    number: number, words: words, moment: moment, serial: serial, hs6: hs6, country: country, digest: digest,
    docType: docType, copyKind: copyKind, lines: lines, refuse: refuse,
  };
})();
