"use strict";
// The token of a document, taken apart; whether it may be believed is for verdict.js.
var token = (function () {
  function read(data) {
    let envelope = null;
    if (data[0] === 0x47 && data[1] === 0x46) throw new Incomplete("lists"); // "GF": a frame
    try {
      envelope = cose.takeApart(data, cbor.TOKEN);
    } catch (error) {
      throw new Incomplete(error.reason === "short" ? "short" : "not_a_seal");
    }
    if (delta.kind(envelope)) throw new Incomplete("lists");
    if (envelope.typ) throw new Incomplete("not_a_seal"); // a bundle or a filter, truly signed perhaps
    try {
      return { envelope: envelope, document: claims.decode(envelope.payload), fault: "" };
    } catch (error) {
      if (!(error instanceof cbor.Malformed)) throw error;
      return { envelope: envelope, document: null, fault: error.reason };
    }
  }

  return { read: read };
})();
