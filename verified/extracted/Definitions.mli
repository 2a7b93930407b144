open Datatypes
open Functions
open List
open QArith_base
open Syntax

val elementary : (char list * fn) list

val inner_elementary : (char list * fn) list

type native =
| Summed
| Multiplied
| Counted
| Cumulated
| Diagonal
| Transposed
| Reshaped
| Concatenated
| Stacked
| Repeated
| Zeros
| Ones
| Eye
| Windows

type arity =
| Exactly of Big_int_Z.big_int
| Several

val natives : (char list * ((native * arity) * char list list)) list

val inner_natives : (char list * ((native * arity) * char list list)) list

type definition =
| Means of char list list * options * (char list * term) list * term

val arguments_of : definition -> char list list

val defaults_of : definition -> options

val left_out_of : definition -> (char list * term) list

val body_of : definition -> term

val definitions : (char list * definition) list

val folds : char list list

val reserved : char list list
