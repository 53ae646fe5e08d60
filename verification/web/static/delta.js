"use strict";
// What changed in a revocation list since an older one (docs/seal.md 4): let in like a list, and put on exactly the
// list that it follows.
var delta = (function () {
  const EXTERNAL = cbor.utf8("guichet-delta"), LIMIT = 1 << 16, KID_BYTES = 4, STATUSES = 4, ARRAY = 4;
  const RICE_MAX = 24, QUOTIENT_MAX = 4096;

  function refuse(reason) { throw new cbor.Malformed(reason); }

  // { kid, base, number, iat, changes: Map of index to status }. Rejects with Malformed: shape, subject, key, signature.
  function open(data, trust) {
    return Promise.resolve().then(function () {
      let envelope = null, found = null;
      try {
        envelope = cose.takeApart(data, LIMIT);
        found = taken(envelope);
      } catch (error) {
        refuse("shape");
      }
      const subject = bundle.key(trust, found.kid);
      if (!subject) refuse("subject");
      return lists.admitted(envelope, trust, subject, found, true, EXTERNAL);
    });
  }

  function taken(envelope) {
    const found = cbor.read(envelope.payload, LIMIT);
    if (!Array.isArray(found) || found.length !== 5 || !(found[0] instanceof Uint8Array) || !(found[4] instanceof Map)) refuse("shape");
    if (found[0].length !== 0 && found[0].length !== KID_BYTES) refuse("shape");
    return {
      kid: cbor.hex(found[0].length ? found[0] : envelope.kid), base: fields.number(found[1]), number: fields.number(found[2]),
      iat: fields.moment(found[3]), changes: changes(found[4]),
    };
  }

  function changes(sets) {
    const found = new Map();
    sets.forEach(function (coded, status) {
      if (typeof status !== "number" || status < 0 || status >= STATUSES || !Array.isArray(coded) || coded.length !== 3) refuse("shape");
      indices(coded[2], fields.number(coded[1]), fields.number(coded[0])).forEach(function (index) {
        if (found.has(index)) refuse("shape");
        found.set(index, status);
      });
    });
    return found;
  }

  // Golomb-Rice: gaps as ones and a zero, then ``rice`` bits; most significant first, padded with zeros to a byte.
  function indices(data, count, rice) {
    if (!(data instanceof Uint8Array) || rice > RICE_MAX || count > data.length * 8) refuse("shape");
    const found = [], size = Math.pow(2, rice);
    let at = 0, last = -1;

    function bit() {
      if (at >= data.length * 8) refuse("shape");
      at += 1;
      return data[at - 1 >> 3] >> 7 - (at - 1 & 7) & 1;
    }

    while (found.length < count) {
      let ones = 0, rest = 0;
      while (bit()) if ((ones += 1) > QUOTIENT_MAX) refuse("shape");
      for (let place = 0; place < rice; place += 1) rest = rest * 2 + bit();
      last += 1 + ones * size + rest;
      found.push(last);
    }
    if (data.length * 8 - at >= 8) refuse("shape");
    while (at < data.length * 8) if (bit()) refuse("shape");
    return found;
  }

  // The list brought up to date. Malformed: older than the list, gap when it follows another, shape beyond any list.
  function apply(found, list) {
    if (list.number >= found.number) refuse("older");
    if (list.number !== found.base) refuse("gap");
    let reach = 1;
    found.changes.forEach(function (_, index) { reach = Math.max(reach, Math.floor(index / 4) + 1); });
    if (reach > lists.LONGEST) refuse("shape");
    // A place beyond the end makes the list longer; the places between are valid.
    const statuses = new Uint8Array(Math.max(reach, list.statuses.length));
    statuses.set(list.statuses);
    found.changes.forEach(function (status, index) {
      const byte = Math.floor(index / 4), place = index % 4 * 2;
      statuses[byte] = statuses[byte] & ~(3 << place) | status << place;
    });
    return Object.assign({}, list, { number: found.number, iat: found.iat, exp: found.iat + list.exp - list.iat, statuses: statuses });
  }

  // "list", "delta", or "" for anything else: a document's token is neither.
  function kindOf(data) {
    try {
      return kind(cose.takeApart(data, cbor.REGISTER));
    } catch (error) {
      if (!(error instanceof cbor.Malformed)) throw error;
      return "";
    }
  }

  // The claims of a document are a map: no delta was ever a document, whoever signed it.
  function kind(envelope) {
    if (envelope.typ) return envelope.typ === lists.TYP ? "list" : "";
    return envelope.payload[0] >> 5 === ARRAY ? "delta" : "";
  }

  return { open: open, apply: apply, kind: kind, kindOf: kindOf };
})();
