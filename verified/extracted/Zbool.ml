open BinInt
open Datatypes

(** val coq_Zeq_bool : Big_int_Z.big_int -> Big_int_Z.big_int -> bool **)

let coq_Zeq_bool x y =
  match Z.compare x y with
  | Eq -> true
  | _ -> false
