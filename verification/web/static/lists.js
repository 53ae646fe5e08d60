"use strict";
// Revocation lists and filters of issued seals (docs/seal.md 4), let in when their signer may speak of that key.
var lists = (function () {
  const LIST = "application/statuslist+cwt", FILTER = "application/guichet-issued+cose";
  const SUB = 2, EXP = 4, IAT = 6, TTL = 65534, STATUS_LIST = 65533, NUMBER = -70003, FILTER_BODY = -70004;
  const LIST_MAX = 1 << 19, FILTER_MAX = 1 << 21, HASHES_MAX = 64;

  function refuse(reason) { throw new cbor.Malformed(reason); }

  // The list of a key: { kid, number, statuses, iat, ttl, exp }. Rejects with Malformed.
  function open(data, trust) {
    return Promise.resolve().then(function () {
      const envelope = cose.takeApart(data, cbor.REGISTER), list = ofList(envelope);
      const subject = trust.keys.find(function (each) { return each.uri === list.uri; });
      if (!subject) refuse("subject");
      list.kid = subject.kid;
      return admitted(envelope, trust, subject, list, true);
    });
  }

  function ofList(envelope) {
    const found = cbor.read(envelope.payload, cbor.REGISTER), inner = found instanceof Map ? found.get(STATUS_LIST) : null;
    if (envelope.typ !== LIST || !(inner instanceof Map) || inner.get("bits") !== 2 || !(inner.get("lst") instanceof Uint8Array)) refuse("shape");
    return {
      uri: fields.words(found.get(SUB)), number: fields.number(found.get(NUMBER)), statuses: inflate.whole(inner.get("lst"), LIST_MAX),
      iat: fields.moment(found.get(IAT)), ttl: fields.number(found.get(TTL)), exp: fields.moment(found.get(EXP)),
    };
  }

  // The filter of a key: { kid, iat, hashes, size, bits }. Rejects with Malformed.
  function openFilter(data, trust) {
    return Promise.resolve().then(function () {
      const envelope = cose.takeApart(data, cbor.REGISTER), filter = ofFilter(envelope), subject = bundle.key(trust, filter.kid);
      if (!subject) refuse("subject");
      return admitted(envelope, trust, subject, filter, false);
    });
  }

  function ofFilter(envelope) {
    const found = cbor.read(envelope.payload, cbor.REGISTER), inner = found instanceof Map ? found.get(FILTER_BODY) : null;
    if (envelope.typ !== FILTER || !(inner instanceof Map)) refuse("shape");
    const kid = inner.get(1), hashes = fields.number(inner.get(2)), size = fields.number(inner.get(3)), bits = inner.get(4);
    const shaped = kid instanceof Uint8Array && kid.length === 4 && bits instanceof Uint8Array && hashes >= 1 && hashes <= HASHES_MAX &&
      size >= 1 && size <= bits.length * 8 && bits.length <= FILTER_MAX;
    if (!shaped) refuse("shape");
    return { kid: cbor.hex(kid), iat: fields.moment(found.get(IAT)), hashes: hashes, size: size, bits: bits };
  }

  // ``found`` when its signer may speak of the key ``subject``; ``itself``: that key may too.
  function admitted(envelope, trust, subject, found, itself, external) {
    const root = cbor.equal(envelope.kid, trust.root.kid);
    const signer = root ? trust.root : signerOf(cbor.hex(envelope.kid), trust, subject, found.iat, itself).public;
    return cose.signedBy(envelope, signer, external).then(function (right) {
      if (!right) refuse("signature");
      return found;
    });
  }

  // A thief dates a list as he likes: of a stolen key none counts, whatever its date.
  function signerOf(kid, trust, subject, at, itself) {
    const key = bundle.key(trust, kid);
    const trusted = key && key.issuer === subject.issuer && !bundle.stolen(key) && key.nbf <= at && at <= key.exp;
    if (!trusted || !(key === subject ? itself : bundle.sealsRegisters(key))) refuse("key");
    return key;
  }

  // Two bits a document, the lowest of each byte first; null beyond the end.
  function status(list, index) {
    const byte = Math.floor(index / 4);
    return byte < list.statuses.length ? list.statuses[byte] >> (index % 4) * 2 & 3 : null;
  }

  // False: these claims were never issued. Kirsch and Mitzenmacher 2006: (a + i b) mod m of one SHA-256.
  function mayHold(filter, payload) {
    return keys.sha256(payload).then(function (digest) {
      digest[15] |= 1;
      const first = rest(digest.subarray(0, 8), filter.size), second = rest(digest.subarray(8, 16), filter.size);
      for (let at = 0; at < filter.hashes; at += 1) {
        const place = (first + at * second) % filter.size;
        if (!(filter.bits[place >> 3] >> (place & 7) & 1)) return false;
      }
      return true;
    });
  }

  // A big-endian number modulo one below 2^24, without numbers that JavaScript cannot hold.
  function rest(bytes, size) {
    return bytes.reduce(function (sum, byte) { return (sum * 256 + byte) % size; }, 0);
  }

  return { TYP: LIST, LONGEST: LIST_MAX, open: open, openFilter: openFilter, admitted: admitted, status: status, mayHold: mayHold };
})();
