"use strict";
// What was scanned, pasted or opened, in every form that docs/seal.md 1 names: { token, wrongSite }.
var link = (function () {
  const TEXT_MAX = 4296, TOKEN_MAX = 4096, ZLIB = 0x78, STARTS = ["I2W", "1ZA"];
  const LINK = /^([a-z]{4,5}):\/\/([^/?#]*)([^#]*)(?:#([^]*))?$/i;
  const PREFIX = /^[A-Z][A-Z0-9]{1,3}:/;
  const OURS = ["", "/", "/V", "/v", "/V/", "/v/"];
  const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
  const ENDS = new RegExp("^" + SPACE + "|" + SPACE + "$", "g");

  function read(scanned, hosts) {
    const text = scanned.replace(ENDS, "");
    if (!text || text.length > TEXT_MAX) throw new Incomplete(text ? "long" : "not_a_seal");
    const found = LINK.exec(text);
    if (found) return ofLink(found, hosts);
    if (STARTS.indexOf(text.slice(0, 3).toUpperCase()) >= 0) return { token: base41.decode(text), wrongSite: false };
    return { token: opened(base45.decode(text.replace(PREFIX, ""))), wrongSite: false };
  }

  function ofLink(found, hosts) {
    const authority = found[2], fragment = found[4];
    const host = authority.slice(authority.lastIndexOf("@") + 1).toLowerCase().replace(/:443$/, "");
    // A name before an @ looks like the host and is not; plain HTTP and other paths are never printed by us.
    const wrong = found[1].toLowerCase() !== "https" || authority.indexOf("@") >= 0 || hosts.indexOf(host) < 0 ||
      OURS.indexOf(found[3]) < 0;
    if (!fragment) throw new Incomplete("no_token", wrong && !cutOff(found[0], hosts));
    try {
      return { token: base41.decode(unquoted(fragment)), wrongSite: wrong };
    } catch (error) {
      if (!(error instanceof Incomplete)) throw error;
      throw new Incomplete(error.reason, wrong);
    }
  }

  // The beginning of a link of ours: half a host is no other site.
  function cutOff(text, hosts) {
    return hosts.some(function (host) { return ("https://" + host + "/v/#").indexOf(text.toLowerCase()) === 0; });
  }

  // Some apps percent-encode + and :. What is not ASCII is no symbol of ours, however it is read.
  function unquoted(text) {
    return text.replace(/%([0-9A-Fa-f]{2})/g, function (_, code) { return String.fromCharCode(parseInt(code, 16)); });
  }

  function opened(packed) {
    if (packed[0] !== ZLIB) return packed;
    try {
      return inflate.whole(packed, TOKEN_MAX);
    } catch (error) {
      throw new Incomplete("zlib");
    }
  }

  return { read: read };
})();
