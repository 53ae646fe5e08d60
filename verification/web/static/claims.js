"use strict";
// The claims of a document (docs/seal.md 2) as an object with the names of that page; times in Unix seconds.
var claims = (function () {
  const ISS = 1, EXP = 4, IAT = 6, CIVIL = 169, DOCUMENT = -70001, CIVIL_MAX = 49;
  const FIELDS = [
    [0, "index", fields.number], [1, "doc_type", fields.docType], [2, "serial", fields.serial],
    [3, "exporter", fields.words], [4, "tax_id", fields.words], [5, "consignee", fields.words],
    [6, "dest", fields.country], [7, "hs6", fields.hs6], [8, "goods", fields.words], [9, "criterion", fields.words],
    [10, "gross_kg", fields.number], [11, "packages", fields.number], [12, "package_code", fields.words],
    [13, "invoice", fields.words], [14, "approval", fields.words], [15, "copy_kind", fields.copyKind],
    [16, "replaces", fields.serial], [20, "extra_lines", fields.lines], [21, "annex_digest", fields.digest],
    [30, "party", fields.words], [31, "matter", fields.words], [32, "amount_xof", fields.number],
  ];
  const REQUIRED = [0, 1, 2, 15];

  function decode(payload) {
    const found = cbor.read(payload, cbor.TOKEN), inner = found instanceof Map ? found.get(DOCUMENT) : null;
    if (!(inner instanceof Map)) fields.refuse("claims");
    const made = {};
    FIELDS.forEach(function (field) { if (inner.has(field[0])) made[field[1]] = field[2](inner.get(field[0])); });
    if (!REQUIRED.every(function (key) { return inner.has(key); })) fields.refuse("claims");
    made.issued_at = fields.moment(found.get(IAT));
    if (found.has(EXP)) made.expires_at = fields.moment(found.get(EXP));
    if (found.has(ISS)) made.issuer = fields.words(found.get(ISS));
    if (found.has(CIVIL)) made.civil = civil(found.get(CIVIL));
    return made;
  }

  // MOSIP identity data: numbers and texts under the keys 1 to 49.
  function civil(value) {
    if (!(value instanceof Map)) fields.refuse("civil");
    const made = {};
    value.forEach(function (item, key) {
      if (typeof key !== "number" || key < 1 || key > CIVIL_MAX) fields.refuse("civil");
      made[key] = typeof item === "string" ? fields.words(item) : fields.number(item);
    });
    return made;
  }

  return { decode: decode };
})();
