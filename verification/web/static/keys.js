"use strict";
// Public keys as COSE_Key, and signatures by the browser's own cryptography. The algorithm is the key's, never the token's.
var keys = (function () {
  const ES256 = -7, EDDSA = -8;
  const NAMES = { "-7": [ES256, -9], "-8": [EDDSA, -19] }; // RFC 9864: the same two, fully specified
  const ECDSA = { name: "ECDSA", namedCurve: "P-256" }, VERIFY = { name: "ECDSA", hash: "SHA-256" };
  const ED25519 = { name: "Ed25519" };

  // The browser cannot judge with this key (Ed25519 came in 2025): an honest answer, and no word about the paper.
  function Unable() {}

  function sha256(bytes) {
    return crypto.subtle.digest("SHA-256", bytes).then(function (digest) { return new Uint8Array(digest); });
  }

  // A COSE_Key with exactly its required members (RFC 9053 7), with its thumbprint and kid.
  function read(cose) {
    const members = cbor.read(cose, cbor.TOKEN), x = members instanceof Map && members.get(-2), y = members && members.get && members.get(-3);
    const point = function (value) { return value instanceof Uint8Array && value.length === 32; };
    const ec = point(x) && point(y) && members.size === 4 && members.get(1) === 2 && members.get(-1) === 1;
    const okp = point(x) && members.size === 3 && members.get(1) === 1 && members.get(-1) === 6;
    if (!ec && !okp) return Promise.reject(new cbor.Malformed("key"));
    return sha256(cose).then(function (thumbprint) {
      const jwk = ec ? { kty: "EC", crv: "P-256", x: base64url(x), y: base64url(y) } : { kty: "OKP", crv: "Ed25519", x: base64url(x) };
      return { alg: ec ? ES256 : EDDSA, cose: cose, thumbprint: thumbprint, kid: thumbprint.subarray(0, 4), jwk: jwk };
    });
  }

  function base64url(bytes) {
    return btoa(String.fromCharCode.apply(null, bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  }

  function accepts(key, alg) { return NAMES[key.alg].indexOf(alg) >= 0; }

  // Imported once a key: the import costs more than the check.
  function imported(key) {
    if (!key.imported) {
      const how = key.alg === ES256 ? ECDSA : ED25519;
      key.imported = crypto.subtle.importKey("jwk", key.jwk, how, false, ["verify"]).catch(function () { throw new Unable(); });
    }
    return key.imported;
  }

  function verify(key, signature, data) {
    return imported(key).then(function (native) {
      return crypto.subtle.verify(key.alg === ES256 ? VERIFY : ED25519, native, signature, data);
    });
  }

  return { read: read, accepts: accepts, verify: verify, sha256: sha256, Unable: Unable };
})();
