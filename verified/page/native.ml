(* Integers of machine words for the page, where a word has 32 bits, and not the 63 of the program. A sum, a difference or
   a product that does not fit raises Failure, and there is no answer then. It is opened before every module but Sha256,
   which means words of 32 bits.

   The successor is OCaml's own: what counts by it goes through a list or calls itself, and an integer that becomes a word
   has 31 bits (big_int_Z.ml), so that there is no room for as many steps as lead out of a word. *)

let outside () = failwith "a number is too large for a word"

let ( + ) a b =
  let c = Stdlib.( + ) a b in
  if (c lxor a) land (c lxor b) < 0 then outside () else c

let ( - ) a b =
  let c = Stdlib.( - ) a b in
  if (a lxor b) land (a lxor c) < 0 then outside () else c

(* Words are numbers of 53 bits in JavaScript, so a product that is too large is seen. *)
external product_fits : int -> int -> bool = "integer_product_fits"

let ( * ) a b = if product_fits a b then Stdlib.( * ) a b else outside ()
