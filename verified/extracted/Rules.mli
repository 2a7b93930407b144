open Affine
open Datatypes
open Evidence
open Flow
open List
open Poly
open QArith_base
open Sets
open Syntax
open Tangency

val all_products : poly list list -> poly list

val same_polys : poly list -> poly list -> bool

val same_conditions : condition list -> condition list -> bool

val invariant_by :
  problem -> Big_int_Z.big_int -> computing -> poly list -> int -> poly list
  -> condition list -> invariance -> bool
