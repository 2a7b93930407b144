open Affine
open BinNat
open BinPos
open Datatypes
open Dual
open Evidence
open FMapPositive
open Flow
open Functions
open List
open Poly
open QArith_base
open Sets
open Tower

val size_of_family : problem -> int

type computing =
  bool -> images -> (Big_int_Z.big_int -> bool) -> (fn -> poly ->
  (poly * Big_int_Z.big_int list) option) -> (slots list * Big_int_Z.big_int
  list) option

val pi_ok : problem -> Big_int_Z.big_int -> bool

val rank : problem -> Big_int_Z.big_int -> Big_int_Z.big_int

val state_poly : problem -> Big_int_Z.big_int -> poly -> bool

type known = { of_curved : poly PositiveMap.t;
               of_inputs : poly PositiveMap.t; of_atoms : atom PositiveMap.t;
               lookup : table; of_brought : unit PositiveMap.t;
               of_congruences : poly list;
               indexed_congruences : poly PositiveMap.t }

val is_brought : known -> Big_int_Z.big_int -> bool

val square_of : Big_int_Z.big_int -> poly

val relation_of : problem -> known -> atom -> poly option

val knows : problem -> known -> poly option -> reference -> poly option

val add_brought :
  unit PositiveMap.t -> Big_int_Z.big_int list -> unit PositiveMap.t

val limited_ok : known -> atom -> bool

val congruent : problem -> known -> congruence list -> known option

val by_leaf : slots -> poly PositiveMap.t -> poly PositiveMap.t

val partials : problem -> poly -> (Big_int_Z.big_int * poly) list

val lie_with : poly PositiveMap.t -> (Big_int_Z.big_int * poly) list -> poly

val find2 :
  'a1 PositiveMap.t PositiveMap.t -> Big_int_Z.big_int -> Big_int_Z.big_int
  -> 'a1 option

val equation_ok :
  problem -> known -> poly -> poly PositiveMap.t ->
  (Big_int_Z.big_int * poly) list -> (int * combination) option -> bool

val equations_ok :
  problem -> known -> poly -> poly PositiveMap.t -> (int * combination)
  PositiveMap.t PositiveMap.t -> Big_int_Z.big_int -> Big_int_Z.big_int ->
  (Big_int_Z.big_int * poly) list list -> bool

val is_kept : condition_proof -> bool

val condition_ok :
  problem -> known -> poly PositiveMap.t -> poly ->
  (Big_int_Z.big_int * poly) list -> combination option -> bool

val conditions_ok :
  problem -> known -> poly PositiveMap.t -> combination PositiveMap.t
  PositiveMap.t -> Big_int_Z.big_int -> Big_int_Z.big_int ->
  (poly * (Big_int_Z.big_int * poly) list) list -> condition_proof list ->
  bool

val prepared : problem -> setting -> (Big_int_Z.big_int * poly) list list

val prepared_conditions :
  problem -> setting -> (poly * (Big_int_Z.big_int * poly) list) list

val fields_ok :
  problem -> known -> (Big_int_Z.big_int * poly) list list ->
  (poly * (Big_int_Z.big_int * poly) list) list -> poly -> view_proof ->
  condition_proof list -> Big_int_Z.big_int -> slots list -> bool

val row_images : problem -> int -> coq_Q list -> images -> images

val wanted_of : setting -> unit PositiveMap.t

val wants : problem -> unit PositiveMap.t -> Big_int_Z.big_int -> bool

val all_wanted : problem -> unit PositiveMap.t -> poly -> bool

val view_ok :
  problem -> Big_int_Z.big_int -> computing -> poly list -> setting ->
  condition_proof list -> unit PositiveMap.t -> coq_Q list option ->
  Big_int_Z.big_int -> view_proof -> bool

val views_ok :
  problem -> Big_int_Z.big_int -> computing -> poly list -> setting ->
  condition_proof list -> unit PositiveMap.t -> coq_Q list option list ->
  Big_int_Z.big_int -> view_proof list -> bool

val views_of_data : problem -> coq_Q list option list

val tangent :
  problem -> Big_int_Z.big_int -> computing -> poly list -> setting ->
  view_proof list -> condition_proof list -> bool

val outside_ok :
  problem -> Big_int_Z.big_int -> computing -> setting -> coq_Q list option
  -> outside -> bool

val outsides_ok :
  problem -> Big_int_Z.big_int -> computing -> setting -> coq_Q list option
  list -> outside list -> bool

val undefined :
  problem -> Big_int_Z.big_int -> computing -> setting -> outside list -> bool
