open BinInt
open Datatypes

val coq_Zeq_bool : Big_int_Z.big_int -> Big_int_Z.big_int -> bool
