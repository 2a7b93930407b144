open Affine
open Arrays
open BinNat
open BinPos
open Datatypes
open Dual
open Expr
open Flow
open Functions
open List
open Meaning
open Poly
open QArith_base
open Syntax
open Tangency
open Tower

val number_in : poly -> coq_Q option

val plain : expr -> poly option

val plains : expr list -> poly list option

val dleaf :
  Big_int_Z.big_int -> images -> (Big_int_Z.big_int -> bool) ->
  Big_int_Z.big_int -> dual

val duals :
  bool -> (fn -> poly -> (poly * Big_int_Z.big_int list) option) -> dual
  scalars

val with_rates : (Big_int_Z.big_int -> coq_Q) -> dual -> slots

val all_brought : dual list -> Big_int_Z.big_int list

val component_slots :
  images -> (Big_int_Z.big_int -> bool) -> Big_int_Z.big_int -> poly list ->
  slots

val compute_of : model -> layout -> problem -> computing
