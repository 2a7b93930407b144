open Arrays
open BinNat
open BinPos
open Datatypes
open Dual
open Expr
open FMapPositive
open Flow
open List
open PeanoNat
open QArith_base
open Reading
open String
open Syntax
open Tower

val expressions : expr scalars

val depth : int

val fact_table : (char list * fact list) list -> Big_int_Z.big_int -> facts

type layout = { n_parameters : Big_int_Z.big_int;
                n_inputs : Big_int_Z.big_int; has_pi : bool;
                n_constants : Big_int_Z.big_int }

val input_start : layout -> Big_int_Z.big_int

val pi_start : layout -> Big_int_Z.big_int

val constant_start : layout -> Big_int_Z.big_int

val first_atom : layout -> Big_int_Z.big_int

val pi_environment : (Big_int_Z.big_int -> 'a1) -> layout -> 'a1 environment

val parameter_environment :
  (Big_int_Z.big_int -> 'a1) -> model -> layout -> 'a1 environment

val input_environment :
  (Big_int_Z.big_int -> 'a1) -> model -> layout -> 'a1 environment

val model_environment :
  (Big_int_Z.big_int -> 'a1) -> model -> layout -> 'a1 environment

val candidate_environment :
  (Big_int_Z.big_int -> 'a1) -> model -> declaration list -> layout -> 'a1
  environment

val leaf_of : Big_int_Z.big_int -> Big_int_Z.big_int -> expr

val names_of : model -> char list list

val taken_names : model -> char list list

val options_all : 'a1 option list -> 'a1 list option

val parameter_numbers :
  Big_int_Z.big_int -> expr list -> Big_int_Z.big_int list option

val add_rate :
  coq_Q -> coq_Q PositiveMap.t option -> Big_int_Z.big_int -> coq_Q
  PositiveMap.t option

val rate_table : model -> layout -> coq_Q PositiveMap.t option

val difference_of : (expr * expr) -> expr

val differences :
  model -> expr environment -> term -> term -> expr list option

val comparisons :
  model -> expr environment -> comparison_of_terms list -> (expr * relation)
  list option

val outputs_of :
  'a1 scalars -> (Big_int_Z.big_int -> 'a1) -> model -> layout -> 'a1 list
  option

val one_entry : model -> expr environment -> term -> expr option

val family_meant : model -> layout -> Flow.family option

val problem_of : model -> layout -> problem option

type region =
| Plain of expr list * (expr * relation) list
| Minus of region * region

val image_differences :
  model -> expr environment -> (term * term) -> expr list option

val moves : model -> layout -> (term * term) list -> bool

val region_of_candidate : model -> layout -> candidate -> region option

val first_constants : set_ -> declaration list

val same_declaration : declaration -> declaration -> bool

val same_declarations : declaration list -> declaration list -> bool

val region_of : model -> layout -> declaration list -> set_ -> region option

val layout_of : claim -> layout

type statement = { about : problem; set_meant : region; says : verdict }

val meaning_of : claim -> statement option
