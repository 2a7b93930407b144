open Affine
open BinInt
open BinPos
open Datatypes
open FMapPositive
open Functions
open List
open PeanoNat
open Poly
open QArith_base
open Qreduction

val feqb : fn -> fn -> bool

type parity =
| POdd
| PEven
| PComplement
| PNone

type facts = { is_even : bool; is_odd : bool; is_zero_at_zero : bool }

val nothing : facts

val parity_of : (Big_int_Z.big_int -> facts) -> fn -> parity

val at_zero : (Big_int_Z.big_int -> facts) -> fn -> coq_Q option

val root : coq_Q -> coq_Q option

val at_number : (Big_int_Z.big_int -> facts) -> fn -> coq_Q -> coq_Q option

type atom = { coq_function : fn; argument : poly; name : Big_int_Z.big_int }

val number : Big_int_Z.big_int -> (fn * poly) list -> atom list

val below : Big_int_Z.big_int -> poly -> bool

val ordered : atom list -> bool

type entry = { of_function : fn; key : poly; scale : coq_Q;
               variable : Big_int_Z.big_int }

type table = entry list PositiveMap.t

val fn_code : fn -> Big_int_Z.big_int

val hash : fn -> poly -> Big_int_Z.big_int

val lead : poly -> coq_Q

val entry_of : atom -> entry

val enter : table -> atom -> table

val table_of : atom list -> table

val find_entry : entry list -> fn -> poly -> entry option

val look : table -> fn -> poly -> entry option

val limited : fn -> Big_int_Z.big_int -> Big_int_Z.big_int list

val found : entry -> poly

val direct_call :
  (Big_int_Z.big_int -> facts) -> table -> fn -> poly ->
  (poly * Big_int_Z.big_int list) option

val coefficient_at : Big_int_Z.big_int -> poly -> coq_Q

val quarter_turns :
  Big_int_Z.big_int option -> poly -> (Big_int_Z.big_int * poly) option

val turned :
  (Big_int_Z.big_int -> facts) -> Big_int_Z.big_int -> table -> poly ->
  (poly * Big_int_Z.big_int list) option

val call :
  (Big_int_Z.big_int -> facts) -> Big_int_Z.big_int option -> table -> fn ->
  poly -> (poly * Big_int_Z.big_int list) option
