open BinInt
open BinPos
open Datatypes
open Expr
open Functions
open List
open Poly
open QArith_base
open Qreduction
open Tower

type slots = (Big_int_Z.big_int * poly) list

type dual = { coq_val : poly; der : slots; brought : Big_int_Z.big_int list }

val dmerge : slots -> slots -> slots

val dscale : poly -> slots -> slots

val union :
  Big_int_Z.big_int list -> Big_int_Z.big_int list -> Big_int_Z.big_int list

val dnum : coq_Q -> dual

val dadd : dual -> dual -> dual

val dmul : dual -> dual -> dual

val dpairs : dual list -> dual list

val dsum_in : int -> dual list -> dual

val dsum : dual list -> dual

val dproduct : dual list -> dual

val dpower : dual -> int -> dual

val at_argument :
  (fn -> poly -> (poly * Big_int_Z.big_int list) option) -> expr -> poly ->
  (poly * Big_int_Z.big_int list) option

val slope_of : fn -> expr

val dcall :
  (fn -> poly -> (poly * Big_int_Z.big_int list) option) -> fn -> dual ->
  dual option

val renamed :
  (fn -> poly -> (poly * Big_int_Z.big_int list) option) -> poly -> poly

val dname :
  (fn -> poly -> (poly * Big_int_Z.big_int list) option) -> dual -> dual

val esum : expr list -> expr

val eproduct : expr list -> expr
