// certsimCheckApart(bytes, seconds) has certsimCheck run in a worker of its own, so that the page can be used meanwhile, and
// is a promise of its answer. The worker ends with it, or after so many seconds: then there is none. The source of the worker
// is this script, which has to stand in the page itself.
(function () {
  "use strict";
  if (typeof document === "undefined") {
    if (typeof WorkerGlobalScope !== "undefined")
      self.onmessage = function (event) { self.postMessage(self.certsimCheck(event.data)); };
    return;
  }
  var source = document.currentScript.textContent;
  window.certsimCheckApart = function (bytes, seconds) {
    var address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    var worker = new Worker(address), clock;
    return new Promise(function (resolve) {
      function none(why) { resolve({ status: "no answer", message: why }); }
      clock = setTimeout(none, 1000 * seconds, "not within " + seconds + " seconds");
      worker.onmessage = function (event) { resolve(event.data); };
      worker.onerror = function (event) { none(event.message || "the checker could not be run"); };
      worker.postMessage(bytes);
    }).finally(function () {
      clearTimeout(clock);
      worker.terminate();
      URL.revokeObjectURL(address);
    });
  };
})();
