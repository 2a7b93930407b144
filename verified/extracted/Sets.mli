open Affine
open Datatypes
open Evidence
open FMapPositive
open List
open PeanoNat
open Poly
open QArith_base
open Syntax

type condition = poly * relation

type setting = { img : images; curved : poly list; conds : condition list }

val setting_of :
  (Big_int_Z.big_int -> Big_int_Z.big_int) -> poly list -> condition list ->
  setting

val targets : setting -> poly list

val complete : poly list -> setting -> bool

val positive_form : condition -> poly

val product_of : condition list -> poly

val positive_power : condition list -> int -> bool

val weight_of :
  condition PositiveMap.t -> Big_int_Z.big_int list -> poly option

val qpositive : coq_Q -> bool

val squares_of : condition PositiveMap.t -> square list -> poly list option

val sum_of_squares : condition list -> square list -> poly option

val no_equal : condition list -> bool

val only_equations : poly PositiveMap.t -> reference -> poly option

val with_condition : poly PositiveMap.t -> poly -> reference -> poly option

val vanishes_on : setting -> poly PositiveMap.t -> poly -> vanishing -> bool

val no_point_of :
  (reference -> poly option) -> condition list -> no_point -> bool

val plainly_false : condition -> bool

val number_not_zero : poly -> bool

val plainly_empty : setting -> bool

val describes :
  setting -> poly list -> vanishing list -> combination list -> bool
