open BinInt
open Datatypes
open QArith_base

val coq_Qred : coq_Q -> coq_Q
