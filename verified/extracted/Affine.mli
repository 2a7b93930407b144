open BinInt
open BinNat
open BinPos
open Datatypes
open FMapPositive
open List
open Mergesort
open Poly
open QArith_base

type images = poly PositiveMap.t

val image_of : images -> Big_int_Z.big_int -> poly option

val vsub : (Big_int_Z.big_int -> poly option) -> Big_int_Z.big_int -> poly

val msub : (Big_int_Z.big_int -> poly option) -> mono -> poly

val mentioned : (Big_int_Z.big_int -> poly option) -> mono -> bool

val psub_terms : (Big_int_Z.big_int -> poly option) -> poly -> poly list

val psubst : (Big_int_Z.big_int -> poly option) -> poly -> poly

val mderive : Big_int_Z.big_int -> mono -> Big_int_Z.big_int * mono

val pderive : Big_int_Z.big_int -> poly -> poly

val add_variables : unit PositiveMap.t -> mono -> unit PositiveMap.t

val variables : poly -> unit PositiveMap.t

val support : poly -> Big_int_Z.big_int list

val mix : Big_int_Z.big_int -> Big_int_Z.big_int -> Big_int_Z.big_int

val phash : Big_int_Z.big_int -> poly -> Big_int_Z.big_int

type bag = poly list PositiveMap.t

val bucket : bag -> Big_int_Z.big_int -> poly list

val in_bag : bag -> poly -> bool

val put : bag -> poly -> bag

val bag_of : poly list -> bag

val distinct_from : bag -> poly list -> poly list

val distinct : poly list -> poly list

val degree_le_1 : poly -> bool

val better :
  (Big_int_Z.big_int -> Big_int_Z.big_int) -> Big_int_Z.big_int ->
  Big_int_Z.big_int -> bool

val pivot :
  (Big_int_Z.big_int -> Big_int_Z.big_int) -> poly ->
  (Big_int_Z.big_int * coq_Q) option

val one_image : Big_int_Z.big_int -> poly -> Big_int_Z.big_int -> poly option

type solved = { images_of : images; mentions : unit PositiveMap.t }

val unsolved : solved

val solve : solved -> Big_int_Z.big_int -> poly -> solved

val insert :
  (Big_int_Z.big_int -> Big_int_Z.big_int) -> solved -> poly -> solved * poly
  list

val insert_all :
  (Big_int_Z.big_int -> Big_int_Z.big_int) -> solved -> poly list ->
  solved * poly list

val constant : poly -> bool

val is_zero : poly -> bool

val restrict :
  (Big_int_Z.big_int -> Big_int_Z.big_int) -> int -> solved -> poly list ->
  images * poly list

module ByPivot :
 sig
  type t = Big_int_Z.big_int * poly

  val leb : t -> t -> bool
 end

module PivotSort :
 sig
  val merge :
    (Big_int_Z.big_int * poly) list -> (Big_int_Z.big_int * poly) list ->
    (Big_int_Z.big_int * poly) list

  val merge_list_to_stack :
    (Big_int_Z.big_int * poly) list option list -> (Big_int_Z.big_int * poly)
    list -> (Big_int_Z.big_int * poly) list option list

  val merge_stack :
    (Big_int_Z.big_int * poly) list option list -> (Big_int_Z.big_int * poly)
    list

  val iter_merge :
    (Big_int_Z.big_int * poly) list option list -> (Big_int_Z.big_int * poly)
    list -> (Big_int_Z.big_int * poly) list

  val sort :
    (Big_int_Z.big_int * poly) list -> (Big_int_Z.big_int * poly) list

  val flatten_stack :
    (Big_int_Z.big_int * poly) list option list -> (Big_int_Z.big_int * poly)
    list
 end

val solutions : images -> (Big_int_Z.big_int * poly) list

val rows : images -> poly list

val vanishes : images -> bag -> poly -> bool
