open BinNat
open Expr
open QArith_base
open Syntax
open Tower

type family =
| Gradients of expr list
| Vectors of expr list list

type problem = { parameters : Big_int_Z.big_int; inputs : Big_int_Z.big_int;
                 pi_leaf : Big_int_Z.big_int option;
                 declared : (Big_int_Z.big_int -> facts); members : family;
                 rate : (Big_int_Z.big_int -> coq_Q);
                 input_equations : expr list;
                 input_conditions : (expr * relation) list;
                 data : coq_Q list list option }

(** val is_parameter : problem -> Big_int_Z.big_int -> bool **)

let is_parameter p i =
  N.leb i p.parameters

(** val is_input : problem -> Big_int_Z.big_int -> bool **)

let is_input p i =
  (&&) (N.ltb p.parameters i) (N.leb i (N.add p.parameters p.inputs))

(** val input_leaf : problem -> int -> Big_int_Z.big_int **)

let input_leaf p k =
  N.succ_pos (N.add p.parameters (N.of_nat k))
