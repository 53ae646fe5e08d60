"use strict";
// The trust bundle (docs/seal.md 3): which keys may seal what, signed by the root. Times in Unix seconds.
var bundle = (function () {
  const TYP = "application/guichet-bundle+cose", IAT = 6, EXP = 4, TTL = 65534, BODY = -70002;
  const KEYS_MAX = 200, HASH_BYTES = 32, URI_MAX = 200, COMPROMISED = 2, REGISTERS = 0;

  // ``roots``: COSE_Keys in hex that are known; ``held``: the newest bundle so far, whose next root is accepted too.
  // Rejects with Malformed: shape, root, signature, older.
  function open(data, roots, held) {
    let envelope = null, body = null;
    return Promise.resolve().then(function () {
      envelope = cose.takeApart(data, cbor.REGISTER);
      body = taken(envelope.payload);
      return Promise.all(body.wires.map(trusted).concat(keys.read(body.root)));
    }).then(function (read) {
      body.root = read.pop();
      body.keys = read;
      check(body, envelope, roots, held);
      return cose.signedBy(envelope, body.root);
    }).then(function (right) {
      if (!right) throw new cbor.Malformed("signature");
      return body;
    });
  }

  function taken(payload) {
    const found = cbor.read(payload, cbor.REGISTER), inner = found instanceof Map ? found.get(BODY) : null;
    if (!(inner instanceof Map) || !Array.isArray(inner.get(2))) throw new cbor.Malformed("claims");
    const next = inner.get(3), root = inner.get(4);
    const hashes = next instanceof Uint8Array && next.length === HASH_BYTES && root instanceof Uint8Array;
    if (!hashes || inner.get(2).length > KEYS_MAX) throw new cbor.Malformed("claims");
    return {
      number: fields.number(inner.get(1)), wires: inner.get(2), nextRoot: cbor.hex(next), root: root,
      iat: fields.moment(found.get(IAT)), exp: fields.moment(found.get(EXP)), ttl: fields.number(found.get(TTL)),
    };
  }

  function trusted(wire) {
    if (!(wire instanceof Map) || !(wire.get(1) instanceof Uint8Array) || !Array.isArray(wire.get(3))) throw new cbor.Malformed("trusted_key");
    const state = fields.number(wire.get(6)), stolen = wire.has(7) ? fields.moment(wire.get(7)) : null;
    const made = {
      issuer: fields.words(wire.get(2)), docTypes: wire.get(3).map(fields.number), nbf: fields.moment(wire.get(4)),
      exp: fields.moment(wire.get(5)), state: state, compromisedAt: stolen, uri: fields.words(wire.get(8)),
    };
    const coherent = state <= COMPROMISED && (state === COMPROMISED) === (stolen !== null) && made.exp > made.nbf && made.uri.length <= URI_MAX;
    if (!coherent) throw new cbor.Malformed("trusted_key");
    return keys.read(wire.get(1)).then(function (key) { made.public = key; made.kid = cbor.hex(key.kid); return made; });
  }

  function check(body, envelope, roots, held) {
    const kids = new Set(body.keys.map(function (each) { return each.kid; }));
    const next = held && held.nextRoot === cbor.hex(body.root.thumbprint);
    if (kids.size < body.keys.length) throw new cbor.Malformed("keys");
    if (roots.indexOf(cbor.hex(body.root.cose)) < 0 && !next) throw new cbor.Malformed("root");
    if (envelope.typ !== TYP || !cbor.equal(envelope.kid, body.root.kid)) throw new cbor.Malformed("signature");
    if (held && body.number < held.number) throw new cbor.Malformed("older");
  }

  function key(body, kid) { return body.keys.find(function (each) { return each.kid === kid; }) || null; }
  function stolen(each) { return each.state === COMPROMISED; }
  function sealsRegisters(each) { return each.docTypes.indexOf(REGISTERS) >= 0; }

  return { open: open, key: key, stolen: stolen, sealsRegisters: sealsRegisters };
})();
