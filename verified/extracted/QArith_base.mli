open BinInt
open BinPos
open Ring_theory
open Zbool

type coq_Q = { coq_Qnum : Big_int_Z.big_int; coq_Qden : Big_int_Z.big_int }

val inject_Z : Big_int_Z.big_int -> coq_Q

val coq_Qeq_bool : coq_Q -> coq_Q -> bool

val coq_Qle_bool : coq_Q -> coq_Q -> bool

val coq_Qplus : coq_Q -> coq_Q -> coq_Q

val coq_Qmult : coq_Q -> coq_Q -> coq_Q

val coq_Qopp : coq_Q -> coq_Q

val coq_Qminus : coq_Q -> coq_Q -> coq_Q

val coq_Qinv : coq_Q -> coq_Q

val coq_Qdiv : coq_Q -> coq_Q -> coq_Q

val coq_Qpower_positive : coq_Q -> Big_int_Z.big_int -> coq_Q

val coq_Qpower : coq_Q -> Big_int_Z.big_int -> coq_Q
