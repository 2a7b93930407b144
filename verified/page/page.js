// certsimCheck, which page.ml defines, is asked by three: a program, a page, and the worker that a page starts.

//Provides: page_define
//Requires: caml_string_of_array, caml_jsstring_of_string
function page_define(check) {
  globalThis.certsimCheck = function (bytes) {
    var answer = check(caml_string_of_array(bytes));
    var message = answer[2];
    return {
      status: caml_jsstring_of_string(answer[1]),
      message: message === 0 ? null : caml_jsstring_of_string(message[1])
    };
  };
  return 0;
}
