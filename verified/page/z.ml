(* The one function of Zarith that the checker calls by its own name. *)

external numbits : Big_int_Z.big_int -> int = "integer_bits"
