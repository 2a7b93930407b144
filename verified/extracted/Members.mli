open Arrays
open BinPos
open List
open Meaning
open QArith_base
open Syntax

val leaf_below :
  'a1 scalars -> (Big_int_Z.big_int -> 'a1) -> Big_int_Z.big_int ->
  Big_int_Z.big_int -> 'a1

val one_of :
  'a1 scalars -> char list list -> 'a1 environment -> term -> 'a1 option

val members_of :
  model -> layout -> 'a1 scalars -> (Big_int_Z.big_int -> 'a1) -> 'a1 list
  list option
