open Affine
open BinPos
open Datatypes
open FMapPositive
open Interval
open List
open PeanoNat
open Poly
open QArith_base
open Qreduction
open Syntax
open Tower

val inumbers :
  Big_int_Z.big_int -> (Big_int_Z.big_int -> interval) -> mono -> interval

val ipoly :
  Big_int_Z.big_int -> (Big_int_Z.big_int -> interval) -> poly -> interval

val qmono : coq_Q -> mono -> coq_Q

val qvalue : coq_Q -> poly -> coq_Q

type place = { p_root : ((poly * coq_Q) * coq_Q) option;
               p_coordinates : poly PositiveMap.t; p_functions : poly list;
               p_bits : Big_int_Z.big_int }

val opposite : coq_Q -> coq_Q -> bool

val half : coq_Q

val fine : coq_Q

val bisect : int -> poly -> coq_Q -> coq_Q -> coq_Q * coq_Q

type modulus = (int * poly) option

val ones : int -> mono

val degree_in_t : poly -> int

val leading : int -> poly -> coq_Q

val only_t : poly -> bool

val modulus_of : poly -> (int * poly) option

val root_of_place :
  ((poly * coq_Q) * coq_Q) option -> (modulus * interval) option

val without_t : int -> mono -> mono option

val lowered : int -> poly -> Poly.term -> poly

val lower_all : int -> int -> poly -> poly -> poly

val reduced : modulus -> poly -> poly

val exact_mono :
  modulus -> (Big_int_Z.big_int -> poly) -> coq_Q -> mono -> poly

val exact_value : modulus -> (Big_int_Z.big_int -> poly) -> poly -> poly

val surely : relation -> interval -> bool

val derived_times : int -> poly -> poly

val function_of : poly list -> Big_int_Z.big_int -> poly

val lengths_are : (int -> bool) -> poly -> bool

val no_constant : poly -> bool

val has_facts : facts -> poly -> bool

val all_have_facts :
  (Big_int_Z.big_int -> facts) -> Big_int_Z.big_int -> poly list -> bool
