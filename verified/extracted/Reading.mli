open Ascii
open BinInt
open BinNat
open BinPos
open Datatypes
open DecimalString
open Definitions
open Json
open List
open Nat
open QArith_base
open Qreduction
open String
open Syntax

val all_onto : ('a1 -> 'a2 option) -> 'a2 list -> 'a1 list -> 'a2 list option

val all : ('a1 -> 'a2 option) -> 'a1 list -> 'a2 list option

val read_list : (json -> 'a1 option) -> json -> 'a1 list option

val read_string : json -> char list option

val is_empty : 'a1 list -> bool

val count_from : Big_int_Z.big_int -> 'a1 list -> Big_int_Z.big_int

val count : 'a1 list -> Big_int_Z.big_int

val among : char list -> char list list -> bool

type coq_object = (char list * json) list

val member : char list -> coq_object -> json option

val holds : char list -> coq_object -> bool

val read_object :
  char list list -> char list list -> json -> coq_object option

val read_optional :
  char list -> (json -> 'a1 option) -> 'a1 -> coq_object -> 'a1 option

val is_letter : char -> bool

val is_digit : char -> bool

val is_tail : Big_int_Z.big_int -> char list -> bool

val is_identifier : char list -> bool

val print_Z : Big_int_Z.big_int -> char list

val print_Q : coq_Q -> char list

val cut : char list -> char list * char list option

val is_short : Big_int_Z.big_int -> char list -> bool

val coq_MAX_LITERAL : Big_int_Z.big_int

val without_sign : char list -> char list

val spelled : char list -> coq_Q -> coq_Q option

val read_rational : char list -> coq_Q option

val read_number : json -> coq_Q option

val coq_MAX_DEPTH : int

val below : int -> int

val read_integer : json -> Big_int_Z.big_int option

val read_end : json -> Big_int_Z.big_int option option

val read_subscript : json -> subscript option

val is_dots : subscript -> bool

val read_subscripts : json list -> subscript list option

val read_option : (char list * json) -> (char list * option_value) option

val split_options : json list -> (json list * options) option

val read_term : int -> json -> term option

val read_relation : json -> relation option

val read_comparison : int -> json -> comparison_of_terms option

val read_condition : int -> json -> comparison_of_terms option

val coq_MAX_SCALARS : Big_int_Z.big_int

val coq_MAX_DIMENSIONS : Big_int_Z.big_int

val read_size : json -> Big_int_Z.big_int option

val size : Big_int_Z.big_int list -> Big_int_Z.big_int

val scalars : declaration list -> Big_int_Z.big_int

val read_declaration : json -> declaration option

val read_declarations : json -> declaration list option

val print_N : Big_int_Z.big_int -> char list

val coordinates :
  Big_int_Z.big_int list -> Big_int_Z.big_int -> char list -> char list

val scalar_name :
  char list -> Big_int_Z.big_int list -> Big_int_Z.big_int -> char list

val scalar_names : declaration list -> char list list

val read_fact : json -> fact option

val read_facts : json -> fact list option

val read_function : (char list * json) -> (char list * fact list) option

val read_functions : json -> (char list * fact list) list option

val read_let : json -> (char list * term) option

val read_count : json -> Big_int_Z.big_int option

val read_outputs_of_member : json -> Big_int_Z.big_int list option

val coq_MAX_SYMMETRIC : Big_int_Z.big_int

val is_few :
  Big_int_Z.big_int -> Big_int_Z.big_int -> Big_int_Z.big_int -> 'a1 list ->
  bool

val read_block : json -> Big_int_Z.big_int list list option

val bits_of_positive : Big_int_Z.big_int -> bool list

val read_symmetric : json -> Big_int_Z.big_int list list list option

val read_rate : json -> (term * coq_Q) option

val tabled : coq_object -> json trie

val read_row : Big_int_Z.big_int -> json -> coq_object option

val read_datum : char list list -> coq_object -> coq_Q list option

val read_data : declaration list -> json -> coq_Q list list option

val read_family : Big_int_Z.big_int -> coq_object -> family option

val names_of_family : family -> char list list

val names_of_model : model -> char list list

val read_model : json -> model option

val read_equation : int -> json -> (term * term) option

val read_candidate : model -> int -> json -> candidate option

val read_set : model -> int -> json -> set_ option

val verdict_of : json -> char list option

val read_manifold_of : json -> (char list * Big_int_Z.big_int option) option

val read_manifold :
  json -> (char list * Big_int_Z.big_int option) option option

val read_claim : json -> claim option

type certificate = { claim_written : json; evidence : json;
                     assumptions : char list list; claim_digest : char list;
                     evidence_digest : char list }

val read_parts : json -> certificate option

val read_certificate : json -> (claim * json) option

val is_of_pi : char list -> bool

val mentions_pi_term : term -> bool

val mentions_pi_comparison : comparison_of_terms -> bool

val mentions_pi_equation : (term * term) -> bool

val mentions_pi_declarations : declaration list -> bool

val mentions_pi_model : model -> bool

val mentions_pi_candidate : candidate -> bool

val mentions_pi_set : set_ -> bool

val mentions_pi : claim -> bool
