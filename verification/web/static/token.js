"use strict";
// The token of a document, taken apart; whether it may be believed is for verdict.js.
var token = (function () {
  function read(data) {
    let envelope = null;
    try {
      envelope = cose.takeApart(data, cbor.TOKEN);
    } catch (error) {
      throw new Incomplete(error.reason === "short" ? "short" : "not_a_seal");
    }
    if (envelope.typ) throw new Incomplete("not_a_seal"); // a list or a bundle, truly signed perhaps
    try {
      return { envelope: envelope, document: claims.decode(envelope.payload), fault: "" };
    } catch (error) {
      if (!(error instanceof cbor.Malformed)) throw error;
      return { envelope: envelope, document: null, fault: error.reason };
    }
  }

  return { read: read };
})();
