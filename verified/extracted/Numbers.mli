open Arrays
open BinInt
open BinNat
open BinPos
open Dual
open Expr
open FMapPositive
open Functions
open Interval
open Points
open Poly
open QArith_base

type partials = interval PositiveMap.t

type ndual = { nval : interval; nder : partials }

val pcall :
  Big_int_Z.big_int -> poly list -> (Big_int_Z.big_int -> fn -> interval ->
  interval option) -> fn -> interval -> interval option

val at_interval :
  Big_int_Z.big_int -> poly list -> (Big_int_Z.big_int -> fn -> interval ->
  interval option) -> interval -> expr -> interval option

val both :
  Big_int_Z.big_int -> interval option -> interval option -> interval option

val pmerge : Big_int_Z.big_int -> partials -> partials -> partials

val pscaled : Big_int_Z.big_int -> interval -> partials -> partials

val no_partials : partials

val nnum : coq_Q -> ndual

val nadd : Big_int_Z.big_int -> ndual -> ndual -> ndual

val nmul : Big_int_Z.big_int -> ndual -> ndual -> ndual

val nsum : Big_int_Z.big_int -> ndual list -> ndual

val nproduct : Big_int_Z.big_int -> ndual list -> ndual

val npower : Big_int_Z.big_int -> ndual -> Big_int_Z.big_int -> ndual

val ncall :
  Big_int_Z.big_int -> poly list -> (Big_int_Z.big_int -> fn -> interval ->
  interval option) -> fn -> ndual -> ndual option

val numbers :
  Big_int_Z.big_int -> poly list -> (Big_int_Z.big_int -> fn -> interval ->
  interval option) -> ndual scalars

val nleaf :
  (Big_int_Z.big_int -> bool) -> (Big_int_Z.big_int -> interval) ->
  Big_int_Z.big_int -> ndual
