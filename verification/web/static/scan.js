"use strict";
// A QR code from the camera or a picture: by the browser's own detector, else by the scanner that was built, else not.
var scan = (function () {
  const EVERY_MS = 120;
  const SIDES = [1600, 4000]; // a picture is looked at small first, and large when nothing was found
  const QUALITY = 0.8;
  const OPTIONS = { formats: ["QRCode"], maxNumberOfSymbols: 1, textMode: "Plain" };
  let stream = null, detecting = null;

  function native() {
    if (!("BarcodeDetector" in window)) return Promise.resolve(null);
    return BarcodeDetector.getSupportedFormats().then(function (formats) {
      if (formats.indexOf("qr_code") < 0) return null;
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return function (canvas) {
        return detector.detect(canvas).then(function (found) { return found.length ? found[0].rawValue : null; });
      };
    });
  }

  function built() {
    if (!OFFICE.scanner || !("WebAssembly" in window)) return Promise.resolve(null);
    return loaded(OFFICE.scanner + "reader.js").then(function () {
      // Without this it would fetch its program from somebody else's server.
      ZXingWASM.prepareZXingModule({ overrides: { locateFile: function () { return OFFICE.scanner + "zxing_reader.wasm"; } } });
      return function (canvas) {
        const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return ZXingWASM.readBarcodes(pixels, OPTIONS).then(function (found) { return found.length ? found[0].text : null; });
      };
    });
  }

  function loaded(address) {
    return new Promise(function (resolve, reject) {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.appendChild(script);
    });
  }

  // What reads a canvas, or null: chosen once.
  function reader() {
    if (!detecting) detecting = native().then(function (found) { return found || built(); }).catch(function () { detecting = null; return null; });
    return detecting;
  }

  function hasCamera() { return Boolean(navigator.mediaDevices && navigator.mediaDevices.getUserMedia); }
  function possible() { return hasCamera() && ("BarcodeDetector" in window || Boolean(OFFICE.scanner && "WebAssembly" in window)); }

  // Resolves to the text of the first code that is ``enough`` (a promise may say so); the others were seen in passing.
  // Rejects when the camera does not open, or with "closed".
  function watch(video, opened, enough) {
    const wanted = { video: { facingMode: "environment", width: { ideal: 1280 } } };
    return Promise.all([reader(), navigator.mediaDevices.getUserMedia(wanted)]).then(function (found) {
      stream = found[1];
      if (!found[0]) throw new Error("no scanner");
      video.srcObject = stream;
      opened(torch());
      return Promise.resolve(video.play()).then(function () { return look(video, found[0], stream, enough); });
    });
  }

  function look(video, read, mine, enough) {
    if (stream !== mine) return Promise.reject(new Error("closed"));
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    if (!canvas.width) return later(video, read, mine, enough);
    canvas.getContext("2d").drawImage(video, 0, 0);
    return read(canvas).then(function (text) {
      return Promise.resolve(text && enough(text)).then(function (done) { return done ? text : later(video, read, mine, enough); });
    });
  }

  function later(video, read, mine, enough) {
    return new Promise(function (resolve) { setTimeout(resolve, EVERY_MS); }).then(function () { return look(video, read, mine, enough); });
  }

  // Turns the light on and off; null for a camera without one.
  function torch() {
    const track = stream.getVideoTracks()[0], can = track.getCapabilities ? track.getCapabilities().torch : false;
    let on = false;
    return can ? function () { on = !on; return track.applyConstraints({ advanced: [{ torch: on }] }); } : null;
  }

  function close() {
    if (stream) stream.getTracks().forEach(function (track) { track.stop(); });
    stream = null;
  }

  // The text of the code in a picture, null when none is read here.
  function picture(file) {
    return Promise.all([reader(), createImageBitmap(file)]).then(function (found) {
      if (!found[0]) return null;
      return SIDES.reduce(function (before, side) {
        return before.then(function (text) { return text || found[0](scaled(found[1], side)); });
      }, Promise.resolve(null));
    });
  }

  // By the server, which has a reader always: the picture made small enough for a bad line. Null when none is read.
  function sent(file) {
    return createImageBitmap(file).then(function (bitmap) {
      return new Promise(function (resolve) { scaled(bitmap, SIDES[0]).toBlob(resolve, "image/jpeg", QUALITY); });
    }).then(function (small) {
      const form = new FormData();
      form.append("photo", small, "photo.jpg");
      return fetch("/verify", { method: "POST", body: form, headers: { Accept: "application/json" } });
    }).then(function (answer) { return answer.ok ? answer.json() : {}; }).then(function (said) { return said.text || null; });
  }

  function scaled(bitmap, side) {
    const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height)), canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  return { possible: possible, watch: watch, close: close, picture: picture, sent: sent };
})();
