open BinInt
open Interval
open QArith_base

val iscale : coq_Q -> interval -> interval

val ihorner :
  Big_int_Z.big_int -> (Big_int_Z.big_int -> coq_Q) -> interval -> int ->
  Big_int_Z.big_int -> interval -> interval

val exp_ratio : Big_int_Z.big_int -> coq_Q

val sin_ratio : Big_int_Z.big_int -> coq_Q

val cos_ratio : Big_int_Z.big_int -> coq_Q

val atan_ratio : Big_int_Z.big_int -> coq_Q
