"use strict";
// The error of a code that was cut, mistyped or is no seal; its reason is a code of docs/seal.md. Not of an altered seal.
// All scripts of this page are ES2015 with promises, without modules or async: Chrome 50 on an Android of 2016 runs them.
function Incomplete(reason, wrongSite) {
  this.reason = reason;
  this.wrongSite = Boolean(wrongSite);
}
