open BinInt
open BinPos
open Functions
open Interval
open Poly
open QArith_base
open Series

val obind : 'a1 option -> ('a1 -> interval option) -> interval option

val omap : (interval -> interval) -> interval option -> interval option

val at_ends : (coq_Q -> interval option) -> interval -> interval option

val around : coq_Q -> interval

val more : Big_int_Z.big_int -> Big_int_Z.big_int -> Big_int_Z.big_int

val terms : Big_int_Z.big_int -> Big_int_Z.big_int -> Big_int_Z.big_int -> int

val bits_of : coq_Q -> Big_int_Z.big_int

val exp_small : Big_int_Z.big_int -> interval -> interval

val squares : Big_int_Z.big_int -> interval -> int -> interval

val exp_limit : coq_Q

val exp_nonneg : Big_int_Z.big_int -> coq_Q -> interval option

val exp_point : Big_int_Z.big_int -> coq_Q -> interval option

val iexp : Big_int_Z.big_int -> interval -> interval option

val artanh_small :
  Big_int_Z.big_int -> Big_int_Z.big_int -> interval -> interval

val atan_small :
  Big_int_Z.big_int -> Big_int_Z.big_int -> interval -> interval

val near_log :
  Big_int_Z.big_int -> Big_int_Z.big_int -> coq_Q -> interval option

val ln2_series : Big_int_Z.big_int -> interval option

val ln2_table : interval

val enclose_ln2 : Big_int_Z.big_int -> interval option

val qshift : coq_Q -> Big_int_Z.big_int -> coq_Q

val near_log_any : Big_int_Z.big_int -> coq_Q -> interval option

val ln_point : Big_int_Z.big_int -> coq_Q -> interval option

val iln : Big_int_Z.big_int -> interval -> interval option

val pi_series : Big_int_Z.big_int -> interval

val pi_table : interval

val enclose_pi : Big_int_Z.big_int -> interval

val atan_unit : Big_int_Z.big_int -> coq_Q -> interval

val atan_nonneg : Big_int_Z.big_int -> coq_Q -> interval

val atan_point : Big_int_Z.big_int -> coq_Q -> interval option

val iatan : Big_int_Z.big_int -> interval -> interval option

val zsqrt : Big_int_Z.big_int -> Big_int_Z.big_int

val sqrt_point : Big_int_Z.big_int -> coq_Q -> interval option

val isqrt : Big_int_Z.big_int -> interval -> interval option

val near_zero : coq_Q -> Big_int_Z.big_int

val sigmoid_point : Big_int_Z.big_int -> coq_Q -> interval option

val ratio_of :
  Big_int_Z.big_int -> Big_int_Z.big_int -> interval -> interval option

val tanh_point : Big_int_Z.big_int -> coq_Q -> interval option

val softplus_point : Big_int_Z.big_int -> coq_Q -> interval option

val hyperbolic : bool -> Big_int_Z.big_int -> coq_Q -> interval option

val iabs : interval -> interval

val icosh : Big_int_Z.big_int -> interval -> interval option

val sin_point : Big_int_Z.big_int -> coq_Q -> interval

val cos_point : Big_int_Z.big_int -> coq_Q -> interval

val middle : interval -> coq_Q

val turns : interval -> Big_int_Z.big_int

val unturned : Big_int_Z.big_int -> interval -> interval

val mean_value :
  Big_int_Z.big_int -> Big_int_Z.big_int -> (Big_int_Z.big_int -> coq_Q ->
  interval) -> (Big_int_Z.big_int -> coq_Q -> interval) -> interval ->
  interval

val trig :
  Big_int_Z.big_int -> (Big_int_Z.big_int -> coq_Q -> interval) ->
  (Big_int_Z.big_int -> coq_Q -> interval) -> interval -> interval

val isin : Big_int_Z.big_int -> interval -> interval

val icos : Big_int_Z.big_int -> interval -> interval

val erf_ratio : Big_int_Z.big_int -> coq_Q

val root_pi : Big_int_Z.big_int -> coq_Q -> interval option

val ikappa : Big_int_Z.big_int -> interval option

val igaussian : Big_int_Z.big_int -> interval -> interval option

val inormal_pdf : Big_int_Z.big_int -> interval -> interval option

val erf_series : Big_int_Z.big_int -> coq_Q -> interval option

val erf_nonneg : Big_int_Z.big_int -> coq_Q -> interval option

val erf_point : Big_int_Z.big_int -> coq_Q -> interval option

val ierf : Big_int_Z.big_int -> interval -> interval option

val inormal_cdf : Big_int_Z.big_int -> interval -> interval option

val icall : Big_int_Z.big_int -> fn -> interval -> interval option
