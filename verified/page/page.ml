(* The function of the page: what answer.ml says of the bytes of a certificate. *)

external define : (string -> string * string option) -> unit = "page_define"

let words = function
  | Answer.Valid -> ("valid", None)
  | Answer.Valid_if assumption -> ("valid if", Some assumption)
  | Answer.Invalid why -> ("invalid", Some why)
  | Answer.Malformed why -> ("malformed", Some why)
  | Answer.Not_covered rule -> ("not covered", Some rule)

(* Where the program has words of 63 bits and a deep stack, a browser may have no answer. *)
let check bytes =
  if String.length bytes > Answer.most_bytes then words (Answer.Malformed Answer.too_many_bytes)
  else
    match Answer.of_bytes bytes with
    | answer, _ -> words answer
    | exception Stack_overflow -> ("no answer", Some "the stack of this browser is too small")
    | exception (Failure _ | Out_of_memory) -> ("no answer", Some "the numbers are too large for this browser")
    | exception _ -> ("no answer", Some "the check broke off")

let () = define check
