open Affine
open Arrays
open BinNat
open BinPos
open Datatypes
open Evidence
open Expr
open FMapPositive
open Flow
open Functions
open Interval
open List
open Numbers
open PeanoNat
open Points
open Poly
open QArith_base
open Qreduction
open Sets
open Syntax

type letter = { l_member : Big_int_Z.big_int; l_input : coq_Q PositiveMap.t }

val member_lists : problem -> expr list list

val same_numbers : coq_Q PositiveMap.t -> coq_Q PositiveMap.t -> bool

val same_letter : letter -> letter -> bool

val input_value : coq_Q PositiveMap.t -> Big_int_Z.big_int -> coq_Q

val of_inputs : problem -> expr -> bool

val inputs_alone : problem -> bool

val qpow : coq_Q -> int -> coq_Q

val rational_value : problem -> coq_Q PositiveMap.t -> expr -> coq_Q option

val sign_is : relation -> coq_Q -> bool

val value_is : problem -> relation -> coq_Q PositiveMap.t -> expr -> bool

val family_size : problem -> Big_int_Z.big_int

val meaning_of :
  problem -> letter -> (Big_int_Z.big_int * coq_Q PositiveMap.t) option

val polynomials : poly scalars

val input_poly : problem -> coq_Q PositiveMap.t -> Big_int_Z.big_int -> poly

val poly_component : problem -> poly list -> Big_int_Z.big_int -> poly

val lie_poly : problem -> (Big_int_Z.big_int -> poly) -> poly -> poly

val without : int -> 'a1 list -> 'a1 list

val is_pi : problem -> Big_int_Z.big_int -> bool

val coordinate : problem -> place -> Big_int_Z.big_int -> poly

val basis_in :
  (Big_int_Z.big_int -> interval) -> place -> interval -> Big_int_Z.big_int
  -> interval

val number_in :
  (Big_int_Z.big_int -> interval) -> place -> interval -> poly -> interval

val surely_zero : problem -> place -> modulus -> poly -> bool

val surely_holds :
  problem -> (Big_int_Z.big_int -> interval) -> place -> modulus -> interval
  -> condition -> bool

val surely_in :
  problem -> (Big_int_Z.big_int -> interval) -> place -> modulus -> interval
  -> poly list -> condition list -> bool

val leaf_interval :
  problem -> (Big_int_Z.big_int -> interval) -> place -> interval -> coq_Q
  PositiveMap.t -> Big_int_Z.big_int -> interval

val members_at :
  problem -> (Big_int_Z.big_int -> fn -> interval -> interval option) ->
  (Big_int_Z.big_int -> interval) -> (ndual scalars -> (Big_int_Z.big_int ->
  ndual) -> ndual list list option) -> place -> interval ->
  (Big_int_Z.big_int -> bool) -> coq_Q PositiveMap.t -> ndual list list option

val defined_at :
  problem -> (Big_int_Z.big_int -> fn -> interval -> interval option) ->
  (Big_int_Z.big_int -> interval) -> (ndual scalars -> (Big_int_Z.big_int ->
  ndual) -> ndual list list option) -> place -> interval -> coq_Q
  PositiveMap.t -> bool

val wanted_by : problem -> poly -> Big_int_Z.big_int -> bool

val interval_component :
  problem -> place -> ndual list -> Big_int_Z.big_int -> interval option

val lie_interval :
  problem -> (Big_int_Z.big_int -> interval) -> place -> modulus -> interval
  -> (Big_int_Z.big_int -> interval option) -> poly -> interval

val inner_poly :
  problem -> (poly scalars -> (Big_int_Z.big_int -> poly) -> poly list list
  option) -> letter list -> poly -> poly option

val inner_defined :
  problem -> (Big_int_Z.big_int -> fn -> interval -> interval option) ->
  (Big_int_Z.big_int -> interval) -> (ndual scalars -> (Big_int_Z.big_int ->
  ndual) -> ndual list list option) -> place -> interval -> letter list ->
  bool

val word_interval :
  problem -> (Big_int_Z.big_int -> fn -> interval -> interval option) ->
  (Big_int_Z.big_int -> interval) -> (ndual scalars -> (Big_int_Z.big_int ->
  ndual) -> ndual list list option) -> (poly scalars -> (Big_int_Z.big_int ->
  poly) -> poly list list option) -> place -> modulus -> interval -> letter
  list -> poly -> interval option

val word_nonzero :
  problem -> (Big_int_Z.big_int -> fn -> interval -> interval option) ->
  (Big_int_Z.big_int -> interval) -> (ndual scalars -> (Big_int_Z.big_int ->
  ndual) -> ndual list list option) -> (poly scalars -> (Big_int_Z.big_int ->
  poly) -> poly list list option) -> place -> modulus -> interval -> letter
  list -> poly -> bool

val lower_zero :
  problem -> (poly scalars -> (Big_int_Z.big_int -> poly) -> poly list list
  option) -> place -> modulus -> letter list -> poly -> bool

val at_place : problem -> place -> (modulus -> interval -> bool) -> bool

val check_point :
  problem -> (Big_int_Z.big_int -> fn -> interval -> interval option) ->
  (Big_int_Z.big_int -> interval) -> (ndual scalars -> (Big_int_Z.big_int ->
  ndual) -> ndual list list option) -> poly list -> condition list -> place
  -> letter -> bool

val check_leaving :
  problem -> (Big_int_Z.big_int -> fn -> interval -> interval option) ->
  (Big_int_Z.big_int -> interval) -> (ndual scalars -> (Big_int_Z.big_int ->
  ndual) -> ndual list list option) -> (poly scalars -> (Big_int_Z.big_int ->
  poly) -> poly list list option) -> poly list -> condition list -> place ->
  Big_int_Z.big_int -> letter list -> bool

val kept_beside :
  bool -> condition list -> Big_int_Z.big_int -> condition list

val right_sign : relation -> int -> interval -> bool

val crosses_by :
  problem -> (Big_int_Z.big_int -> fn -> interval -> interval option) ->
  (Big_int_Z.big_int -> interval) -> (ndual scalars -> (Big_int_Z.big_int ->
  ndual) -> ndual list list option) -> (poly scalars -> (Big_int_Z.big_int ->
  poly) -> poly list list option) -> place -> modulus -> interval -> relation
  -> letter list -> poly -> bool

val check_crossing :
  problem -> (Big_int_Z.big_int -> fn -> interval -> interval option) ->
  (Big_int_Z.big_int -> interval) -> (ndual scalars -> (Big_int_Z.big_int ->
  ndual) -> ndual list list option) -> (poly scalars -> (Big_int_Z.big_int ->
  poly) -> poly list list option) -> poly list -> condition list -> place ->
  Big_int_Z.big_int -> letter list -> bool
