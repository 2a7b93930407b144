open BinNat
open FMapPositive
open Functions
open Poly
open QArith_base
open Syntax

type reference =
| REquation of Big_int_Z.big_int
| RInput of Big_int_Z.big_int
| RSettled of Big_int_Z.big_int
| RCongruence of Big_int_Z.big_int
| RRelation of Big_int_Z.big_int
| RCondition

type combination = (reference * poly) list

type square = { coefficient_of : coq_Q; weight : Big_int_Z.big_int list;
                root_of : poly }

type vanishing = { v_power : int; v_exponent : int; v_squares : square list;
                   v_cofactors : combination }

type no_point = { n_power : int; n_squares : square list;
                  n_cofactors : combination }

type congruence = { c_atom : Big_int_Z.big_int; c_argument : poly;
                    c_because : combination }

type view_proof = { by_name : bool; atoms : (fn * poly) list;
                    congruences : congruence list;
                    lie : (int * combination) PositiveMap.t PositiveMap.t;
                    kept : combination PositiveMap.t PositiveMap.t }

type outside = { o_atoms : (fn * poly) list; o_atom : Big_int_Z.big_int;
                 o_squares : square list; o_cofactors : combination }

type invariance =
| Tangency of view_proof list * condition_proof list
| EmptySet of no_point option
| Undefined of outside list
| Described of poly list * vanishing list * combination list * invariance
| Meet of ((poly list * (poly * relation) list) * invariance) list
| Join of (poly list * invariance) list
and condition_proof =
| Kept
| NeverZero of no_point
| Boundary of invariance

val filled :
  Big_int_Z.big_int -> 'a1 list -> 'a1 PositiveMap.t -> 'a1 PositiveMap.t

val indexed : 'a1 list -> 'a1 PositiveMap.t

val item : 'a1 PositiveMap.t -> Big_int_Z.big_int -> 'a1 option

type knowledge = reference -> poly option

val products : knowledge -> combination -> poly list option

val combine : knowledge -> combination -> poly option

val follows : knowledge -> poly -> combination -> bool
