"use strict";
// From a text to one word of docs/seal.md 5, with its reasons. No network, no store, no clock of its own.
var verdict = (function () {
  const DAY = 86400;
  const STATUS_WORDS = [null, "REVOKED", "SUSPENDED", "REPLACED"];

  // ``known``: { bundle, lists, filters } by kid. ``clocks``: { device, heard } in Unix seconds, heard 0 for never.
  // Resolves to { word, reasons, listAge, listAt, clockWrong, document }; never rejects for what is in the text.
  function examine(text, hosts, known, clocks) {
    const time = timeOf(known, clocks);
    let scanned = null, parsed = null;
    try {
      scanned = link.read(text, hosts);
    } catch (error) {
      return Promise.resolve(incomplete(error));
    }
    try {
      parsed = token.read(scanned.token);
    } catch (error) {
      return Promise.resolve(sited(incomplete(error), scanned));
    }
    return judge(parsed, known, time).then(function (found) { return sited(found, scanned); });
  }

  // WRONG_SITE outranks every word; what the seal says is its second reason.
  function sited(found, scanned) {
    return scanned.wrongSite ? Object.assign({}, found, { word: "WRONG_SITE", reasons: ["host", found.word] }) : found;
  }

  function incomplete(error) {
    if (!(error instanceof Incomplete)) throw error;
    return error.wrongSite ? said("WRONG_SITE", ["host", "INCOMPLETE"]) : said("INCOMPLETE", [error.reason]);
  }

  function said(word, reasons) {
    return { word: word, reasons: reasons, listAge: null, listAt: null, clockWrong: false, document: null };
  }

  // The device's time, but never before what a signature or an answer of ours proves.
  function timeOf(known, clocks) {
    const floor = Array.from(known.lists.values()).reduce(function (latest, list) {
      return Math.max(latest, list.iat);
    }, Math.max(known.bundle.iat, clocks.heard));
    return { now: Math.max(clocks.device, floor), behind: clocks.device < floor - DAY };
  }

  function judge(parsed, known, time) {
    const key = bundle.key(known.bundle, cbor.hex(parsed.envelope.kid));
    if (!key) return Promise.resolve(unbelieved("UNKNOWN_KEY", "kid", time));
    if (!keys.accepts(key.public, parsed.envelope.alg)) return Promise.resolve(unbelieved("FORGED", "alg", time));
    return cose.signedBy(parsed.envelope, key.public).then(function (right) {
      if (!right) return unbelieved("FORGED", "signature", time);
      if (parsed.document) return signed(parsed, key, known, time);
      return parsed.fault === "newer" ? unbelieved("UNKNOWN_KEY", "newer", time) : unbelieved("FORGED", "claims", time);
    }, function (error) {
      if (!(error instanceof keys.Unable)) throw error;
      return unbelieved("UNKNOWN_KEY", "browser", time);
    });
  }

  function unbelieved(word, reason, time) {
    return Object.assign(said(word, [reason]), { clockWrong: time.behind });
  }

  function signed(parsed, key, known, time) {
    const document = parsed.document, list = known.lists.get(key.kid) || null, held = known.filters.get(key.kid);
    const filter = held && held.iat > document.issued_at ? held : null; // an older one cannot know it
    return Promise.resolve(filter ? lists.mayHold(filter, parsed.envelope.payload) : true).then(function (issued) {
      const about = { document: document, key: key, list: list, filter: filter, issued: issued, bundle: known.bundle, time: time };
      return worded(about, first(about), doubts(about));
    });
  }

  function worded(about, finding, doubted) {
    const word = finding ? finding[0] : doubted.length ? "VALID_LIST_OLD" : "VALID";
    // Beyond the bundle's own long life either the clock runs ahead or nothing was renewed for a year: both are said.
    const ahead = word === "EXPIRED" && about.time.now > about.bundle.exp;
    return {
      word: word, reasons: finding ? [finding[1]] : doubted,
      listAge: about.list ? Math.floor(about.time.now - about.list.iat) : null, listAt: about.list ? about.list.iat : null,
      clockWrong: about.time.behind || word === "NOT_YET_OR_CLOCK" || ahead,
      document: word === "FORGED" ? null : Object.assign({}, about.document, { issuer: about.key.issuer }),
    };
  }

  // The first rule that speaks decides. Nothing above "not_yet" looks at the clock.
  function first(about) {
    const document = about.document, key = about.key, now = about.time.now;
    if (document.issuer && document.issuer !== key.issuer) return ["FORGED", "issuer"];
    if (key.docTypes.indexOf(document.doc_type) < 0) return ["FORGED", "doc_type"];
    if (document.issued_at < key.nbf || document.issued_at > key.exp) return ["FORGED", "key_period"];
    if (!about.issued) return ["FORGED", "not_issued"];
    if (key.compromisedAt !== null && document.issued_at >= key.compromisedAt) return ["REVOKED", "key_compromised"];
    const status = about.list ? lists.status(about.list, document.index) : null;
    if (status) return [STATUS_WORDS[status], "status"];
    if (document.issued_at > now + DAY) return ["NOT_YET_OR_CLOCK", "not_yet"];
    if (document.expires_at !== undefined && now > document.expires_at) return ["EXPIRED", "expired"];
    return null;
  }

  function doubts(about) {
    const list = about.list, now = about.time.now, found = [];
    if (!list) found.push("no_list");
    else {
      if (now - list.iat > list.ttl || now > list.exp) found.push("list_old");
      if (lists.status(list, about.document.index) === null) found.push("not_in_list");
    }
    if (now > about.bundle.exp) found.push("bundle_old");
    if (about.time.behind) found.push("clock");
    if (bundle.stolen(about.key) && !about.filter) found.push("key_compromised");
    return found;
  }

  return { examine: examine };
})();
