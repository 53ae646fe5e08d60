"use strict";
// COSE_Sign1 (RFC 9052 4.2) in the one shape that seals have. Not what the payload means.
var cose = (function () {
  const ALG = 1, KID = 4, TYP = 16, SIGNATURE_BYTES = 64, FOREIGN_KID_MAX = 32;

  function bytes(value) { return value instanceof Uint8Array; }

  // Malformed "short" when bytes are missing at the end, another reason for another shape. Verifies nothing.
  function takeApart(data, limit) {
    const found = cbor.read(data, limit), parts = found instanceof cbor.Tag ? found.value : null;
    const shaped = Array.isArray(parts) && parts.length === 4 && bytes(parts[0]) && parts[1] instanceof Map &&
      parts[1].size === 0 && bytes(parts[2]) && bytes(parts[3]) && parts[3].length === SIGNATURE_BYTES;
    if (!shaped) throw new cbor.Malformed("shape");
    const envelope = header(parts[0]);
    envelope.protected = parts[0];
    envelope.payload = parts[2];
    envelope.signature = parts[3];
    return envelope;
  }

  function header(data) {
    let found = null;
    try { found = cbor.read(data, cbor.TOKEN); } catch (error) { throw new cbor.Malformed("header"); }
    if (!(found instanceof Map)) throw new cbor.Malformed("header");
    const alg = found.get(ALG), kid = found.get(KID), typ = found.has(TYP) ? found.get(TYP) : "";
    const known = found.size === 2 + (found.has(TYP) ? 1 : 0);
    const whole = typeof alg === "number" || typeof alg === "boolean" || alg instanceof cbor.Big;
    if (!known || !whole || !bytes(kid) || kid.length > FOREIGN_KID_MAX || typeof typ !== "string") throw new cbor.Malformed("header");
    return { alg: alg, kid: kid, typ: typ };
  }

  // ``external``: what is signed with the rest and sent with none (RFC 9052 4.3).
  function signedBy(envelope, key, external) {
    if (!keys.accepts(key, envelope.alg)) return Promise.resolve(false);
    return keys.verify(key, envelope.signature, cbor.signed(envelope.protected, external || new Uint8Array(0), envelope.payload));
  }

  return { takeApart: takeApart, signedBy: signedBy };
})();
