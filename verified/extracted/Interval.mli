open BinInt
open BinPos
open List
open QArith_base

type interval = { lower : coq_Q; upper : coq_Q }

val qmin : coq_Q -> coq_Q -> coq_Q

val qmax : coq_Q -> coq_Q -> coq_Q

val qpos : coq_Q -> bool

val qneg : coq_Q -> bool

val pow2 : Big_int_Z.big_int -> Big_int_Z.big_int

val floor_at : Big_int_Z.big_int -> coq_Q -> coq_Q

val floor_to : Big_int_Z.big_int -> coq_Q -> coq_Q

val zlog2 : Big_int_Z.big_int -> Big_int_Z.big_int

val magnitude : coq_Q -> Big_int_Z.big_int

val qdown : Big_int_Z.big_int -> coq_Q -> coq_Q

val qup : Big_int_Z.big_int -> coq_Q -> coq_Q

val exact : coq_Q -> interval

val rounded : Big_int_Z.big_int -> coq_Q -> coq_Q -> interval

val iround : Big_int_Z.big_int -> interval -> interval

val iadd : Big_int_Z.big_int -> interval -> interval -> interval

val iopp : interval -> interval

val isub : Big_int_Z.big_int -> interval -> interval -> interval

val imul : Big_int_Z.big_int -> interval -> interval -> interval

val isqr : Big_int_Z.big_int -> interval -> interval

val ipower_pos :
  Big_int_Z.big_int -> interval -> Big_int_Z.big_int -> interval

val ipower : Big_int_Z.big_int -> interval -> Big_int_Z.big_int -> interval

val iinv : Big_int_Z.big_int -> interval -> interval option

val isum : Big_int_Z.big_int -> interval list -> interval

val iproduct : Big_int_Z.big_int -> interval list -> interval

val is_positive : interval -> bool

val is_negative : interval -> bool

val excludes_zero : interval -> bool

val imeet : interval -> interval -> interval

val iwiden : Big_int_Z.big_int -> interval -> coq_Q -> interval

val qover : coq_Q -> Big_int_Z.big_int -> coq_Q
