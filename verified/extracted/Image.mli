open Affine
open Arrays
open BinPos
open Compute
open Datatypes
open Dual
open Evidence
open FMapPositive
open Flow
open Functions
open Leaving
open List
open Meaning
open Poly
open QArith_base
open Rules
open Syntax
open Tower

val im : images -> Big_int_Z.big_int -> poly

val entry : images -> Big_int_Z.big_int -> Big_int_Z.big_int -> coq_Q

val is_number : poly -> bool

val touched : images -> Big_int_Z.big_int list

val qsum : coq_Q list -> coq_Q

val product_entry :
  problem -> images -> Big_int_Z.big_int -> Big_int_Z.big_int -> coq_Q

val affine_map : problem -> images -> bool

val isometric : problem -> images -> bool

val totals_ : coq_Q option scalars

val leaf_value_of : layout -> images -> Big_int_Z.big_int -> dual

val values_with :
  model -> layout -> problem -> table -> images -> poly list option

val vector_ok :
  images -> poly PositiveMap.t -> Big_int_Z.big_int -> poly list -> bool

val symmetric :
  model -> layout -> problem -> images -> (fn * poly) list -> bool

val image_ok :
  model -> layout -> problem -> images -> (fn * poly) list -> bool
