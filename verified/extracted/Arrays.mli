open Ascii
open BinInt
open BinNat
open BinPos
open Datatypes
open Definitions
open FMapPositive
open Functions
open List
open QArith_base
open Qreduction
open String
open Syntax

type 'a scalars = { s_num : (coq_Q -> 'a); s_sum : ('a list -> 'a);
                    s_product : ('a list -> 'a);
                    s_power : ('a -> Big_int_Z.big_int -> 'a);
                    s_call : (fn -> 'a -> 'a option) }

type 'a tensor = { shape : Big_int_Z.big_int list; entries : 'a list }

type 'a environment = (char list * 'a tensor) list

val bind : 'a1 option -> ('a1 -> 'a2 option) -> 'a2 option

val traverse : ('a1 -> 'a2 option) -> 'a1 list -> 'a2 list option

val nth_N : 'a1 list -> Big_int_Z.big_int -> 'a1 option

val assoc : char list -> (char list * 'a1) list -> 'a1 option

val assoc_N :
  Big_int_Z.big_int -> (Big_int_Z.big_int * 'a1) list -> 'a1 option

val count : 'a1 list -> Big_int_Z.big_int

val among : Big_int_Z.big_int -> Big_int_Z.big_int list -> bool

val named : char list -> char list list -> bool

val distinct : Big_int_Z.big_int list -> bool

val same_shape : Big_int_Z.big_int list -> Big_int_Z.big_int list -> bool

val same : Big_int_Z.big_int -> 'a1 -> 'a1 list

val range : Big_int_Z.big_int -> Big_int_Z.big_int list

val most_axes : Big_int_Z.big_int

val most_entries : Big_int_Z.big_int

val size_of : Big_int_Z.big_int list -> Big_int_Z.big_int

val fits : Big_int_Z.big_int list -> bool

val strides : Big_int_Z.big_int list -> Big_int_Z.big_int list

val axes :
  Big_int_Z.big_int list -> (Big_int_Z.big_int * Big_int_Z.big_int) list

val steps : (Big_int_Z.big_int * Big_int_Z.big_int) -> Big_int_Z.big_int list

val offsets : Big_int_Z.big_int list list -> Big_int_Z.big_int list

val each_with :
  Big_int_Z.big_int list -> Big_int_Z.big_int list -> Big_int_Z.big_int list
  list

val one_axis :
  Big_int_Z.big_int -> Big_int_Z.big_int -> Big_int_Z.big_int option

val axes_meant :
  Big_int_Z.big_int -> Big_int_Z.big_int list option -> Big_int_Z.big_int
  list option

val other_axes :
  Big_int_Z.big_int -> Big_int_Z.big_int list -> Big_int_Z.big_int list

val common_of_reversed :
  Big_int_Z.big_int list -> Big_int_Z.big_int list -> Big_int_Z.big_int list
  option

val common_shape :
  Big_int_Z.big_int list list -> Big_int_Z.big_int list -> Big_int_Z.big_int
  list option

val stretch :
  Big_int_Z.big_int list -> (Big_int_Z.big_int * Big_int_Z.big_int) list ->
  Big_int_Z.big_int list list

val scalar : 'a1 -> 'a1 tensor

val indexed : 'a1 list -> 'a1 PositiveMap.t

val ascending : Big_int_Z.big_int list -> bool

val picked :
  'a1 list -> Big_int_Z.big_int -> Big_int_Z.big_int list -> 'a1 list option

val gather : 'a1 list -> Big_int_Z.big_int list -> 'a1 list option

val gather_rows :
  'a1 list -> Big_int_Z.big_int list list -> 'a1 list list option

val gathered :
  'a1 tensor -> Big_int_Z.big_int list -> Big_int_Z.big_int list list -> 'a1
  tensor option

val rows_of :
  'a1 tensor -> Big_int_Z.big_int list -> Big_int_Z.big_int list -> 'a1 list
  list option

val broadcast : Big_int_Z.big_int list -> 'a1 tensor -> 'a1 tensor option

val paired : 'a1 list -> 'a1 list list -> 'a1 list list option

val columns : 'a1 list list -> 'a1 list list option

val together : 'a1 tensor list -> 'a1 tensor list option

val entrywise : ('a1 list -> 'a1) -> 'a1 tensor list -> 'a1 tensor option

val each : ('a1 -> 'a1 option) -> 'a1 tensor -> 'a1 tensor option

val transpose : Big_int_Z.big_int list -> 'a1 tensor -> 'a1 tensor option

val reversed : 'a1 tensor -> 'a1 tensor option

val sliced :
  Big_int_Z.big_int -> Big_int_Z.big_int option -> Big_int_Z.big_int option
  -> Big_int_Z.big_int option -> Big_int_Z.big_int list option

val chosen :
  subscript -> (Big_int_Z.big_int * Big_int_Z.big_int) -> (Big_int_Z.big_int
  list * Big_int_Z.big_int list) option

val is_dots : subscript -> bool

val subscripted : subscript list -> 'a1 tensor -> 'a1 tensor option

val reshaped : Big_int_Z.big_int list -> 'a1 tensor -> 'a1 tensor option

val stacked : Big_int_Z.big_int -> 'a1 tensor list -> 'a1 tensor option

val without :
  Big_int_Z.big_int -> Big_int_Z.big_int list -> Big_int_Z.big_int list

val instead :
  Big_int_Z.big_int -> Big_int_Z.big_int -> Big_int_Z.big_int list ->
  Big_int_Z.big_int list

val before :
  Big_int_Z.big_int -> Big_int_Z.big_int list -> Big_int_Z.big_int list

val from :
  Big_int_Z.big_int -> Big_int_Z.big_int list -> Big_int_Z.big_int list

val blocks :
  Big_int_Z.big_int -> Big_int_Z.big_int -> Big_int_Z.big_int list list ->
  (Big_int_Z.big_int * Big_int_Z.big_int) list

val concatenated : Big_int_Z.big_int -> 'a1 tensor list -> 'a1 tensor option

val repeated :
  Big_int_Z.big_int -> Big_int_Z.big_int option -> 'a1 tensor -> 'a1 tensor
  option

val filled : Big_int_Z.big_int list -> 'a1 -> 'a1 tensor option

val diagonal : 'a1 -> 'a1 tensor -> 'a1 tensor option

val padded :
  'a1 -> Big_int_Z.big_int -> Big_int_Z.big_int list -> 'a1 tensor -> 'a1
  tensor option

val window :
  (Big_int_Z.big_int * Big_int_Z.big_int) ->
  (Big_int_Z.big_int * Big_int_Z.big_int) ->
  ((Big_int_Z.big_int * Big_int_Z.big_int) * (Big_int_Z.big_int * Big_int_Z.big_int))
  option

val windowed :
  'a1 -> Big_int_Z.big_int list -> Big_int_Z.big_int list ->
  Big_int_Z.big_int list -> 'a1 tensor -> 'a1 tensor option

val reduced_shape :
  Big_int_Z.big_int list -> Big_int_Z.big_int list -> bool ->
  Big_int_Z.big_int list

val reduced :
  ('a1 list -> 'a1) -> Big_int_Z.big_int list option -> bool -> 'a1 tensor ->
  'a1 tensor option

val fold_some : ('a1 -> 'a1 -> 'a1 option) -> 'a1 list -> 'a1 -> 'a1 option

val folded :
  ('a1 tensor -> 'a1 tensor -> 'a1 tensor option) -> Big_int_Z.big_int list
  option -> bool -> 'a1 tensor -> 'a1 tensor option

val running : ('a1 list -> 'a1) -> 'a1 -> 'a1 list -> 'a1 list

val sums_so_far : ('a1 list -> 'a1) -> 'a1 list -> 'a1 list

val cumulated :
  ('a1 list -> 'a1) -> Big_int_Z.big_int -> 'a1 tensor -> 'a1 tensor option

val note_sizes :
  Big_int_Z.big_int list -> Big_int_Z.big_int list ->
  (Big_int_Z.big_int * Big_int_Z.big_int) list ->
  (Big_int_Z.big_int * Big_int_Z.big_int) list option

val sizes_of_letters :
  Big_int_Z.big_int list list -> Big_int_Z.big_int list list ->
  (Big_int_Z.big_int * Big_int_Z.big_int) list ->
  (Big_int_Z.big_int * Big_int_Z.big_int) list option

val stride_of :
  Big_int_Z.big_int list -> Big_int_Z.big_int list -> Big_int_Z.big_int ->
  Big_int_Z.big_int

val factors :
  (Big_int_Z.big_int * Big_int_Z.big_int) list ->
  (Big_int_Z.big_int * Big_int_Z.big_int) list -> Big_int_Z.big_int list ->
  'a1 tensor -> 'a1 list list option

val contracted :
  ('a1 list -> 'a1) -> ('a1 list -> 'a1) -> Big_int_Z.big_int list list ->
  Big_int_Z.big_int list -> 'a1 tensor list -> 'a1 tensor option

val letter : char -> Big_int_Z.big_int option

val alphabet : Big_int_Z.big_int list

val split_arrow : char list -> char list * char list option

val split_commas : char list -> char list list

val letters_of :
  char list -> (Big_int_Z.big_int list list * Big_int_Z.big_int list) option

val einsum :
  ('a1 list -> 'a1) -> ('a1 list -> 'a1) -> char list -> 'a1 tensor list ->
  'a1 tensor option

val matrices :
  Big_int_Z.big_int list -> (Big_int_Z.big_int
  list * (Big_int_Z.big_int * Big_int_Z.big_int)) option

val matmul :
  ('a1 list -> 'a1) -> ('a1 list -> 'a1) -> 'a1 tensor -> 'a1 tensor -> 'a1
  tensor option

val flag : char list -> bool -> options -> bool option

val integer :
  char list -> Big_int_Z.big_int option -> options -> Big_int_Z.big_int option

val integers : char list -> options -> Big_int_Z.big_int list option

val axes_given : options -> Big_int_Z.big_int list option option

val per_axis :
  char list -> Big_int_Z.big_int -> options -> Big_int_Z.big_int list option

val resolved : options -> options -> options

val most_exponent : Big_int_Z.big_int

val power_of_number : coq_Q -> Big_int_Z.big_int -> coq_Q option

val number_of : term -> coq_Q option

val an_interval : term -> term -> bool

val bounds_are_numbers : char list -> term list -> bool

val most_operands : Big_int_Z.big_int

val takes : arity -> Big_int_Z.big_int -> bool

val allows : char list list -> options -> bool

val native_called :
  bool -> char list -> ((native * arity) * char list list) option

val position :
  char list -> char list list -> Big_int_Z.big_int -> Big_int_Z.big_int option

val function_called : bool -> char list list -> char list -> fn option

val takes_arguments : definition -> Big_int_Z.big_int -> bool

val inverse : 'a1 scalars -> 'a1 tensor -> 'a1 tensor option

val power :
  'a1 scalars -> Big_int_Z.big_int -> 'a1 tensor -> 'a1 tensor option

val opposite : 'a1 scalars -> 'a1 tensor -> 'a1 tensor option

val quotient : 'a1 scalars -> 'a1 tensor -> 'a1 tensor -> 'a1 tensor option

val windows_of :
  'a1 scalars -> 'a1 tensor -> 'a1 tensor -> options -> 'a1 tensor option

val apply_native :
  'a1 scalars -> native -> 'a1 tensor list -> options -> 'a1 tensor option

val completed :
  ('a1 environment -> options -> term -> 'a1 tensor option) ->
  (char list * term) list -> 'a1 environment -> options -> 'a1 environment
  option

val expanded :
  ('a1 environment -> options -> term -> 'a1 tensor option) -> 'a1
  environment -> definition -> 'a1 environment -> options -> 'a1 tensor option

val called :
  'a1 scalars -> char list list -> (definition -> 'a1 environment -> options
  -> 'a1 tensor option) -> bool -> char list -> term list -> 'a1 tensor list
  -> options -> 'a1 tensor option

val interpret :
  'a1 scalars -> char list list -> bool -> int -> 'a1 environment -> options
  -> term -> 'a1 tensor option

val eval :
  'a1 scalars -> char list list -> int -> 'a1 environment -> options -> term
  -> 'a1 tensor option

val pairs : 'a1 list -> 'a1 list -> ('a1 * 'a1) list option

val pair_of :
  'a1 scalars -> char list list -> int -> 'a1 environment -> term -> term ->
  ('a1 * 'a1) list option

val define :
  'a1 scalars -> char list list -> int -> char list list -> 'a1 environment
  -> (char list * term) list -> 'a1 environment option

val targets :
  'a1 scalars -> char list list -> int -> 'a1 environment -> term -> 'a1 list
  option

val exponents_of_size :
  'a1 list -> Big_int_Z.big_int -> Big_int_Z.big_int list list

val most_symmetric : Big_int_Z.big_int

val binomial_is_small : Big_int_Z.big_int -> Big_int_Z.big_int -> bool

val exponents :
  Big_int_Z.big_int list list -> Big_int_Z.big_int list list option

val is_block : Big_int_Z.big_int list list -> bool

val monomial : 'a1 scalars -> Big_int_Z.big_int list -> 'a1 list -> 'a1

val symmetric_functions :
  'a1 scalars -> 'a1 list -> Big_int_Z.big_int list list -> 'a1 list option

val symmetrised :
  'a1 scalars -> 'a1 list -> Big_int_Z.big_int list list list -> 'a1 list
  option

val most_scalars : Big_int_Z.big_int

val family_of :
  'a1 scalars -> char list list -> int -> char list list -> 'a1 environment
  -> (char list * term) list -> term list -> Big_int_Z.big_int list list list
  -> 'a1 list option

val further : Big_int_Z.big_int -> Big_int_Z.big_int -> Big_int_Z.big_int

val declare :
  (Big_int_Z.big_int -> 'a1) -> declaration list -> Big_int_Z.big_int -> 'a1
  environment

val size_of_declarations : declaration list -> Big_int_Z.big_int

val all_distinct : char list list -> bool

val may_declare : char list list -> declaration list -> bool
