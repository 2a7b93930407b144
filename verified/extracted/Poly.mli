open BinInt
open BinPos
open Datatypes
open List
open QArith_base
open Qreduction

type mono = Big_int_Z.big_int list

type term = mono * coq_Q

type poly = term list

val qadd : coq_Q -> coq_Q -> coq_Q

val qmul : coq_Q -> coq_Q -> coq_Q

val qzero : coq_Q -> bool

val qeqb : coq_Q -> coq_Q -> bool

val mcmp : mono -> mono -> comparison

val mmul : mono -> mono -> mono

val padd : poly -> poly -> poly

val pairs : poly list -> poly list

val psum_in : int -> poly list -> poly

val psum : poly list -> poly

val tmul : mono -> coq_Q -> poly -> poly

val pmul_in : poly -> poly -> poly

val shorter : 'a1 list -> 'a1 list -> bool

val pmul : poly -> poly -> poly

val pscale : coq_Q -> poly -> poly

val popp : poly -> poly

val psub : poly -> poly -> poly

val pconst : coq_Q -> poly

val pvar : Big_int_Z.big_int -> poly

val ppow : poly -> int -> poly

val meqb : mono -> mono -> bool

val peqb : poly -> poly -> bool
